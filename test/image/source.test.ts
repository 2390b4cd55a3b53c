import { describe, expect, test } from '@jest/globals';
import { parseCommit, parseSource, sameSource } from '../../src/image/source.ts';

describe('the source of an image, as images spell it', () => {
  test.each([
    ['https://github.com/acme/shop', 'https://github.com', 'acme/shop'],
    ['https://github.com/acme/shop/', 'https://github.com', 'acme/shop'],
    ['https://github.com/acme/shop.git', 'https://github.com', 'acme/shop'],
    ['git+https://github.com/acme/shop.git', 'https://github.com', 'acme/shop'],
    ['git@github.com:acme/shop.git', 'https://github.com', 'acme/shop'],
    ['ssh://git@ghe.acme.dev:2222/acme/shop.git', 'https://ghe.acme.dev', 'acme/shop'],
    ['https://ghe.acme.dev:8443/acme/shop', 'https://ghe.acme.dev:8443', 'acme/shop'],
    ['http://127.0.0.1:8080/acme/shop', 'http://127.0.0.1:8080', 'acme/shop'],
    ['https://user:pass@github.com/acme/shop', 'https://github.com', 'acme/shop'],
    ['https://github.com//acme/shop//', 'https://github.com', 'acme/shop'],
    [' acme/shop ', undefined, 'acme/shop'],
  ])('%s', (text, server, repository) => {
    expect(parseSource(text)).toEqual({ server, repository });
  });

  test.each([
    '',
    'shop',
    'https://github.com/acme',
    'https://gitlab.com/group/sub/shop',
    'https://github.com/acme/shop/tree/main',
    'https://github.com/../shop',
    'acme/..',
    'acme/.',
    'acme/..',
    'see https://github.com/acme/shop',
    'x+git+https://github.com/acme/shop',
    'xhttps://github.com/acme/shop',
    'javascript:alert(1)',
    'file:///acme/shop',
    'acme/shop evil',
    'git@github.com:acme/shop\nevil',
  ])('is not made up from %j', (text) => {
    expect(parseSource(text)).toBeUndefined();
  });
});

test('two spellings of one repository are the same; another server is another repository', () => {
  const shop = { server: 'https://github.com', repository: 'acme/shop' };
  expect(sameSource(shop, { server: 'https://GitHub.com', repository: 'Acme/Shop' })).toBe(true);
  expect(sameSource({ server: 'https://GitHub.com', repository: 'Acme/Shop' }, shop)).toBe(true);
  expect(sameSource(shop, { server: undefined, repository: 'acme/shop' })).toBe(true);
  expect(sameSource({ server: undefined, repository: 'acme/shop' }, shop)).toBe(true);
  expect(sameSource(shop, { server: 'https://ghe.acme.dev', repository: 'acme/shop' })).toBe(false);
  expect(sameSource(shop, { server: 'https://github.com', repository: 'acme/shop-evil' })).toBe(false);
});

test('a commit is a full SHA, of either length', () => {
  expect(parseCommit(' ABCDEF0123'.repeat(1))).toBeUndefined();
  expect(parseCommit('A'.repeat(40))).toBe('a'.repeat(40));
  expect(parseCommit(` ${'a'.repeat(40)}\n`)).toBe('a'.repeat(40));
  expect(parseCommit('b'.repeat(64))).toBe('b'.repeat(64));
  expect(parseCommit('b'.repeat(41))).toBeUndefined();
  expect(parseCommit('unknown')).toBeUndefined();
});
