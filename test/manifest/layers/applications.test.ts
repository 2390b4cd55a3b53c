import { describe, expect, test } from '@jest/globals';
import { NEW, OLD, plan, REPOSITORY } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

type Files = Readonly<Record<string, string>>;

const BASE = yaml`
  image:
    repository: ${REPOSITORY}
    tag: v1
`;
const STALE = yaml`
  image:
    digest: ${OLD}
`;

/** The paths that the promotion changes; throws what was refused. */
function changed(files: Files): readonly string[] {
  const result = plan(files);
  expect(result.refusals).toEqual([]);
  return result.files.map(({ path }) => path).sort();
}

const object = (kind: string, name: string, spec: string) =>
  yaml`
    apiVersion: ${API[kind] ?? 'v1'}
    kind: ${kind}
    metadata:
      name: ${name}
    ${spec}`;

const API: Readonly<Record<string, string>> = {
  HelmRelease: 'helm.toolkit.fluxcd.io/v2',
  Application: 'argoproj.io/v1alpha1',
};

describe('an Application and what it names', () => {
  const app = (name: string, source: string) =>
    object(
      'Application',
      name,
      yaml`
        spec:
        ${source}`,
    );

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

  test('a parameter that speaks of images and holds no reference is none', () => {
    const parameters = (tag: string) =>
      app(
        'app',
        `  source:\n    helm:\n      parameters:\n      - {name: imagePullPolicy, value: IfNotPresent}\n      - {name: image.repository, value: ${REPOSITORY}}\n      - {name: image.tag, value: ${tag}}\n`,
      );
    const { files, edits, refusals } = plan({ 'argocd/app.yaml': parameters('v1') });
    expect(refusals).toEqual([]);
    expect(edits.map(({ at }) => at)).toEqual(['spec.source.helm.parameters[1].value']);
    expect(files.map(({ after }) => after)).toEqual([parameters('v2')]);
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
      app(
        name,
        yaml`
            source:
              chart: service
              helm:
                values: |
          ${values}`,
      );
    const own = inText('app', BASE.replace(/^/gm, '        ').trimEnd());
    const other = inText('redis', `        # not ${REPOSITORY}:v1\n        image:\n          tag: v1\n`);
    const result = plan({
      'apps.yaml': yaml`
        ${own}
        ---
        ${other}
      `,
    });
    expect(result.refusals).toEqual([]);
    expect(result.files[0]?.after).toBe(yaml`
      ${own.replace('tag: v1', 'tag: v2')}
      ---
      ${other}
    `);
  });

  test('values in a literal block and a parameter that beats them', () => {
    const values = BASE.replace(/^/gm, '        ').trimEnd();
    const text = app(
      'app',
      yaml`
          source:
            chart: service
            helm:
              parameters:
              - name: image.digest
                value: ${OLD}
              values: |
        ${values}
      `,
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
      'apps/app/.argocd-source-app.yaml': yaml`
        helm:
          parameters:
          - name: image.tag
            value: v0
            forcestring: true
      `,
      'apps/app/values.yaml': BASE,
      'apps/redis/.argocd-source-redis.yaml': yaml`
        helm:
          parameters:
          - name: image.tag
            value: v0
      `,
    };
    expect(changed(files)).toEqual(['apps/app/.argocd-source-app.yaml', 'apps/app/values.yaml']);
  });
});

describe('a chart that Kustomize inflates', () => {
  test('its values in line lie over its files of values', () => {
    const files = {
      'apps/kustomization.yaml': yaml`
        helmCharts:
        - name: service
          valuesFile: app.yaml
          additionalValuesFiles: [regions/frankfurt.yaml]
          valuesInline:
            image: {tag: v0}
        - name: redis
          valuesInline:
            image: {tag: "7.2"}
      `,
      'apps/app.yaml': BASE,
      'apps/regions/frankfurt.yaml': STALE,
    };
    expect(changed(files)).toEqual(Object.keys(files).sort());
    expect(plan(files).files.find(({ path }) => path === 'apps/kustomization.yaml')?.after).toBe(
      files['apps/kustomization.yaml'].replace('tag: v0', 'tag: v2'),
    );
  });
});

describe('the template of an ApplicationSet', () => {
  const set = (generators: string, source: string) =>
    yaml`
      apiVersion: argoproj.io/v1alpha1
      kind: ApplicationSet
      metadata: {name: app}
      spec:
        generators:
      ${generators}
        template:
          spec:
            source:
      ${source}
    `;

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
