import { describe, expect, test } from '@jest/globals';
import { OLD, plan, REPOSITORY } from '../promotion.ts';
import { yaml } from '../../yaml.ts';
import { type Files, BASE } from './layered-files.ts';
import { CHART, chartOf, at, changes, promoted } from './umbrella-chart.ts';

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
