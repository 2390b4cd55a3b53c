import { describe, expect, test } from '@jest/globals';
import { OLD, plan, REPOSITORY } from '../promotion.ts';
import { yaml } from '../../yaml.ts';
import { BASE } from './layered-files.ts';
import { NO_TAG, TAG, chartOf, at, changes, promoted } from './umbrella-chart.ts';

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
