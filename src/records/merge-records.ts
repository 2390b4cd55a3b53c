import type { ImageRecord } from '../image/record.ts';
import { highestVersion } from '../image/version-tags.ts';

/**
 * One record out of several of the same digest. The oldest run made the bytes; later runs found them and gave
 * them more tags. So source and run are those of the oldest record that has them, the tags are those of all,
 * and the version is the highest. Undefined for no records.
 */
export function mergeRecords(records: readonly ImageRecord[]): ImageRecord | undefined {
  const [oldest, ...later] = records.toSorted(byRun);
  if (oldest === undefined) return undefined;
  return later.reduce((merged, record) => {
    const source = merged.source ?? record.source;
    const known = source === undefined ? merged : { ...merged, source };
    return withTags(known, record.tags, record.version);
  }, oldest);
}

/** The record with more tags, and with `version` when that is higher than its own or it has none. */
export function withTags(
  record: ImageRecord,
  tags: readonly string[],
  version: string | undefined,
): ImageRecord {
  const versions = [record.version, version].filter((text) => text !== undefined);
  const highest = highestVersion(versions) ?? versions[0];
  return {
    ...record,
    tags: [...new Set([...record.tags, ...tags])],
    ...(highest === undefined ? {} : { version: highest }),
  };
}

/** Run numbers grow, and are compared as numbers of any length. A record without a run comes last. */
function byRun(a: ImageRecord, b: ImageRecord): number {
  if (a.run === undefined || b.run === undefined)
    return Number(a.run === undefined) - Number(b.run === undefined);
  const [left, right] = [BigInt(a.run.id), BigInt(b.run.id)];
  return left === right ? a.run.attempt - b.run.attempt : left < right ? -1 : 1;
}
