import { describe, expect, test } from '@jest/globals';
import { commitTag } from '../../src/image/tags.ts';
import { highestVersion, isVersionTag } from '../../src/image/version-tags.ts';

describe('a tag that names one release', () => {
  test.each(['1.4.0', 'v1.4.0', 'v1.4.0-rc.1', '0.0.1', '2024.01.05', '10.20.30-alpha.1.x'])('%s', (tag) => {
    expect(isVersionTag(tag)).toBe(true);
  });
});

describe('a tag that is meant to move', () => {
  test.each([
    'latest',
    'main',
    'v1',
    '1.4',
    'release-1.4.0',
    `sha-${'a'.repeat(40)}`,
    '20260101',
    'pr-7',
    'v1.4.x',
  ])('%s', (tag) => {
    expect(isVersionTag(tag)).toBe(false);
  });
});

test('the highest version is by semantic order, a release above its candidates', () => {
  expect(highestVersion(['v1.9.0', 'v1.10.0-rc.1', 'main', 'v1.10.0', 'latest'])).toBe('v1.10.0');
  expect(highestVersion(['2024.01.05', '2024.02.01'])).toBe('2024.02.01');
  expect(highestVersion(['main'])).toBeUndefined();
});

test('the tag of a commit holds all of its SHA', () => {
  expect(commitTag('a'.repeat(40))).toBe(`sha-${'a'.repeat(40)}`);
});
