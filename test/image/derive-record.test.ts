import { describe, expect, test } from '@jest/globals';
import { deriveRecord, type ImageFacts, sourceClaim } from '../../src/image/derive-record.ts';
import { parseDigest } from '../../src/image/digest.ts';
import { formatRecord, parseRecord } from '../../src/image/record.ts';

const COMMIT = 'c'.repeat(40);
const OTHER = 'd'.repeat(40);
const OF = 'org.opencontainers.image.';

const facts = (changes: Partial<ImageFacts> = {}): ImageFacts => ({
  digest: parseDigest(`sha256:${'a'.repeat(64)}`),
  mediaType: 'application/vnd.oci.image.index.v1+json',
  platforms: ['linux/amd64'],
  annotations: {},
  labels: {},
  created: undefined,
  ...changes,
});

test('an image that says everything makes a full record, which reads back', () => {
  const labels = {
    [`${OF}source`]: 'https://github.com/acme/shop',
    [`${OF}revision`]: COMMIT,
    [`${OF}version`]: 'v1.4.0',
    [`${OF}created`]: '2026-11-22T10:00:00Z',
  };
  const record = deriveRecord('ghcr.io/acme/api', facts({ labels }), ['v1.4.0']);
  expect(record).toEqual({
    schemaVersion: 1,
    image: 'ghcr.io/acme/api',
    digest: `sha256:${'a'.repeat(64)}`,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    platforms: ['linux/amd64'],
    tags: ['v1.4.0'],
    version: 'v1.4.0',
    created: '2026-11-22T10:00:00Z',
    source: { repository: 'acme/shop', commit: COMMIT, server: 'https://github.com' },
  });
  expect(parseRecord(formatRecord(record))).toEqual(record);
});

test('an image that says nothing makes a record without source, version and time', () => {
  const record = deriveRecord('ghcr.io/acme/api', facts(), []);
  expect(Object.keys(record)).toEqual(['schemaVersion', 'image', 'digest', 'mediaType', 'platforms', 'tags']);
});

test('a version that is more than a line is none, and the next that says one counts', () => {
  const said = (annotation: string, label: string) =>
    deriveRecord(
      'ghcr.io/acme/api',
      facts({ annotations: { [`${OF}version`]: annotation }, labels: { [`${OF}version`]: label } }),
      [],
    ).version;
  expect(said('1.0.0\n\n@acme/sre', 'v1')).toBe('v1');
  expect(said('x'.repeat(257), ' ')).toBeUndefined();
});

test('a platform that cannot be written down is left out of the record', () => {
  const image = facts({ platforms: ['linux/amd64', 'linux/Arm 64'] });
  expect(deriveRecord('ghcr.io/acme/api', image, []).platforms).toEqual(['linux/amd64']);
});

describe('the source', () => {
  test('is that of the annotations before that of the labels, which may be the base image’s', () => {
    const image = facts({
      annotations: { [`${OF}source`]: 'acme/shop', [`${OF}revision`]: COMMIT },
      labels: { [`${OF}source`]: 'debian/base', [`${OF}revision`]: OTHER },
    });
    expect(sourceClaim(image)).toEqual({
      source: { server: undefined, repository: 'acme/shop' },
      commit: COMMIT,
    });
  });

  test('is never mixed from both: that commit may not exist in that repository', () => {
    const image = facts({
      annotations: { [`${OF}source`]: 'acme/shop' },
      labels: { [`${OF}revision`]: OTHER },
    });
    expect(sourceClaim(image).commit).toBeUndefined();
    expect(deriveRecord('ghcr.io/acme/api', image, []).source).toBeUndefined();
  });

  test('needs no server: a name is read as it is', () => {
    const image = facts({ labels: { [`${OF}source`]: 'acme/shop', [`${OF}revision`]: COMMIT } });
    expect(deriveRecord('ghcr.io/acme/api', image, []).source).toStrictEqual({
      repository: 'acme/shop',
      commit: COMMIT,
    });
  });

  test.each(['main', 'abc1234', 'unknown', ''])('needs a full commit, not %j', (revision) => {
    const image = facts({ labels: { [`${OF}source`]: 'acme/shop', [`${OF}revision`]: revision } });
    expect(deriveRecord('ghcr.io/acme/api', image, []).source).toBeUndefined();
  });
});

test('a version with spaces around it is read without them, and an empty one counts as none', () => {
  const image = facts({ annotations: { [`${OF}version`]: ' ' }, labels: { [`${OF}version`]: ' v1.4.0 ' } });
  expect(deriveRecord('ghcr.io/acme/api', image, []).version).toBe('v1.4.0');
});

describe('the time of the build', () => {
  test('is at the earliest in the year in which containers came', () => {
    const of = (created: string): string | undefined =>
      deriveRecord('ghcr.io/acme/api', facts({ created }), []).created;
    expect(of('2012-12-31T23:59:59Z')).toBeUndefined();
    expect(of('2013-01-01T00:00:00Z')).toBe('2013-01-01T00:00:00Z');
  });

  test.each(['1970-01-01T00:00:00Z', '0001-01-01T00:00:00Z', '1980-01-01T00:00:01Z', 'yesterday', ''])(
    'is not %j, with which builders say that they do not tell',
    (created) => {
      expect(deriveRecord('ghcr.io/acme/api', facts({ created }), []).created).toBeUndefined();
    },
  );

  test('of the configuration counts when the label does not tell', () => {
    const image = facts({
      labels: { [`${OF}created`]: '1970-01-01T00:00:00Z' },
      created: '2026-11-22T10:00:00.123456789Z',
    });
    expect(deriveRecord('ghcr.io/acme/api', image, []).created).toBe('2026-11-22T10:00:00.123456789Z');
  });
});
