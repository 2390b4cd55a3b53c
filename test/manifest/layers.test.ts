import { describe, expect, test } from '@jest/globals';
import { NEW, OLD, plan, REPOSITORY } from './promotion.ts';

type Files = Readonly<Record<string, string>>;

const BASE = `image:\n  repository: ${REPOSITORY}\n  tag: v1\n`;
const STALE = `image:\n  digest: ${OLD}\n`;
const TAG = 'image:\n  tag: v0\n';

/** The paths that the promotion changes; throws what was refused. */
function changed(files: Files): readonly string[] {
  const result = plan(files);
  expect(result.refusals).toEqual([]);
  return result.files.map(({ path }) => path).sort();
}

const object = (kind: string, name: string, spec: string) =>
  `apiVersion: ${API[kind] ?? 'v1'}\nkind: ${kind}\nmetadata:\n  name: ${name}\n${spec}`;

const API: Readonly<Record<string, string>> = {
  HelmRelease: 'helm.toolkit.fluxcd.io/v2',
  Application: 'argoproj.io/v1alpha1',
};

describe('files of values, by their names', () => {
  test.each([
    ['chart/values-prod.yaml', 'chart/values.yaml'],
    ['envs/prod/values.yaml', 'charts/app/values.yaml'],
    ['envs/prod/app.yaml', 'charts/app/values.yaml'],
    ['values/app-prod.yaml', 'values/app.yaml'],
    ['values/prod-eu-west-1.yaml', 'values/common.yaml'],
    ['charts/app/frankfurt.yaml', 'charts/app/values.yaml'],
    ['envs/eu-1/worker-1.yaml', 'charts/worker-1/values.yaml'],
    ['values/zone-a.yaml', 'values/app.yaml'],
    ['values/Prod2.yaml', 'values/app.yaml'],
    ['values/app-prod.sops.yaml', 'values/app.yaml'],
    ['shop/api/envs/prod.yaml', 'shop/api/values/app.yaml'],
  ])('%s lies over %s', (layer, base) => {
    expect(changed({ [base]: BASE, [layer]: TAG })).toEqual([base, layer].sort());
  });

  test.each([
    ['apps/redis/values.yaml', 'apps/app/values.yaml'],
    ['values/redis.yaml', 'values/app.yaml'],
    ['values-redis.yaml', 'values-app.yaml'],
    ['envs/prod/redis.yaml', 'charts/app/values.yaml'],
    ['apps/api/values.yaml', 'apps/api-gateway/values.yaml'],
    ['redis/values.yaml', 'values.yaml'],
    ['apps/worker-2/values.yaml', 'apps/worker-1/values.yaml'],
    ['values-team-b.yaml', 'values-team-a.yaml'],
    ['web/web.yaml', 'web/app.yaml'],
  ])('the tag in %s is not that of %s, and the plan says so', (other, base) => {
    const files = { [base]: BASE, [other]: 'image:\n  tag: "7.2"\n' };
    expect(changed(files)).toEqual([base]);
    expect(plan(files).passedOver).toMatchObject([
      { location: { file: other, line: 2 }, found: '7.2', reason: expect.stringContaining(`${base}:3`) },
    ]);
  });

  test('a layer of two repositories is refused, also where one of them has no tag of its own', () => {
    const layer = 'envs/prod/values.yaml';
    const web = 'image:\n  repository: ghcr.io/acme/web\n';
    const result = plan({ 'charts/app/values.yaml': BASE, 'charts/web/values.yaml': web, [layer]: TAG });
    expect(result.refusals).toMatchObject([
      {
        code: 'REFERENCE_AMBIGUOUS',
        message: `image.tag in ${layer} may override any of these, and nothing says which:\n  charts/app/values.yaml:2: ${REPOSITORY}\n  charts/web/values.yaml:2: ghcr.io/acme/web`,
      },
    ]);
  });

  test('a digest that may win is not left where the names do not tell', () => {
    const result = plan({ 'values/app.yaml': BASE, 'values/frankfurt.yaml': STALE });
    expect(result.refusals).toMatchObject([
      {
        code: 'REFERENCE_AMBIGUOUS',
        message: `image.digest in values/frankfurt.yaml may override this one, and nothing says whether it does:\n  values/app.yaml:2: ${REPOSITORY}`,
        hint: 'Mark its value with "# waybill: app digest" if it is app\'s, with the other image\'s name, or with "# waybill: ignore".',
        location: { file: 'values/frankfurt.yaml', line: 2, column: 11 },
      },
    ]);
    expect(result.files).toEqual([]);
  });

  test('a layer lies over what its own folder holds before anything else', () => {
    const files = {
      'eu/values.yaml': BASE,
      'eu/values-prod.yaml': TAG,
      'us/values.yaml': 'image: {repository: ghcr.io/acme/web, tag: v7}\n',
    };
    expect(changed(files)).toEqual(['eu/values-prod.yaml', 'eu/values.yaml']);
  });

  test('a base without a tag needs none where a layer in another folder sets it', () => {
    const files = {
      'charts/app/values.yaml': `image: {repository: ${REPOSITORY}}\n`,
      'envs/prod/values.yaml': TAG,
    };
    expect(changed(files)).toEqual(['envs/prod/values.yaml']);
  });

  test('values of several charts in one folder find their own layers', () => {
    const files = {
      'values/app.yaml': BASE,
      'values/app-prod.yaml': STALE,
      'values/web.yaml': 'image: {repository: ghcr.io/acme/web, tag: v7}\n',
      'values/web-prod.yaml': 'image: {tag: v7-prod}\n',
    };
    expect(changed(files)).toEqual(['values/app-prod.yaml', 'values/app.yaml']);
  });
});

describe('a marker on a layer', () => {
  test.each([
    ['ignore', 'a marker says to ignore it'],
    ['redis tag', 'a marker says it is redis'],
  ])('%s keeps it', (words, reason) => {
    const files = { 'values.yaml': BASE, 'values-prod.yaml': `image:\n  tag: v0 # waybill: ${words}\n` };
    expect(changed(files)).toEqual(['values.yaml']);
    expect(plan(files).passedOver).toMatchObject([{ found: 'v0', reason }]);
  });

  test('of the image settles whose it is', () => {
    const files = {
      'values/app.yaml': BASE,
      'values/frankfurt.yaml': `image:\n  digest: ${OLD} # waybill: app digest\n`,
    };
    expect(changed(files)).toEqual(['values/app.yaml', 'values/frankfurt.yaml']);
  });
});

describe('a HelmRelease and what its valuesFrom names', () => {
  const release = (values: string) =>
    object(
      'HelmRelease',
      'app',
      `spec:\n  valuesFrom:\n  - kind: ConfigMap\n    name: app-values\n  values:\n${values}`,
    );
  const data = (name: string, text: string) =>
    object('ConfigMap', name, `data:\n  values.yaml: |\n${text.replace(/^/gm, '    ').trimEnd()}\n`);

  test('a ConfigMap holds the repository, the release a stale digest', () => {
    const files = {
      'cm.yaml': data('app-values', BASE),
      'release.yaml': release(STALE.replace(/^/gm, '    ')),
    };
    expect(changed(files)).toEqual(['cm.yaml', 'release.yaml']);
  });

  test('the release holds the repository, a ConfigMap a stale digest', () => {
    const files = {
      'cm.yaml': data('app-values', STALE),
      'release.yaml': release(BASE.replace(/^/gm, '    ')),
    };
    expect(changed(files)).toEqual(['cm.yaml', 'release.yaml']);
  });

  test('a ConfigMap that the release does not name is not its layer', () => {
    const files = {
      'cm.yaml': data('web-values', STALE),
      'release.yaml': release(BASE.replace(/^/gm, '    ')),
    };
    expect(changed(files)).toEqual(['release.yaml']);
  });

  test('a generator fills the ConfigMap from a file', () => {
    const files = {
      'apps/kustomization.yaml':
        'resources: [release.yaml]\nconfigMapGenerator:\n- name: app-values\n  files: [values.yaml=files/frankfurt.yaml]\n',
      'apps/files/frankfurt.yaml': STALE,
      'apps/files/redis.yaml': STALE,
      'apps/other/kustomization.yaml':
        'configMapGenerator:\n- name: redis-values\n  files: [values.yaml=../files/redis.yaml]\n',
      'apps/release.yaml': release(BASE.replace(/^/gm, '    ')),
    };
    expect(changed(files)).toEqual(['apps/files/frankfurt.yaml', 'apps/release.yaml']);
  });

  test('a base without a tag is no obstacle when the release sets one', () => {
    const files = {
      'cm.yaml': data('app-values', `image:\n  repository: ${REPOSITORY}\n`),
      'release.yaml': release(TAG.replace(/^/gm, '    ')),
    };
    expect(changed(files)).toEqual(['release.yaml']);
  });

  test('a chart out of a Git repository brings its own values, and those that valuesFiles names', () => {
    const files = {
      'charts/app/values.yaml': BASE,
      'charts/app/frankfurt.yaml': STALE,
      'clusters/eu/release.yaml': object(
        'HelmRelease',
        'app',
        `spec:\n  chart:\n    spec:\n      chart: ./charts/app\n      valuesFiles: [charts/app/frankfurt.yaml]\n      sourceRef: {kind: GitRepository, name: config}\n  values:\n    image: {tag: v0}\n`,
      ),
    };
    expect(changed(files)).toEqual(Object.keys(files).sort());
  });
});

describe('an Application and what it names', () => {
  const app = (name: string, source: string) => object('Application', name, `spec:\n${source}`);

  test('parameters beat the values of a chart in the config repo', () => {
    const files = {
      'argocd/app.yaml': app(
        'app',
        '  source:\n    path: charts/app\n    helm:\n      valueFiles: [../../regions/frankfurt.yaml]\n      parameters:\n      - name: image.tag\n        value: v0\n',
      ),
      'charts/app/values.yaml': BASE,
      'regions/frankfurt.yaml': STALE,
    };
    expect(changed(files)).toEqual(Object.keys(files).sort());
  });

  test('several sources: values below the path of another source', () => {
    const files = {
      'argocd/app.yaml': app(
        'app',
        '  sources:\n  - chart: service\n    helm:\n      valueFiles: [$config/svc/app.yaml, $config/svc/frankfurt.yaml]\n      valuesObject: {image: {tag: v0}}\n  - {repoURL: https://github.com/acme/config, ref: config}\n',
      ),
      'svc/app.yaml': BASE,
      'svc/frankfurt.yaml': STALE,
    };
    expect(changed(files)).toEqual(Object.keys(files).sort());
  });

  test('several sources are several charts', () => {
    const text = app(
      'app',
      `  sources:\n  - chart: service\n    helm:\n      valuesObject: {image: {repository: ${REPOSITORY}, tag: v1}}\n  - chart: redis\n    helm:\n      parameters: [{name: image.tag, value: "7.2"}]\n`,
    );
    const result = plan({ 'app.yaml': text });
    expect(result.refusals).toEqual([]);
    expect(result.files[0]?.after).toBe(text.replace('tag: v1', 'tag: v2'));
  });

  test('values in a literal block belong to their Application alone', () => {
    const inText = (name: string, values: string) =>
      app(name, `  source:\n    chart: service\n    helm:\n      values: |\n${values}`);
    const own = inText('app', BASE.replace(/^/gm, '        ').trimEnd());
    const other = inText('redis', `        # not ${REPOSITORY}:v1\n        image:\n          tag: v1\n`);
    const result = plan({ 'apps.yaml': `${own}\n---\n${other}` });
    expect(result.refusals).toEqual([]);
    expect(result.files[0]?.after).toBe(`${own.replace('tag: v1', 'tag: v2')}\n---\n${other}`);
  });

  test('values in a literal block and a parameter that beats them', () => {
    const values = BASE.replace(/^/gm, '        ').trimEnd();
    const text = app(
      'app',
      `  source:\n    chart: service\n    helm:\n      parameters:\n      - name: image.digest\n        value: ${OLD}\n      values: |\n${values}\n`,
    );
    const result = plan({ 'app.yaml': text });
    expect(result.files[0]?.after).toBe(text.replace('tag: v1', 'tag: v2').replace(OLD, NEW));
  });

  test('values that its Application lays over another chart are no layer, whatever their name', () => {
    const files = {
      'redis.yaml': app(
        'redis',
        '  sources:\n  - chart: redis\n    helm: {valueFiles: [$config/redis/values.yaml]}\n  - {ref: config}\n',
      ),
      'redis/values.yaml': STALE,
      'values.yaml': BASE,
    };
    expect(changed(files)).toEqual(['values.yaml']);
  });

  test('the parameters that Argo CD keeps beside the chart', () => {
    const files = {
      'apps/app/.argocd-source-app.yaml':
        'helm:\n  parameters:\n  - name: image.tag\n    value: v0\n    forcestring: true\n',
      'apps/app/values.yaml': BASE,
      'apps/redis/.argocd-source-redis.yaml': 'helm:\n  parameters:\n  - name: image.tag\n    value: v0\n',
    };
    expect(changed(files)).toEqual(['apps/app/.argocd-source-app.yaml', 'apps/app/values.yaml']);
  });
});

describe('a chart that Kustomize inflates', () => {
  test('its values in line lie over its files of values', () => {
    const files = {
      'apps/kustomization.yaml':
        'helmCharts:\n- name: service\n  valuesFile: app.yaml\n  additionalValuesFiles: [regions/frankfurt.yaml]\n  valuesInline:\n    image: {tag: v0}\n- name: redis\n  valuesInline:\n    image: {tag: "7.2"}\n',
      'apps/app.yaml': BASE,
      'apps/regions/frankfurt.yaml': STALE,
    };
    expect(changed(files)).toEqual(Object.keys(files).sort());
    expect(plan(files).files.find(({ path }) => path === 'apps/kustomization.yaml')?.after).toBe(
      files['apps/kustomization.yaml'].replace('tag: v0', 'tag: v2'),
    );
  });
});

describe('a registry in another layer', () => {
  const without = 'image:\n  repository: acme/app\n  tag: v1\n';

  test.each<[string, Files]>([
    [
      'beside the repository of the base',
      {
        'values.yaml': 'image:\n  registry: docker.io\n  repository: acme/app\n  tag: v1\n',
        'values-prod.yaml': 'image:\n  registry: ghcr.io\n',
      },
    ],
    [
      'global, in the release over a ConfigMap',
      {
        'cm.yaml': object(
          'ConfigMap',
          'v',
          `data:\n  values.yaml: |\n${without.replace(/^(?=.)/gm, '    ')}`,
        ),
        'release.yaml': object(
          'HelmRelease',
          'app',
          'spec:\n  valuesFrom: [{kind: ConfigMap, name: v}]\n  values:\n    global: {imageRegistry: ghcr.io}\n',
        ),
      },
    ],
    [
      'global, as a parameter over values in a text',
      {
        'app.yaml': object(
          'Application',
          'app',
          `spec:\n  source:\n    helm:\n      parameters: [{name: global.imageRegistry, value: ghcr.io}]\n      values: |\n${without.replace(/^(?=.)/gm, '        ')}`,
        ),
      },
    ],
    [
      'global, of another chart, which does not count',
      {
        'apps/app/values.yaml': 'image:\n  registry: ghcr.io\n  repository: acme/app\n  tag: v1\n',
        'apps/redis/values.yaml': 'global: {imageRegistry: mirror.acme.dev}\n',
      },
    ],
    [
      'of a local cluster, which does not count',
      { 'values.yaml': BASE, 'values-local.yaml': 'image: {registry: "localhost:5000"}\n' },
    ],
  ])('%s', (_name, files) => {
    const result = plan(files);
    expect(result.refusals).toEqual([]);
    expect(result.edits).toMatchObject([{ declared: { tag: 'v1' }, becomes: { tag: 'v2' } }]);
  });
});

describe('a tag that a comment points at, where the chart holds the repository', () => {
  test('a Flux setter in a release, and a stale digest in its base', () => {
    const release = (values: string) => object('HelmRelease', 'app', `spec:\n  values:\n${values}`);
    const files = {
      'base/release.yaml': release(`    image:\n      digest: ${OLD}\n`),
      'prod/release.yaml': release('    image:\n      tag: v1 # {"$imagepolicy": "flux-system:app:tag"}\n'),
    };
    expect(changed(files)).toEqual(['base/release.yaml', 'prod/release.yaml']);
  });

  test('a marker in values, and a stale digest in a layer', () => {
    const files = { 'values.yaml': 'image:\n  tag: v1 # waybill: app tag\n', 'values-prod.yaml': STALE };
    expect(changed(files)).toEqual(['values-prod.yaml', 'values.yaml']);
  });
});

describe('a patch of a release', () => {
  const release = object('HelmRelease', 'app', `spec:\n  values:\n${BASE.replace(/^(?=.)/gm, '    ')}`);
  const target = (name: string) => `{kind: HelmRelease, name: ${name}}`;

  test.each<[string, string, Files]>([
    [
      'a JSON patch in the Kustomization',
      `patches:\n- target: ${target('app')}\n  patch: |\n    - op: replace\n      path: /spec/values/image/tag\n      value: v0\n`,
      {},
    ],
    [
      'a JSON patch in a file',
      `patches:\n- target: ${target('app')}\n  path: ../pin.json\n`,
      { 'pin.json': `[{"op": "add", "path": "/spec/values/image/digest", "value": "${OLD}"}]\n` },
    ],
    [
      'a JSON patch that writes a map',
      `patchesJson6902:\n- target: ${target('app')}\n  path: pin.yaml\n`,
      { 'prod/pin.yaml': `- op: add\n  path: /spec/values/image\n  value: {digest: "${OLD}"}\n` },
    ],
    [
      'a merge patch in the Kustomization',
      `patches:\n- patch: |\n${object('HelmRelease', 'app', `spec: {values: {image: {digest: "${OLD}"}}}\n`).replace(/^(?=.)/gm, '    ')}`,
      {},
    ],
  ])('%s: what it sets over the release goes along', (_name, patches, more) => {
    const files = { 'base/release.yaml': release, 'prod/kustomization.yaml': patches, ...more };
    const paths = changed(files);
    expect(paths).toContain('base/release.yaml');
    expect(paths).toHaveLength(2);
  });

  test('of another release stays', () => {
    const patches = `patches:\n- target: ${target('redis')}\n  patch: |\n    - op: replace\n      path: /spec/values/image/tag\n      value: v0\n`;
    expect(changed({ 'base/release.yaml': release, 'prod/kustomization.yaml': patches })).toEqual([
      'base/release.yaml',
    ]);
  });
});

describe('the template of an ApplicationSet', () => {
  const set = (generators: string, source: string) =>
    `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: app}\nspec:\n  generators:\n${generators}  template:\n    spec:\n      source:\n${source}`;

  test('takes the tag from the values of a cluster generator, over values of a chart', () => {
    const files = {
      'set.yaml': set(
        '  - clusters:\n      values: {appTag: v0}\n',
        "        path: charts/app\n        helm: {parameters: [{name: image.tag, value: '{{values.appTag}}'}]}\n",
      ),
      'charts/app/values.yaml': BASE,
    };
    expect(changed(files)).toEqual(['charts/app/values.yaml', 'set.yaml']);
    expect(plan(files).files.find(({ path }) => path === 'set.yaml')?.after).toBe(
      files['set.yaml'].replace('v0', 'v2'),
    );
  });

  test('is refused where nothing says what it takes, and a marker helps', () => {
    const files = (comment: string, ignore: string): Files => ({
      'set.yaml': set(
        '  - git: {files: [{path: clusters/*.yaml}]}\n',
        `        kustomize:\n          images:\n          - '${REPOSITORY}:{{ .tag }}'${ignore}\n`,
      ),
      'clusters/eu.yaml': `tag: v1${comment}\n`,
    });
    const refused = plan(files('', '')).refusals;
    expect(refused).toMatchObject([
      {
        code: 'REFERENCE_UNEDITABLE',
        hint: 'Mark the value that the template takes with "# waybill: app tag" where it stands, and this line with "# waybill: ignore".',
      },
    ]);
    expect(changed(files(' # waybill: app tag', ' # waybill: ignore'))).toEqual(['clusters/eu.yaml']);
  });
});

describe('a value that a release takes from a ConfigMap by its path', () => {
  const files = (ignore: string, marked: string): Files => ({
    'release.yaml': object(
      'HelmRelease',
      'app',
      `spec:\n  valuesFrom:\n  - kind: ConfigMap\n    name: tags\n    valuesKey: app\n    targetPath: image.tag${ignore}\n  values:\n${BASE.replace(/^(?=.)/gm, '    ')}`,
    ),
    'tags.yaml': object('ConfigMap', 'tags', `data:\n  app: v0${marked}\n`),
  });

  test('stops the plan, which shows both places', () => {
    expect(plan(files('', '')).refusals).toMatchObject([
      {
        code: 'REFERENCE_UNEDITABLE',
        message:
          'spec.valuesFrom[0].targetPath in release.yaml takes the tag of app from ConfigMap tags, over what stands in release.yaml:14',
        location: { file: 'release.yaml', line: 10 },
      },
    ]);
  });

  test('is called a digest where it is one', () => {
    const [refusal] = plan({
      'release.yaml': files('', '')['release.yaml']?.replace('image.tag', 'image.digest') ?? '',
    }).refusals;
    expect(refusal?.message).toContain('takes the digest of app from ConfigMap tags');
    expect(refusal?.hint).toContain(
      'Write the digest into the values, or mark it where it stands with "# waybill: app digest"',
    );
  });

  test('is followed with markers', () => {
    expect(changed(files(' # waybill: ignore', ' # waybill: app tag'))).toEqual([
      'release.yaml',
      'tags.yaml',
    ]);
  });
});

test('files that a generator puts into a ConfigMap whose reader is elsewhere go by their names', () => {
  const files = {
    'kustomization.yaml': 'configMapGenerator:\n- name: v\n  files: [values.yaml, values-prod.yaml]\n',
    'values.yaml': BASE,
    'values-prod.yaml': STALE,
  };
  expect(changed(files)).toEqual(['values-prod.yaml', 'values.yaml']);
});

describe('what a layer is refused for', () => {
  const twice = `{tag: "v0@${OLD}", digest: "${OLD}"}`;

  test('is told alone: its base without a tag needs none', () => {
    const { refusals, passedOver } = plan({
      'values.yaml': `image: {repository: ${REPOSITORY}}\n`,
      'values-prod.yaml': `image: ${twice}\n`,
    });
    expect(refusals).toMatchObject([{ location: { file: 'values-prod.yaml' } }]);
    expect(passedOver).toMatchObject([{ reason: 'another layer sets its tag or digest' }]);
  });

  test('does not hide what its base is refused for', () => {
    const { refusals } = plan({
      'values/app.yaml': `image: ${twice.replace('{', `{repository: ${REPOSITORY}, `)}\n`,
      'values/frankfurt.yaml': STALE,
    });
    expect(refusals.map(({ code, location }) => [code, location?.file])).toEqual([
      ['REFERENCE_AMBIGUOUS', 'values/frankfurt.yaml'],
      ['REFERENCE_UNEDITABLE', 'values/app.yaml'],
    ]);
  });
});

describe('a layer that takes away what lies below it', () => {
  const emptied = (text: string) => ({ 'values.yaml': BASE, 'values-prod.yaml': `image:\n  ${text}\n` });

  test('an empty tag hands the choice to the chart, and the promotion would come to nothing', () => {
    expect(plan(emptied('tag: ""')).refusals).toMatchObject([
      {
        code: 'REFERENCE_UNEDITABLE',
        message: expect.stringContaining('the tag is empty'),
        location: { file: 'values-prod.yaml', line: 2, column: 8 },
      },
    ]);
  });

  test('an empty tag is filled when the plan says so', () => {
    const result = plan(emptied('tag: ""'), {}, { fillEmptyTags: ['app'] });
    expect(result.files.map(({ path, after }) => [path, after])).toContainEqual([
      'values-prod.yaml',
      'image:\n  tag: "v2"\n',
    ]);
  });

  test('no text after the key is a place for the tag', () => {
    expect(changed(emptied('tag:'))).toEqual(['values-prod.yaml', 'values.yaml']);
  });

  test('an empty tag over an empty tag takes nothing away', () => {
    const files = {
      'values.yaml': `image:\n  repository: ${REPOSITORY}\n  tag: ""\n  digest: ${OLD}\n`,
      'values-prod.yaml': 'image:\n  tag: ""\n',
    };
    expect(changed(files)).toEqual(['values.yaml']);
  });

  test('an empty digest over a digest is filled, and stays empty when only the tag counts', () => {
    const files = {
      'values.yaml': `${BASE}  digest: ${OLD}\n`,
      'values-prod.yaml': 'image:\n  digest: ""\n',
    };
    expect(changed(files)).toEqual(['values-prod.yaml', 'values.yaml']);
    const byTag = plan(files, { pin: 'tag' });
    expect(byTag.refusals).toEqual([]);
    expect(byTag.files.map(({ path }) => path)).toEqual(['values.yaml']);
    expect(byTag.passedOver).toMatchObject([{ found: '(nothing)', location: { file: 'values-prod.yaml' } }]);
  });

  test('of another chart it is left alone', () => {
    const files = { 'values/app.yaml': BASE, 'values/redis.yaml': 'image:\n  tag: ""\n' };
    expect(changed(files)).toEqual(['values/app.yaml']);
    expect(plan(files).passedOver).toEqual([]);
  });
});

test('of several global registries the one beside the repository is its own', () => {
  const [refusal] = plan({
    'values.yaml': 'global: {imageRegistry: mirror.acme.dev}\nimage: {repository: acme/app, tag: v1}\n',
    'values-prod.yaml': 'global: {imageRegistry: other.acme.dev}\n',
  }).refusals;
  expect(refusal?.message).toContain('"mirror.acme.dev/acme/app:v1": it is another repository');
});
