import { deriveRecord } from '../../image/derive-record.ts';
import { formatRecord, type ImageRecord } from '../../image/record.ts';
import { highestVersion, isVersionTag } from '../../image/tags.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import type { Runner } from '../../runner/runner.ts';
import type { Registry } from '../../registry/registry.ts';
import { withTags } from '../../records/merge-records.ts';
import { type PinnedReference, readRecordOf } from '../../records/read-record.ts';
import type { BuildIdentity } from './request/identity.ts';

/** An image as a run left it in the registry: with all its tags, built anew or reused. */
export interface TaggedImage {
  readonly reference: PinnedReference;
  readonly tags: readonly string[];
  readonly reused: boolean;
}

/**
 * The record of the image: made new for a new one; for a reused one the record that its build attached, with
 * the tags of this run. `isNew` is false when the registry holds exactly this record already.
 */
export async function recordBuild(
  { runner, registry }: { readonly runner: Runner; readonly registry: Registry },
  identity: BuildIdentity,
  { reference, tags, reused }: TaggedImage,
): Promise<{ readonly record: ImageRecord; readonly isNew: boolean }> {
  const image = await registry.describe(reference);
  if (image === undefined) {
    throw new WaybillError('IMAGE_NOT_FOUND', `${reference.spelling}@${reference.digest} is gone`, {
      hint: 'Something deleted it while this run was at work; run it again.',
    });
  }
  const version = highestVersion(tags);
  const own = ofThisRun(deriveRecord(reference.spelling, image, []), runner, identity);
  if (!reused) return { record: withTags(own, tags, version), isNew: true };
  const found = await readRecordOf(registry, reference, image);
  for (const error of found.passedOver) runner.log.warning(`Passed over: ${error.message}`);
  if (found.origin === 'image') return { record: withTags(own, tags, version), isNew: true };
  const record = withTags(found.record, tags, version);
  return { record, isNew: formatRecord(record) !== formatRecord(found.record) };
}

/**
 * What only the run knows. A version that is the name of a branch is for people; the record names releases.
 */
function ofThisRun(derived: ImageRecord, { context }: Runner, identity: BuildIdentity): ImageRecord {
  const { version, ...rest } = derived;
  const { repository, commit, ref, serverUrl } = identity;
  return {
    ...rest,
    ...(version === undefined || !isVersionTag(version) ? {} : { version }),
    source: { repository, commit, ...(ref === undefined ? {} : { ref }), server: serverUrl },
    ...(context.run === undefined ? {} : { run: { ...context.run } }),
  };
}
