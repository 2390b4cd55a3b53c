import { type ErrorCode, errorsOf, WaybillError } from '../../errors/waybill-error.ts';
import { deriveRecord, NO_CLAIM } from '../../image/derive-record.ts';
import { formatRecord, type ImageRecord, recordReference } from '../../image/record.ts';
import { formatReference, type ImageReference } from '../../image/reference.ts';
import type { ImageDescription, Registry } from '../../registry/registry.ts';
import type { Runner } from '../../runner/runner.ts';
import { announceRecord, attachRecord } from '../../records/adopt.ts';
import { type RecordInputs, readInputs } from './inputs.ts';
import { withTags } from '../../records/merge-records.ts';
import { NO_RESULT, type RecordResult, setOutputs } from './outputs.ts';
import { type FoundRecord, type PinnedReference, readRecordOf } from '../../records/read-record.ts';
import { sourceOf } from './source-of.ts';

/** What a registry can say to a record that it does not take. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set([
  'REGISTRY_DENIED',
  'REGISTRY_LOGIN_MISSING',
  'REGISTRY_REFUSED',
]);

interface RecordCollaborators {
  readonly runner: Runner;
  readonly registry: Registry;
}

/**
 * The record action: adopts an image that something else built. All outputs are set in every case. `connect`
 * reaches the registry with the logins of the inputs.
 */
export async function run(runner: Runner, connect: (inputs: RecordInputs) => Registry): Promise<void> {
  let result = NO_RESULT;
  try {
    const inputs = readInputs(runner);
    result = { ...NO_RESULT, image: inputs.image.spelling };
    result = await adoptImage({ runner, registry: connect(inputs) }, inputs);
  } finally {
    setOutputs(runner, result);
  }
}

/**
 * Resolves the reference, makes the record and attaches it. A record that the image's own build attached is
 * kept: it knows the run that made the bytes.
 */
async function adoptImage(collaborators: RecordCollaborators, inputs: RecordInputs): Promise<RecordResult> {
  const { runner, registry } = collaborators;
  const { reference, image } = await resolve(collaborators, inputs.image);
  const found = await readRecordOf(registry, reference, image);
  for (const error of found.passedOver) runner.log.warning(`Passed over: ${error.message}`);
  const base =
    found.origin === 'attached'
      ? agreed(found, image, inputs, runner)
      : made(reference, image, inputs, runner);
  const record = withTags(base, reference.tag === undefined ? [] : [reference.tag], inputs.version);
  const isNew = found.origin === 'image' || formatRecord(found.record) !== formatRecord(record);
  const attach = inputs.attach && !inputs.dryRun && isNew;
  if (inputs.dryRun) runner.log.info('Dry run: nothing is attached.');
  const how = found.origin === 'attached' ? 'recorded before' : 'adopted by this run';
  if (attach) await attachRecord(collaborators, reference, record).catch(withWayOut);
  await announceRecord(runner, record, { how, server: runner.context.serverUrl });
  runner.log.info(`Recorded ${recordReference(record)}`);
  return { image: inputs.image.spelling, record, attached: attach || found.origin === 'attached' };
}

/**
 * A login that may only read can still record, and so can a registry that keeps no records, as GitLab's;
 * whoever promotes then needs the `record` output.
 */
function withWayOut(thrown: unknown): never {
  const [error] = errorsOf(thrown);
  if (error === undefined || !REFUSALS.has(error.code)) throw thrown;
  throw new WaybillError(error.code, `The record cannot be attached: ${error.message}`, {
    cause: thrown,
    hint: `${error.hint ?? ''} Or set "attach: false", and pass the "record" output on to promote yourself.`.trim(),
  });
}

/**
 * The image that the reference names now. A tag that has moved away from the digest beside it no longer
 * counts.
 */
async function resolve(
  { runner, registry }: RecordCollaborators,
  asked: ImageReference,
): Promise<{ readonly reference: PinnedReference; readonly image: ImageDescription }> {
  const image = await registry.describe(asked.digest === undefined ? asked : { ...asked, tag: undefined });
  if (image === undefined) throw notFound(asked);
  const { digest } = image;
  if (asked.digest === undefined || asked.tag === undefined)
    return { reference: { ...asked, digest }, image };
  const now = await registry.taggedDigest({ ...asked, tag: asked.tag });
  if (now === digest) return { reference: { ...asked, digest }, image };
  runner.log.warning(
    `The tag ${asked.tag} points to ${now ?? 'nothing'}; the digest counts, the tag is left out.`,
  );
  return { reference: { ...asked, tag: undefined, digest }, image };
}

function notFound(asked: ImageReference): WaybillError {
  const name = formatReference(asked);
  return new WaybillError('IMAGE_NOT_FOUND', `${name} is not in the registry`, {
    hint: 'Check the spelling, and that the push came before this step. A private image needs a login: "registry-username" and "registry-password", or a step with docker/login-action.',
  });
}

function made(
  reference: PinnedReference,
  image: ImageDescription,
  inputs: RecordInputs,
  runner: Runner,
): ImageRecord {
  const { source, warning } = sourceOf(image, inputs, runner.context);
  if (warning !== undefined) runner.log.warning(warning);
  if (source === undefined) {
    runner.log.warning(
      `${reference.spelling}@${reference.digest} does not say which commit it was built from. Set "commit", or have its builder set org.opencontainers.image.source and org.opencontainers.image.revision; without it a promotion cannot list what changed.`,
    );
  }
  const { run } = runner.context;
  return {
    ...deriveRecord(reference.spelling, image, [], NO_CLAIM),
    ...(source === undefined ? {} : { source }),
    ...(run === undefined ? {} : { run: { ...run } }),
  };
}

/** The record that is there, after a check that the inputs do not contradict it. */
function agreed(
  { record }: FoundRecord,
  image: ImageDescription,
  inputs: RecordInputs,
  runner: Runner,
): ImageRecord {
  const { source } = sourceOf(image, inputs, runner.context);
  if (record.source === undefined) return source === undefined ? record : { ...record, source };
  const asked = { repository: inputs.source?.repository.toLowerCase(), commit: inputs.commit };
  const differs =
    (asked.repository !== undefined && asked.repository !== record.source.repository.toLowerCase()) ||
    (asked.commit !== undefined && asked.commit !== record.source.commit);
  if (!differs) return record;
  throw new WaybillError(
    'INPUT_INVALID',
    `The inputs contradict the record that is attached to ${recordReference(record)}: it names ${record.source.repository}@${record.source.commit}`,
    { hint: 'Leave "source" and "commit" out to keep that record.' },
  );
}
