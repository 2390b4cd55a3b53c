import { describe, expect, test } from '@jest/globals';
import { OLD, plan, REPOSITORY } from '../promotion.ts';
import { BASE, changed, STALE, TAG } from './layered-files.ts';
import { yaml } from '../../yaml.ts';

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
    const files = {
      [base]: BASE,
      [other]: yaml`
        image:
          tag: "7.2"
      `,
    };
    expect(changed(files)).toEqual([base]);
    expect(plan(files).passedOver).toMatchObject([
      { location: { file: other, line: 2 }, found: '7.2', reason: expect.stringContaining(`${base}:3`) },
    ]);
  });

  test('a layer of two repositories is refused, also where one of them has no tag of its own', () => {
    const layer = 'envs/prod/values.yaml';
    const web = yaml`
      image:
        repository: ghcr.io/acme/web
    `;
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
        message: yaml`
          image.digest in values/frankfurt.yaml may override this one, and nothing says whether it does:
            values/app.yaml:2: ${REPOSITORY}`,
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
    const files = {
      'values.yaml': BASE,
      'values-prod.yaml': yaml`
        image:
          tag: v0 # waybill: ${words}
      `,
    };
    expect(changed(files)).toEqual(['values.yaml']);
    expect(plan(files).passedOver).toMatchObject([{ found: 'v0', reason }]);
  });

  test('of the image settles whose it is', () => {
    const files = {
      'values/app.yaml': BASE,
      'values/frankfurt.yaml': yaml`
        image:
          digest: ${OLD} # waybill: app digest
      `,
    };
    expect(changed(files)).toEqual(['values/app.yaml', 'values/frankfurt.yaml']);
  });
});

test('files that a generator puts into a ConfigMap whose reader is elsewhere go by their names', () => {
  const files = {
    'kustomization.yaml': yaml`
      configMapGenerator:
      - name: v
        files: [values.yaml, values-prod.yaml]
    `,
    'values.yaml': BASE,
    'values-prod.yaml': STALE,
  };
  expect(changed(files)).toEqual(['values-prod.yaml', 'values.yaml']);
});
