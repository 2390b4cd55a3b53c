import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mergeRecords, withTags } from '../../src/records/merge-records.ts';
import { parseDigest } from '../../src/image/digest.ts';
import type { ImageRecord } from '../../src/image/record.ts';
import { rounds } from '../rounds.ts';

const record = (changes: Partial<ImageRecord> = {}): ImageRecord => ({
  schemaVersion: 1,
  image: 'ghcr.io/acme/api',
  digest: parseDigest(`sha256:${'a'.repeat(64)}`),
  mediaType: 'application/vnd.oci.image.index.v1+json',
  platforms: ['linux/amd64'],
  tags: [],
  ...changes,
});
const byRun = (id: string, changes: Partial<ImageRecord> = {}, attempt = 1) =>
  record({ run: { id, attempt, url: `https://github.com/acme/shop/actions/runs/${id}` }, ...changes });
const from = (commit: string) => ({ repository: 'acme/shop', commit: commit.repeat(40) });

describe('several records of one digest', () => {
  test('become that of the oldest run, with the tags of all and the highest version', () => {
    const merged = mergeRecords([
      byRun('10', { tags: ['v1.4.0'], version: 'v1.4.0', source: from('b') }),
      byRun('9', { tags: ['sha-1', 'main'], source: from('a') }),
      byRun('11', { tags: ['v1.4.1', 'main'], version: 'v1.4.1' }),
    ]);
    expect(merged).toEqual(
      byRun('9', { tags: ['sha-1', 'main', 'v1.4.0', 'v1.4.1'], version: 'v1.4.1', source: from('a') }),
    );
  });

  test('an earlier attempt is older, and a record without a run is the youngest', () => {
    expect(mergeRecords([record(), byRun('9', {}, 2), byRun('9')])?.run?.attempt).toBe(1);
  });

  test('a source that the oldest does not name comes from the next that does', () => {
    expect(mergeRecords([byRun('8'), byRun('9', { source: from('b') })])?.source).toEqual(from('b'));
  });

  test('none make none', () => {
    expect(mergeRecords([])).toBeUndefined();
  });

  test('do not depend on the order in which the registry lists them', () => {
    const records = ['7', '12', '103'].map((id) => byRun(id, { tags: [id], source: from(id[0] ?? '') }));
    fc.assert(
      fc.property(fc.shuffledSubarray(records, { minLength: 3 }), (shuffled) => {
        expect(mergeRecords(shuffled)).toEqual(mergeRecords(records));
      }),
      rounds(1000),
    );
  });
});

describe('more tags for a record', () => {
  test('are added once, and a lower version does not replace a higher', () => {
    const high = record({ tags: ['a'], version: 'v2.0.0' });
    expect(withTags(high, ['a', 'b'], 'v1.0.0')).toEqual({ ...high, tags: ['a', 'b'] });
  });

  test('leave a record without a version without one', () => {
    expect(withTags(record(), ['main'], undefined)).not.toHaveProperty('version');
  });
});
