import { describe, expect, test } from '@jest/globals';
import { standardLabels, versionName } from '../../src/image/labels.ts';

const COMMIT = 'c'.repeat(40);

test('the labels of the image specification say what was built, from where and when', () => {
  const labels = standardLabels({
    title: 'api',
    serverUrl: 'https://github.com',
    repository: 'acme/shop',
    commit: COMMIT,
    version: 'v1.4.0',
    created: new Date('2026-11-22T10:00:00Z'),
  });
  expect(labels).toEqual({
    'org.opencontainers.image.created': '2026-11-22T10:00:00.000Z',
    'org.opencontainers.image.revision': COMMIT,
    'org.opencontainers.image.source': 'https://github.com/acme/shop',
    'org.opencontainers.image.title': 'api',
    'org.opencontainers.image.url': 'https://github.com/acme/shop',
    'org.opencontainers.image.version': 'v1.4.0',
  });
});

describe('the version', () => {
  test.each([
    ['the release', 'v1.4.0', 'refs/heads/main', 'v1.4.0'],
    ['the branch', undefined, 'refs/heads/feature/x', 'feature/x'],
    ['the tag', undefined, 'refs/tags/nightly', 'nightly'],
    ['the pull request', undefined, 'refs/pull/7/merge', 'pr-7'],
    ['a pull request of many', undefined, 'refs/pull/1234/merge', 'pr-1234'],
    ['the start of the commit', undefined, undefined, 'cccccccccccc'],
  ])('is %s', (_, release, ref, version) => {
    expect(versionName(release, ref, COMMIT)).toBe(version);
  });
});
