import { describe, expect, test } from '@jest/globals';
import {
  allBefore,
  downstreamOf,
  environmentNamed,
  inOrder,
  upstreamOf,
} from '../../src/config/configured-environments.ts';
import {
  allLanes,
  imageMeant,
  imageNamed,
  imageOfRepository,
  laneOf,
  pinOf,
} from '../../src/config/images.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { errorsOf } from '../../src/errors/waybill-error.ts';
import { yaml } from '../yaml.ts';

const config = parseConfig(yaml`
  version: 1
  images:
    api: { repository: ghcr.io/acme/api }
    cache: { repository: redis, pin: tag }
    web: { repository: ghcr.io/acme/web }
  groups:
    shop: [web, api]
  environments:
    prod: { files: [p], after: [eu, us] }
    eu: { files: [e], after: [dev] }
    us: { files: [u], after: [dev] }
    dev: { files: [d] }
`);

function refusalOf(attempt: () => unknown): string {
  try {
    attempt();
  } catch (thrown) {
    return errorsOf(thrown)
      .map(({ code, message, hint }) => `${code} ${message} ${hint}`)
      .join('\n');
  }
  return 'nothing was refused';
}

describe('environments', () => {
  test('are found by name', () => {
    expect(environmentNamed(config, 'eu').files).toEqual(['e']);
  });

  test('that do not exist are refused with the nearest name', () => {
    expect(refusalOf(() => environmentNamed(config, 'prd'))).toBe(
      'ENVIRONMENT_UNKNOWN waybill.yaml has no environment "prd" Did you mean "prod"? There is: prod, eu, us, dev.',
    );
  });

  test('are put in the order a digest travels', () => {
    expect(inOrder(config).map(({ name }) => name)).toEqual(['dev', 'eu', 'us', 'prod']);
  });

  test('know what comes before and after them', () => {
    expect(upstreamOf(config, environmentNamed(config, 'prod')).map(({ name }) => name)).toEqual([
      'eu',
      'us',
    ]);
    expect(downstreamOf(config, environmentNamed(config, 'dev')).map(({ name }) => name)).toEqual([
      'eu',
      'us',
    ]);
  });
});

test('everything before an environment is near and far, each behind its upstreams', () => {
  const before = (name: string): readonly string[] =>
    allBefore(config, environmentNamed(config, name)).map((environment) => environment.name);
  expect(before('prod')).toEqual(['dev', 'eu', 'us']);
  expect(before('us')).toEqual(['dev']);
  expect(before('dev')).toEqual([]);
});

describe('images', () => {
  test('are found by name, and by repository in any spelling', () => {
    expect(imageNamed(config, 'api').repository).toBe('ghcr.io/acme/api');
    expect(imageOfRepository(config, 'index.docker.io/library/redis:7')?.name).toBe('cache');
    expect(imageMeant(config, 'web').name).toBe('web');
    expect(imageMeant(config, 'ghcr.io/acme/web').name).toBe('web');
    expect(imageOfRepository(config, 'ghcr.io/acme/other')).toBeUndefined();
  });

  test.each([
    ['ap', 'Did you mean "api"?'],
    ['ghcr.io/acme/ap', 'Did you mean "ghcr.io/acme/api"?'],
    ['something-else', 'There is: api, cache, web.'],
  ])('%s is refused', (name, hint) => {
    const refusal = refusalOf(() => imageMeant(config, name));
    expect(refusal).toContain(`IMAGE_UNKNOWN waybill.yaml has no image "${name}"`);
    expect(refusal).toContain(hint);
  });

  test('move with their group, or alone', () => {
    expect(laneOf(config, imageNamed(config, 'api'))).toMatchObject({
      name: 'shop',
      images: [{ name: 'web' }, { name: 'api' }],
    });
    expect(laneOf(config, imageNamed(config, 'cache'))).toMatchObject({
      name: 'cache',
      images: [{ name: 'cache' }],
    });
    expect(allLanes(config).map(({ name }) => name)).toEqual(['shop', 'cache']);
  });
});

test.each([
  [undefined, undefined, 'digest'],
  [undefined, 'tag', 'tag'],
  ['tag', undefined, 'tag'],
  ['digest', 'tag', 'digest'],
] as const)('pin of environment %s and image %s is %s', (environment, image, expected) => {
  expect(pinOf({ pin: environment }, { pin: image })).toBe(expected);
});
