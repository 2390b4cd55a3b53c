import { describe, expect, test } from '@jest/globals';
import { parseDigest, shortDigest } from '../../src/image/digest.ts';
import { formatPlatform } from '../../src/image/platform.ts';
import { formatRecord, type ImageRecord, parseRecord, recordReference } from '../../src/image/record.ts';

const RECORD: ImageRecord = {
  schemaVersion: 1,
  image: 'ghcr.io/acme/api',
  digest: parseDigest(`sha256:${'ab'.repeat(32)}`),
  mediaType: 'application/vnd.oci.image.index.v1+json',
  platforms: ['linux/amd64', 'linux/arm64'],
  tags: ['v1.4.0'],
  version: 'v1.4.0',
  created: '2026-03-01T12:00:00Z',
  source: {
    repository: 'acme/shop',
    commit: 'c0ffee'.padEnd(40, '0'),
    ref: 'refs/tags/v1.4.0',
    server: 'https://github.com',
  },
  run: { id: '42', attempt: 1, url: 'https://github.com/acme/shop/actions/runs/42' },
};

describe('a record', () => {
  test('is one line of JSON that reads back as the same record', () => {
    const text = formatRecord(RECORD);
    expect(text).not.toContain('\n');
    expect(parseRecord(text)).toEqual(RECORD);
  });

  test('names its image by digest', () => {
    expect(recordReference(RECORD)).toBe(`ghcr.io/acme/api@${RECORD.digest}`);
  });

  test.each([
    ['not JSON', '{', 'is not JSON: Expected property name'],
    ['no object', '[]', '(top)'],
    ['nothing', 'null', '(top)'],
    ['a text', '"schemaVersion"', '(top)'],
    ['an unknown key', JSON.stringify({ ...RECORD, extra: 1 }), 'extra'],
    ['a newer version', JSON.stringify({ ...RECORD, schemaVersion: 2 }), 'schemaVersion 2'],
    ['a short digest', JSON.stringify({ ...RECORD, digest: 'sha256:ab' }), 'digest: must be sha256'],
    [
      'an image with a tag',
      JSON.stringify({ ...RECORD, image: 'ghcr.io/acme/api:v1' }),
      'image: must be an image repository',
    ],
    [
      'an abbreviated commit',
      JSON.stringify({ ...RECORD, source: { repository: 'a/b', commit: 'abc123' } }),
      'source.commit: must be a full commit SHA',
    ],
    [
      'a repository with more than a name',
      JSON.stringify({ ...RECORD, source: { repository: '/acme/shop', commit: 'a'.repeat(40) } }),
      'source.repository: must be owner/repository',
    ],
    [
      'a repository with a path behind it',
      JSON.stringify({ ...RECORD, source: { repository: 'acme/shop/', commit: 'a'.repeat(40) } }),
      'source.repository: must be owner/repository',
    ],
    [
      'a commit between the two lengths',
      JSON.stringify({ ...RECORD, source: { repository: 'acme/shop', commit: 'a'.repeat(41) } }),
      'source.commit: must be a full commit SHA',
    ],
    [
      'a run that is no number',
      JSON.stringify({ ...RECORD, run: { id: '42x', attempt: 1, url: 'https://github.com' } }),
      'run.id: must be a run number',
    ],
    [
      'a tag that ends the line',
      JSON.stringify({ ...RECORD, tags: ['v1\n\n@acme/sre'] }),
      'tags.0: must be a tag',
    ],
    ['a tag that is empty', JSON.stringify({ ...RECORD, tags: ['v1', ''] }), 'tags.1: must be a tag'],
    [
      'a version of two lines',
      JSON.stringify({ ...RECORD, version: '1.0.0\rx' }),
      'version: must be one line',
    ],
    ['a blank version', JSON.stringify({ ...RECORD, version: ' ' }), 'version: must be one line'],
    [
      'a media type without end',
      JSON.stringify({ ...RECORD, mediaType: 'x'.repeat(257) }),
      'mediaType: must be',
    ],
    [
      'a ref of two lines',
      JSON.stringify({ ...RECORD, source: { ...RECORD.source, ref: 'refs/heads/\u2028' } }),
      'source.ref: must be one line',
    ],
    [
      'a server that runs something',
      JSON.stringify({ ...RECORD, source: { ...RECORD.source, server: 'javascript:alert(1)' } }),
      'source.server',
    ],
    ['a date that is none', JSON.stringify({ ...RECORD, created: 'yesterday' }), 'created'],
    ['a platform that is none', JSON.stringify({ ...RECORD, platforms: ['amd64'] }), 'platforms.0'],
  ])('is refused with %s, saying where', (_, text, expected) => {
    expect(() => parseRecord(text, 'input images, line 2')).toThrow(
      expect.objectContaining({
        code: 'RECORD_INVALID',
        message: expect.stringContaining(expected),
        hint: expect.any(String),
      }),
    );
    expect(() => parseRecord(text, 'input images, line 2')).toThrow('input images, line 2');
  });
});

test('a record that comes from nowhere in particular is called the record', () => {
  expect(() => parseRecord('[]')).toThrow(/^the record is not a Waybill record/);
});

test('a record may name a commit by SHA-256', () => {
  const source = { repository: 'acme/shop', commit: 'ab'.repeat(32) };
  expect(parseRecord(JSON.stringify({ ...RECORD, source })).source).toEqual(source);
});

test('a record may tell its time in another zone', () => {
  const created = '2026-03-01T13:00:00+01:00';
  expect(parseRecord(JSON.stringify({ ...RECORD, created })).created).toBe(created);
});

describe('a digest', () => {
  test('is lowercase SHA-256 only', () => {
    for (const text of [
      '',
      'sha256:',
      `sha256:${'AB'.repeat(32)}`,
      `sha512:${'ab'.repeat(64)}`,
      `sha256:${'ab'.repeat(32)} `,
    ]) {
      expect(() => parseDigest(text)).toThrow(
        expect.objectContaining({
          code: 'DIGEST_INVALID',
          hint: expect.stringContaining('lowercase'),
        }),
      );
    }
  });

  test('is shortened for people to twelve digits', () => {
    expect(shortDigest(RECORD.digest)).toBe('sha256:abababababab');
  });
});

describe('a platform', () => {
  test('is written as Docker writes it', () => {
    expect(formatPlatform({ os: 'linux', architecture: 'arm', variant: 'v7' })).toBe('linux/arm/v7');
    expect(formatPlatform({ os: 'linux', architecture: 'amd64', variant: '' })).toBe('linux/amd64');
  });

  test('of an attestation manifest is none', () => {
    expect(formatPlatform({ os: 'unknown', architecture: 'unknown' })).toBeUndefined();
  });
});
