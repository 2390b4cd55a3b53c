import { describe, expect, test } from '@jest/globals';
import { NEW, OLD, plan, REPOSITORY } from './promotion.ts';
import { yaml } from '../yaml.ts';

type Files = Readonly<Record<string, string>>;

const CHART = yaml`
  apiVersion: v2
  name: shop
  version: 1.0.0
`;
const BASE = yaml`
  image:
    repository: ${REPOSITORY}
    tag: v1
`;
const NO_TAG = yaml`
  image:
    repository: ${REPOSITORY}
`;
const STALE = yaml`
  app:
    image:
      digest: ${OLD}
`;
const TAG = yaml`
  app:
    image:
      tag: v1
`;

const chartOf = (...dependencies: readonly string[]) =>
  yaml`
    ${CHART}
    dependencies:
    ${dependencies.map((one) => `- {${one}}\n`).join('')}
  `;
const at = (key: string, values: string) => yaml`
  ${key}:
    ${values}
`;
const object = (apiVersion: string, kind: string, spec: string) =>
  yaml`
    apiVersion: ${apiVersion}
    kind: ${kind}
    metadata:
      name: shop
    spec:
      ${spec}
  `;

/** The files that the promotion changes, as they are then; throws what was refused. */
function changes(files: Files): Files {
  const result = plan(files);
  expect(result.refusals).toEqual([]);
  return Object.fromEntries(result.files.map(({ path, after }) => [path, after]));
}

/** The old tag and digest of the image exchanged for the new ones, wherever they stand in these files. */
function promoted(files: Files, ...paths: readonly string[]): Files {
  return Object.fromEntries(
    paths.map((path) => [
      path,
      files[path]?.replaceAll(/\bv1$|\bv1(?=})/gm, 'v2').replaceAll(OLD, NEW) ?? '',
    ]),
  );
}

describe('values of a parent over those of its sub-charts', () => {
  test.each<[string, Files]>([
    ['a tag', { 'shop/charts/app/values.yaml': BASE, 'shop/values.yaml': TAG }],
    ['a digest', { 'shop/charts/app/values.yaml': BASE, 'shop/values.yaml': STALE }],
    ['a chart at the root', { 'charts/app/values.yaml': BASE, 'values.yaml': TAG }],
    [
      'two parents up',
      {
        'shop/charts/back/charts/app/values.yaml': BASE,
        'shop/charts/back/values.yaml': TAG,
        'shop/values.yaml': at('back', STALE),
      },
    ],
    [
      'a layer over the parent, beside it and elsewhere',
      {
        'shop/charts/app/values.yaml': BASE,
        'shop/values-prod.yaml': TAG,
        'envs/prod/values.yaml': STALE,
        'envs/prod/shop.yaml': STALE,
      },
    ],
    [
      'a repository without a tag',
      { 'shop/charts/app/values.yaml': NO_TAG.replace('v1', ''), 'shop/values-prod.yaml': TAG },
    ],
    [
      'a key that has a dash',
      { 'shop/charts/my-app/values.yaml': BASE, 'shop/values.yaml': TAG.replace('app', 'my-app') },
    ],
    [
      'what is global, for all of them or for one',
      {
        'shop/Chart.yaml': CHART,
        'shop/charts/app/values.yaml': at('global', BASE),
        'shop/values.yaml': yaml`
          global:
            image:
              digest: ${OLD}
        `,
        'envs/prod/values.yaml': yaml`
          app:
            global:
              image: {tag: v1}
        `,
      },
    ],
    [
      'one map under two names',
      {
        'shop/Chart.yaml': chartOf('name: app, version: 1.0.0', 'name: app, alias: worker'),
        'shop/charts/app/values.yaml': BASE,
        'shop/values.yaml': yaml`
          app: &app
            image:
              tag: v1
          worker: *app
        `,
      },
    ],
    [
      'a marker on a tag in the parent',
      {
        'shop/charts/app/values.yaml': yaml`
          image:
            digest: ${OLD}
        `,
        'shop/values.yaml': yaml`
          app:
            image:
              # waybill: app tag
              tag: v1
        `,
      },
    ],
    [
      'a chart that calls itself otherwise than its folder',
      {
        'shop/charts/app-1.x/Chart.yaml': yaml`
          apiVersion: v2
          name: app
          version: 1.0.0
        `,
        'shop/charts/app-1.x/values.yaml': BASE,
        'shop/values.yaml': TAG,
      },
    ],
    [
      'a HelmRelease of the parent',
      {
        'shop/charts/app/values.yaml': BASE,
        'release.yaml': object(
          'helm.toolkit.fluxcd.io/v2',
          'HelmRelease',
          yaml`
            chart:
              spec:
                chart: ./shop
                sourceRef: {kind: GitRepository, name: c}
            values:
              ${STALE}
          `,
        ),
      },
    ],
    [
      'an Application of the parent: files, values and parameters',
      {
        'shop/charts/app/values.yaml': NO_TAG,
        'regions/frankfurt.yaml': STALE,
        'app.yaml': object(
          'argoproj.io/v1alpha1',
          'Application',
          yaml`
            source:
              path: shop
              helm:
                valueFiles: [../regions/frankfurt.yaml]
                valuesObject: {app: {image: {digest: "${OLD}"}}}
                parameters:
                - name: app.image.tag
                  value: v1
          `,
        ),
      },
    ],
    [
      'a chart that Kustomize inflates',
      {
        'prod/charts/shop/charts/app/values.yaml': BASE,
        'prod/kustomization.yaml': yaml`
          helmCharts:
          - name: shop
            additionalValuesFiles: [frankfurt.yaml]
            valuesInline:
              app:
                image: {tag: v1}
        `,
        'prod/frankfurt.yaml': STALE,
      },
    ],
  ])('%s: all of it goes along', (_name, files) => {
    expect(changes(files)).toEqual(
      promoted(files, ...Object.keys(files).filter((path) => !/Chart/.test(path) && files[path] !== NO_TAG)),
    );
  });

  test.each<[string, Files]>([
    [
      'a key of another name',
      {
        'shop/values.yaml': yaml`
          web:
            image:
              tag: v1
        `,
      },
    ],
    [
      'another path below the key',
      {
        'shop/values.yaml': yaml`
          app:
            proxy:
              image:
                tag: v1
        `,
      },
    ],
    [
      'another image in its place',
      {
        'shop/values.yaml': yaml`
          app:
            image:
              repository: ghcr.io/acme/web
              tag: v1
        `,
      },
    ],
    [
      'another image in its place, whose tag a layer sets',
      {
        'shop/values.yaml': yaml`
          app:
            image:
              repository: ghcr.io/acme/web
        `,
        'shop/values-prod.yaml': TAG,
      },
    ],
    ['the values of another chart', { 'billing/values.yaml': TAG }],
  ])('%s stays', (_name, others) => {
    const files = { 'shop/charts/app/values.yaml': BASE, ...others };
    expect(changes(files)).toEqual(promoted(files, 'shop/charts/app/values.yaml'));
  });

  test('two parents of a sub-chart with one name are kept apart', () => {
    const files = {
      'shop/charts/app/values.yaml': BASE,
      'shop/values.yaml': TAG,
      'billing/charts/app/values.yaml': yaml`
        image:
          repository: ghcr.io/acme/billing
          tag: v1
      `,
      'billing/values.yaml': yaml`
        app:
          image:
            tag: v1
            digest: ${OLD}
      `,
    };
    expect(changes(files)).toEqual(promoted(files, 'shop/charts/app/values.yaml', 'shop/values.yaml'));
  });

  test('a sub-chart with the same name from a registry is another one, and no obstacle', () => {
    const files = {
      'shop/charts/app/values.yaml': BASE,
      'billing/Chart.yaml': chartOf('name: app, version: 1.0.0, repository: "oci://ghcr.io/acme"'),
      'billing/values.yaml': STALE,
    };
    expect(changes(files)).toEqual(promoted(files, 'shop/charts/app/values.yaml'));
  });

  test('a layer over two parents, whose sub-charts have different images, is refused with both places', () => {
    const result = plan({
      'shop/charts/app/values.yaml': BASE,
      'billing/charts/app/values.yaml': yaml`
        image:
          repository: ghcr.io/acme/billing
          tag: v1
      `,
      'envs/prod/values.yaml': TAG,
    });
    expect(result.refusals).toMatchObject([
      {
        code: 'REFERENCE_AMBIGUOUS',
        message: `app.image.tag in envs/prod/values.yaml may override any of these, and nothing says which:\n  shop/charts/app/values.yaml:2: ${REPOSITORY}\n  billing/charts/app/values.yaml:2: ghcr.io/acme/billing`,
      },
    ]);
  });
});

describe('dependencies of a chart', () => {
  test('a chart in another folder, and its alias', () => {
    const files = {
      'apps/app/values.yaml': BASE,
      'apps/shop/Chart.yaml': chartOf(
        'name: app, version: 1.0.0, repository: "file://../app"',
        'name: app, alias: worker, version: 1.0.0, repository: "file://../app/"',
      ),
      'apps/shop/values.yaml': yaml`
        ${TAG}
        worker:
          image: {tag: v1}
        other:
          image: {tag: v1}
      `,
    };
    expect(changes(files)).toEqual({
      'apps/app/values.yaml': BASE.replace('v1', 'v2'),
      'apps/shop/values.yaml': files['apps/shop/values.yaml']
        .replace('v1', 'v2')
        .replace('{tag: v1}', '{tag: v2}'),
    });
  });

  test.each<[string, string]>([
    ['has no tag', ''],
    ['has an empty one, over the tag of the chart', '{tag: ""}'],
  ])('a repository in a chart under two names is not settled while one of them %s', (_name, other) => {
    const result = plan({
      'shop/Chart.yaml': chartOf('name: app', 'name: app, alias: worker'),
      'shop/charts/app/values.yaml': NO_TAG,
      'shop/values.yaml': yaml`
        ${TAG}
        worker:
          image: ${other}
      `,
    });
    expect(result.refusals).toMatchObject([
      { code: 'REFERENCE_UNEDITABLE', location: { file: 'shop/charts/app/values.yaml', line: 2 } },
    ]);
  });

  test('an alias of a vendored chart takes the place of its name', () => {
    const files = {
      'shop/Chart.yaml': chartOf('name: app, alias: worker, version: 1.0.0'),
      'shop/charts/app/values.yaml': BASE,
      'shop/values.yaml': yaml`
        ${TAG}
        worker:
          image: {tag: v1}
      `,
    };
    expect(changes(files)).toEqual({
      'shop/charts/app/values.yaml': BASE.replace('v1', 'v2'),
      'shop/values.yaml': files['shop/values.yaml'].replace('{tag: v1}', '{tag: v2}'),
    });
  });

  test('two aliases of one chart are two images where the parent says so', () => {
    const files = {
      'shop/Chart.yaml': chartOf(
        'name: service, alias: app, version: 1.0.0',
        'name: service, alias: web, version: 1.0.0',
      ),
      'shop/charts/service/values.yaml': yaml`
        image:
          tag: latest
          pullPolicy: Always
      `,
      'shop/values.yaml': yaml`
        app:
          image: {repository: ${REPOSITORY}, tag: v1}
        web:
          image: {repository: ghcr.io/acme/web, tag: v1}
      `,
      'shop/values-prod.yaml': yaml`
        app:
          image: {tag: v1}
        web:
          image: {tag: v1}
      `,
    };
    expect(changes(files)).toEqual(
      Object.fromEntries(
        ['shop/values.yaml', 'shop/values-prod.yaml'].map((path) => [
          path,
          files[path as keyof typeof files].replace('v1', 'v2'),
        ]),
      ),
    );
  });

  test('charts that name each other in a circle', () => {
    const files = {
      'a/Chart.yaml': chartOf('name: b, version: 1.0.0, repository: "file://../b"'),
      'b/Chart.yaml': chartOf('name: a, version: 1.0.0, repository: "file://../a"'),
      'a/values.yaml': BASE,
      'b/values.yaml': yaml`
        a:
          image: {tag: v1}
      `,
    };
    expect(changes(files)).toEqual(promoted(files, 'a/values.yaml', 'b/values.yaml'));
  });
});

describe('a repository in the values of the parent', () => {
  test('takes its tag from the sub-chart', () => {
    const files = {
      'shop/values.yaml': at('app', NO_TAG),
      'shop/charts/app/values.yaml': yaml`
        image:
          tag: v1
      `,
    };
    expect(changes(files)).toEqual(promoted(files, 'shop/charts/app/values.yaml'));
  });

  test('with a tag, takes the digest alone from the sub-chart', () => {
    const files = {
      'shop/values-prod.yaml': at('app', BASE),
      'shop/charts/app/values.yaml': yaml`
        image:
          tag: other
          digest: ${OLD}
      `,
    };
    expect(changes(files)).toEqual(promoted(files, 'shop/charts/app/values.yaml', 'shop/values-prod.yaml'));
  });

  test('and in those of the sub-chart, which has the tag', () => {
    const files = {
      'shop/values.yaml': at('app', NO_TAG),
      'shop/charts/app/values.yaml': BASE,
    };
    expect(changes(files)).toEqual(promoted(files, 'shop/charts/app/values.yaml'));
  });

  test('stays without a tag where the sub-chart leaves it empty, and the plan says so', () => {
    const result = plan({
      'shop/values.yaml': at('app', NO_TAG),
      'shop/charts/app/values.yaml': yaml`
        image:
          tag: ""
      `,
    });
    expect(result.refusals).toMatchObject([
      { code: 'REFERENCE_UNEDITABLE', location: { file: 'shop/values.yaml', line: 3 } },
    ]);
  });

  test('a tag that two images take from one chart is no layer of one', () => {
    const result = plan({
      'shop/Chart.yaml': chartOf('name: service, alias: app', 'name: service, alias: web'),
      'shop/charts/service/values.yaml': yaml`
        image:
          tag: v1
      `,
      'shop/values.yaml': yaml`
        app:
          image:
            repository: ${REPOSITORY}
        web:
          image:
            repository: ghcr.io/acme/web
      `,
    });
    expect(result.files).toEqual([]);
    expect(result.refusals).toMatchObject([
      { code: 'REFERENCE_UNEDITABLE', location: { file: 'shop/values.yaml', line: 3 } },
    ]);
    expect(result.passedOver).toMatchObject([
      {
        location: { file: 'shop/charts/service/values.yaml', line: 2 },
        reason: 'it is what a sub-chart has for several images (shop/values.yaml:3, shop/values.yaml:6)',
      },
    ]);
  });
});

describe('another repository that a parent puts in the place of ours', () => {
  const files = (own: string, ...layers: readonly string[]): Files => ({
    'shop/Chart.yaml': chartOf('name: app', 'name: app, alias: web'),
    'shop/charts/app/values.yaml': own,
    'shop/values.yaml': yaml`
      web:
        image:
          repository: ghcr.io/acme/web
    `,
    ...Object.fromEntries(layers.map((text) => ['shop/values-prod.yaml', text])),
  });

  test('and leaves its tag to the sub-chart, stops the plan', () => {
    expect(plan(files(BASE)).refusals).toMatchObject([
      {
        code: 'REFERENCE_AMBIGUOUS',
        message: `image in shop/charts/app/values.yaml may override any of these, and nothing says which:\n  shop/charts/app/values.yaml:2: ${REPOSITORY}\n  shop/values.yaml:3: ghcr.io/acme/web`,
        location: { file: 'shop/charts/app/values.yaml', line: 3 },
      },
    ]);
  });

  test('is no obstacle where a layer sets its tag, or a marker settles whose the tag is', () => {
    const layered = files(
      BASE,
      yaml`
        web:
          image:
            tag: v7
      `,
    );
    expect(changes(layered)).toEqual(promoted(layered, 'shop/charts/app/values.yaml'));
    const marked = files(BASE.replace('  tag', '  # waybill: app tag\n  tag'));
    expect(changes(marked)).toEqual(promoted(marked, 'shop/charts/app/values.yaml'));
  });
});

test.each<[string, readonly string[]]>([
  ['app digest', ['shop/charts/app/values.yaml', 'shop/values.yaml']],
  ['ignore', ['shop/values.yaml']],
])('a digest of another repository in the sub-chart is settled by "waybill: %s"', (words, paths) => {
  const files = {
    'shop/values.yaml': at('app', BASE),
    'shop/charts/app/values.yaml': yaml`
      image:
        repository: mirror.acme.dev/base
        # waybill: ${words}
        digest: ${OLD}
    `,
  };
  expect(changes(files)).toEqual(promoted(files, ...paths));
});

test('a digest of another repository in the sub-chart, which would beat the tag, stops the plan', () => {
  const result = plan({
    'shop/values.yaml': at('app', BASE),
    'shop/charts/app/values.yaml': yaml`
      image:
        repository: mirror.acme.dev/base
        digest: ${OLD}
    `,
  });
  expect(result.refusals).toMatchObject([
    {
      code: 'REFERENCE_AMBIGUOUS',
      message: yaml`
        image in shop/charts/app/values.yaml may override any of these, and nothing says which:
          shop/charts/app/values.yaml:2: mirror.acme.dev/base
          shop/values.yaml:3: ${REPOSITORY}`,
    },
  ]);
});

describe('charts of others beside one', () => {
  const parent = {
    'shop/Chart.yaml': CHART,
    'shop/values.yaml': yaml`
      ${BASE}
      redis:
        enabled: true
    `,
  };

  test.each<[string, Files]>([
    [
      'a digest',
      {
        'shop/charts/redis/values.yaml': yaml`
          image:
            digest: ${OLD}
        `,
      },
    ],
    [
      'a tag in a chart named as a layer',
      {
        'shop/charts/common/values.yaml': yaml`
          image:
            tag: v1
        `,
      },
    ],
  ])('%s at the path of the image in a sub-chart is not laid over the parent', (_name, others) => {
    const files = { ...parent, ...others };
    expect(changes(files)).toEqual(promoted(files, 'shop/values.yaml'));
    expect(plan(files).passedOver).toEqual([]);
  });

  test('a tag of the parent itself is not that of a sub-chart', () => {
    const files = {
      'shop/Chart.yaml': CHART,
      'shop/charts/app/values.yaml': BASE,
      'shop/values.yaml': yaml`
        image:
          tag: v1
      `,
      'shop/values-prod.yaml': yaml`
        image:
          digest: ${OLD}
      `,
    };
    expect(changes(files)).toEqual(promoted(files, 'shop/charts/app/values.yaml'));
  });

  test('a layer over the parent is not refused for a sub-chart with the same keys', () => {
    const files = {
      ...parent,
      'shop/charts/redis/values.yaml': yaml`
        image:
          repository: bitnami/redis
          tag: v1
      `,
      'envs/prod/values.yaml': yaml`
        image:
          tag: v1
          digest: ${OLD}
      `,
    };
    expect(changes(files)).toEqual(promoted(files, 'shop/values.yaml', 'envs/prod/values.yaml'));
  });

  test('where nothing says that the folder above is a chart, its values lie over all charts as before', () => {
    const files = {
      'charts/app/values.yaml': BASE,
      'values.yaml': yaml`
        image:
          tag: v1
      `,
    };
    expect(changes(files)).toEqual(promoted(files, 'charts/app/values.yaml', 'values.yaml'));
  });
});

describe('registries over sub-charts', () => {
  const without = yaml`
    image:
      repository: acme/app
      tag: v1
  `;

  test.each<[string, Files]>([
    [
      'global, in the parent',
      { 'shop/charts/app/values.yaml': without, 'shop/values.yaml': 'global: {imageRegistry: ghcr.io}\n' },
    ],
    [
      'global, in a layer over the parent',
      {
        'shop/charts/app/values.yaml': without,
        'envs/prod/shop.yaml': 'global: {imageRegistry: ghcr.io}\n',
      },
    ],
    [
      'global, for the sub-chart alone',
      {
        'shop/charts/app/values.yaml': without,
        'shop/values.yaml': 'app: {global: {imageRegistry: ghcr.io}}\n',
      },
    ],
    [
      'of the image',
      {
        'shop/charts/app/values.yaml': without.replace('image:', 'image:\n  registry: docker.io'),
        'shop/values.yaml': 'app: {image: {registry: ghcr.io}}\n',
      },
    ],
    [
      'of the sub-chart, for a repository in the parent',
      {
        'shop/values.yaml': at('app', without),
        'shop/charts/app/values.yaml': 'image: {registry: ghcr.io}\n',
      },
    ],
    [
      'global in the sub-chart, for a repository in the parent',
      {
        'shop/values.yaml': at('app', without),
        'shop/charts/app/values.yaml': 'global: {imageRegistry: ghcr.io}\n',
      },
    ],
    [
      'global for a sub-chart from a registry',
      {
        'shop/values.yaml': yaml`
          ${at('app', without)}
            global:
              imageRegistry: ghcr.io
        `,
      },
    ],
  ])('%s', (_name, files) => {
    const result = plan(files);
    expect(result.refusals).toEqual([]);
    expect(result.edits).toMatchObject([{ declared: { tag: 'v1' }, becomes: { tag: 'v2' } }]);
  });

  test('what a sub-chart has as global does not go up', () => {
    const result = plan({
      'shop/values.yaml': without,
      'shop/charts/app/values.yaml': 'global: {imageRegistry: ghcr.io}\n',
      'shop/Chart.yaml': CHART,
    });
    expect(result.refusals).toMatchObject([{ code: 'REFERENCE_NOT_FOUND' }]);
  });

  test('of another sub-chart does not count', () => {
    const result = plan({
      'shop/Chart.yaml': CHART,
      'shop/charts/app/values.yaml': without,
      'shop/charts/common/values.yaml': 'global: {imageRegistry: ghcr.io}\n',
    });
    expect(result.refusals).toMatchObject([{ code: 'REFERENCE_NOT_FOUND' }]);
  });
});
