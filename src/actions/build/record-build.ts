import { errorsOf, WaybillError } from '../../errors/waybill-error.ts';
import { deriveRecord, sourceClaim } from '../../image/derive-record.ts';
import type { Digest } from '../../image/digest.ts';
import { formatRecord, type ImageRecord } from '../../image/record.ts';
import { highestVersion, isVersionTag } from '../../image/version-tags.ts';
import type { FetchedManifest, ImageDescription, Registry } from '../../registry/registry.ts';
import type { Runner } from '../../runner/runner.ts';
import { attachRecord } from '../../records/adopt.ts';
import { withTags } from '../../records/merge-records.ts';
import { type FoundRecord, type PinnedReference, readRecordOf } from '../../records/read-record.ts';
import type { BuildInputs } from './inputs.ts';
import type { Proof } from './outputs.ts';
import type { ReuseProof } from './proof/find-reusable.ts';
import { readManifest } from './read-back.ts';
import type { BuildIdentity } from './request/identity.ts';

/** An image in the registry, with what is known of it. */
export interface RecordedImage {
  readonly manifest: FetchedManifest;
  readonly record: ImageRecord;
  /** The commit that it says it was built from. */
  readonly commit: string;
  /** True when the commit was built before, or by another run while this one built. */
  readonly reused: boolean;
  readonly proof: Proof;
  /** Who built the image, as far as it is known, in a few words. */
  readonly how: string;
}

interface Recording {
  readonly runner: Runner;
  readonly registry: Registry;
}

/** Makes the record of an image that this run pushed, and attaches it. `tags` are all that the image gets. */
export async function recordNew(
  recording: Recording,
  inputs: BuildInputs,
  identity: BuildIdentity,
  { manifest, tags }: { readonly manifest: FetchedManifest; readonly tags: readonly string[] },
): Promise<RecordedImage> {
  const reference = { ...inputs.image, digest: manifest.digest };
  const image = await describe(recording.registry, reference);
  const record = withTags(
    ofThisRun(image, reference, recording.runner, identity),
    tags,
    highestVersion(tags),
  );
  if (inputs.attach && !inputs.part) await attachOrWarn(recording, reference, record);
  return {
    manifest,
    record,
    commit: identity.commit,
    reused: false,
    proof: 'unverified',
    how: 'built by this run',
  };
}

/** An image that was there, the tags that this run puts on it, and what proves who built it. */
interface ReusedImage {
  readonly digest: Digest;
  readonly tags: readonly string[];
  readonly proof: ReuseProof;
}

/**
 * The record that the build of an older image attached, with the tags of this run; attached again when that
 * says more than the registry holds. This run did not build the image, so no record names it for that. Where
 * nothing proves who did, the record that is handed on says that the image was reused.
 */
export async function recordReused(
  recording: Recording,
  inputs: BuildInputs,
  identity: BuildIdentity,
  { digest, tags, proof }: ReusedImage,
): Promise<RecordedImage> {
  const { registry, runner } = recording;
  const reference = { ...inputs.image, digest };
  const manifest = await readManifest(registry, inputs.image, digest);
  const image = await describe(registry, reference);
  const found = await readOrWarn(recording, reference, image);
  for (const error of found?.passedOver ?? []) runner.log.warning(`Passed over: ${error.message}`);
  const attached = found?.origin === 'attached' ? found.record : undefined;
  const { commit = identity.commit } = sourceClaim(image);
  const base = attached ?? withoutRun(image, reference, { ...identity, commit });
  const record = withTags(base, tags, highestVersion(tags));
  const isNew = found?.origin === 'image' || (found !== undefined && differ(record, found.record));
  if (inputs.attach && isNew) await attachOrWarn(recording, reference, record);
  if (proof.kind === 'verified')
    return { manifest, record, commit, reused: true, proof: 'verified', how: verifiedBuilder(proof.run) };
  runner.log.info(`${digest} is unverified: ${proof.why}`);
  return {
    manifest,
    record: { ...record, reused: true },
    commit,
    reused: true,
    proof: 'unverified',
    how: builderOf(attached),
  };
}

/** The job summary shows it, so it holds nothing that a record could have put there but a number. */
function builderOf(attached: ImageRecord | undefined): string {
  const by =
    attached?.run === undefined ? 'a run that is not known' : `run ${attached.run.id}, says its record`;
  return `reused, built by ${by}; unverified`;
}

/** The run is named by its certificate; of its address only the number is shown. */
function verifiedBuilder(address: string | undefined): string {
  const [, run] = /\/actions\/runs\/(\d+)/.exec(address ?? '') ?? [];
  return `reused, built by ${run === undefined ? 'this workflow' : `run ${run}`}; verified`;
}

function differ(record: ImageRecord, held: ImageRecord): boolean {
  return formatRecord(record) !== formatRecord(held);
}

async function describe(registry: Registry, reference: PinnedReference): Promise<ImageDescription> {
  const image = await registry.describe(reference);
  if (image !== undefined) return image;
  throw new WaybillError('IMAGE_NOT_FOUND', `${reference.spelling}@${reference.digest} is gone`, {
    hint: 'Something deleted it while this run was at work; run it again.',
  });
}

/** The image is pushed by now, and its digest known: a registry that keeps no records does not undo that. */
async function attachOrWarn(
  recording: Recording,
  reference: PinnedReference,
  record: ImageRecord,
): Promise<void> {
  try {
    await attachRecord(recording, reference, record);
  } catch (thrown) {
    const what = 'The record is in the outputs, and not attached to the image';
    warn(recording, what, thrown, ' Set "attach: false" where the registry keeps no records.');
  }
}

async function readOrWarn(
  recording: Recording,
  reference: PinnedReference,
  image: ImageDescription,
): Promise<FoundRecord | undefined> {
  try {
    return await readRecordOf(recording.registry, reference, image);
  } catch (thrown) {
    warn(recording, 'The record of the run that built the image cannot be read', thrown);
    return undefined;
  }
}

function warn({ runner }: Recording, what: string, thrown: unknown, wayOut = ''): void {
  const [error] = errorsOf(thrown);
  if (error === undefined || error.party === 'bug') throw thrown;
  runner.log.warning(`${what}: ${error.message}. ${error.hint ?? ''}${wayOut}`.trim());
}

/** What only the run knows. */
function ofThisRun(
  image: ImageDescription,
  reference: PinnedReference,
  { context }: Runner,
  identity: BuildIdentity,
): ImageRecord {
  const { repository, commit, ref, serverUrl } = identity;
  return {
    ...withoutRun(image, reference, identity),
    source: { repository, commit, ...(ref === undefined ? {} : { ref }), server: serverUrl },
    ...(context.run === undefined ? {} : { run: { ...context.run } }),
  };
}

/** A version that is the name of a branch is for people; the record names releases. */
function withoutRun(
  image: ImageDescription,
  reference: PinnedReference,
  { repository, commit, serverUrl }: BuildIdentity,
): ImageRecord {
  const { version, ...rest } = deriveRecord(reference.spelling, image, []);
  return {
    ...rest,
    ...(version === undefined || !isVersionTag(version) ? {} : { version }),
    source: { repository, commit, server: serverUrl },
  };
}
