import { describe, expect, test } from '@jest/globals';
import { withMatched } from '../../src/config/image-patterns.ts';
import { imageMeant, imageNamed, imageOfRepository } from '../../src/config/images.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { yaml } from '../yaml.ts';
import { problemsIn } from './problems-of.ts';

const file = (images: string): string => yaml`
  version: 1
  images:
    ${images}
  environments: { dev: { files: ["dev/**"] } }
`;

const config = parseConfig(
  file(yaml`
    '*': { repository: ghcr.io/acme/*, source: acme/*, path: services/*, pin: tag }
    'team-*': { repository: ghcr.io/acme/*/app }
    basket: { repository: ghcr.io/acme/cart }
  `),
);

describe('a pattern of images', () => {
  test('stands for every repository that has one part in the place of *', () => {
    const pay = {
      ...{
        name: 'pay',
        repository: 'ghcr.io/acme/pay',
        source: 'acme/pay',
        path: 'services/pay',
        pin: 'tag',
      },
    };
    expect(imageOfRepository(config, 'ghcr.io/acme/pay:v1')).toMatchObject(pay);
    expect(imageNamed(config, 'pay')).toMatchObject(pay);
    expect(imageMeant(config, 'pay')).toMatchObject(pay);
    expect(imageOfRepository(config, 'ghcr.io/acme/blue/app')).toMatchObject({ name: 'team-blue' });
  });

  test.each(['ghcr.io/acme/a/b', 'ghcr.io/acme', 'quay.io/acme/pay', 'ghcr.io/acmes/pay'])(
    'does not match %s',
    (repository) => {
      expect(imageOfRepository(config, repository)).toBeUndefined();
    },
  );

  test('counts after an entry of its own, for its repository and for its name', () => {
    expect(imageOfRepository(config, 'ghcr.io/acme/cart')?.name).toBe('basket');
    expect(() => imageNamed(config, 'cart')).toThrow('no image "cart"');
  });

  test.each([
    ['another entry has the name', ['ghcr.io/acme/basket'], 'would be called "basket"'],
    [
      'two repositories have one name',
      ['ghcr.io/acme/team-a', 'ghcr.io/acme/a/app'],
      'would both be called "team-a"',
    ],
  ])('is an error where %s', (_why, repositories, message) => {
    expect(() => withMatched(config, repositories)).toThrow(message);
  });

  test('is an error where two patterns have one repository', () => {
    const two = parseConfig(
      file("'*': { repository: ghcr.io/acme/* }\n'x-*': { repository: ghcr.io/*/api }"),
    );
    expect(() => imageOfRepository(two, 'ghcr.io/acme/api')).toThrow('two patterns');
    expect(() => withMatched(two, ['ghcr.io/acme/api'])).toThrow('two patterns');
  });

  test('brings each image once, in whatever spelling it is named', () => {
    const all = withMatched(config, [
      'ghcr.io/acme/pay',
      'ghcr.io/acme/cart',
      'ghcr.io/acme/pay',
      'docker.io/library/redis',
    ]);
    expect(all.images.map(({ name }) => name)).toEqual(['basket', 'pay']);
    expect(withMatched(all, ['ghcr.io/acme/pay']).images).toEqual(all.images);
  });
});

describe('mistakes in a pattern', () => {
  test.each([
    ['a name without it', 'any: { repository: ghcr.io/acme/* }', 'which is a pattern'],
    ['a repository without it', "'*': { repository: ghcr.io/acme/api }", 'which is one image'],
    ['a part of a part', "'*': { repository: ghcr.io/acme/svc-* }", 'not a pattern of repositories'],
    ['two of them', "'*': { repository: ghcr.io/*/* }", 'not a pattern of repositories'],
    ['the registry', "'*': { repository: '*/acme/api' }", 'not a pattern of repositories'],
    ['a tag', "'*': { repository: ghcr.io/acme/*:v1 }", 'not a pattern of repositories'],
    ['two in the name', "'*-*': { repository: ghcr.io/acme/* }", 'cannot be a name'],
    [
      'the version of a chart',
      "'*': { repository: ghcr.io/acme/*, app-version: true }",
      'goes with one image',
    ],
    [
      'the number of one source',
      "'*': { repository: ghcr.io/acme/*, source: acme/*, source-id: 12 }",
      'the number of one repository',
    ],
    ['a path of one image', 'api: { repository: ghcr.io/acme/api, path: services/* }', 'which is a pattern'],
    ['a source of one image', 'api: { repository: ghcr.io/acme/api, source: acme/* }', 'which is a pattern'],
    [
      'the same twice',
      "'*': { repository: ghcr.io/acme/* }\n'a-*': { repository: ghcr.io/acme/* }",
      'has the repository of',
    ],
  ])('%s', (_what, images, message) => {
    expect(problemsIn(file(images)).join('\n')).toContain(message);
  });

  test('a group and an expectation name images that have an entry', () => {
    const text = file("'*': { repository: ghcr.io/acme/* }").replace(
      'environments: { dev: { files: ["dev/**"] } }',
      'groups: { shop: [pay] }\nenvironments: { dev: { files: ["dev/**"], expect: { pay: 1 }, hold: [{ image: pay, digest: "sha256:' +
        'a'.repeat(64) +
        '", reason: slow }] } }',
    );
    expect(problemsIn(text)).toEqual([
      expect.stringContaining('groups.shop[0]: there is no image "pay"'),
      expect.stringContaining('expect'),
    ]);
  });
});
