/*
 * The room for what is known of built images: it reads records, joins them with what an image says of itself,
 * and attaches a new one. It may not know environments, lanes or pull requests.
 */
import { type ErrorCode, errorsOf, WaybillError } from '../errors/waybill-error.ts';
import { claimOf, deriveRecord } from '../image/derive-record.ts';
import type { Digest } from '../image/digest.ts';
import { type OwnFacts, ownFacts } from '../image/known-image.ts';
import { isPlatform } from '../image/platform.ts';
import { type ImageRecord, parseRecord, RECORD_ARTIFACT_TYPE } from '../image/record.ts';
import type { ImageReference } from '../image/reference.ts';
import { sameSource } from '../image/source.ts';
import type { Descriptor, ImageDescription, Registry } from '../registry/registry.ts';
import { mergeRecords } from './merge-records.ts';

/**
 * At most so many attached records are read. Anyone who may push may attach one, and each costs a request.
 * Nothing is decided by them, so a record that others hide is missed by people alone.
 */
const LIMIT = 20;

/** A reference with a digest: the only thing that something can be attached to. */
export type PinnedReference = ImageReference & { readonly digest: Digest };

export interface FoundRecord {
  readonly record: ImageRecord;
  /**
   * `attached`: a record that a run left in the registry. `image`: made from labels and annotations, so
   * without run and ref.
   */
  readonly origin: 'attached' | 'image';
  /** What the digest itself says. */
  readonly own: OwnFacts;
  /** Attached records that could not be used, and why. They neither block nor count. */
  readonly passedOver: readonly WaybillError[];
  /** How many more records are attached than are read. */
  readonly unread: number;
}

/**
 * What is known of a digest, from the registry alone. It is the attached record, when a valid one agrees with
 * the image. Otherwise it is what labels and annotations say. Several records become one (`mergeRecords`).
 * Undefined when the digest is not in the registry. Throws the registry's errors.
 */
export async function readRecord(
  registry: Registry,
  reference: PinnedReference,
): Promise<FoundRecord | undefined> {
  const image = await registry.describe(reference);
  return image === undefined ? undefined : readRecordOf(registry, reference, image);
}

/** As `readRecord`, for an image that has been described already. */
export async function readRecordOf(
  registry: Registry,
  reference: PinnedReference,
  image: ImageDescription,
): Promise<FoundRecord> {
  const artifacts = await registry.attachments(reference, RECORD_ARTIFACT_TYPE);
  const records: ImageRecord[] = [];
  const passedOver: WaybillError[] = [];
  for (const artifact of artifacts.slice(0, LIMIT)) {
    try {
      records.push(await readAttached(registry, reference, image, artifact));
    } catch (thrown) {
      passedOver.push(...unusable(thrown));
    }
  }
  const attached = mergeRecords(records);
  const besides = { own: ownFacts(image), passedOver, unread: Math.max(0, artifacts.length - LIMIT) };
  if (attached !== undefined) return { record: attached, origin: 'attached', ...besides };
  const tags = reference.tag === undefined ? [] : [reference.tag];
  return { record: deriveRecord(reference.spelling, image, tags), origin: 'image', ...besides };
}

/**
 * What can be wrong with one artifact. A registry that does not answer is another matter, and stops the run:
 * its record is not missing.
 */
const ARTIFACT_FAULTS: ReadonlySet<ErrorCode> = new Set([
  'RECORD_INVALID',
  'DIGEST_MISMATCH',
  'REGISTRY_REFUSED',
  'IMAGE_NOT_FOUND',
]);

function unusable(thrown: unknown): readonly WaybillError[] {
  const errors = errorsOf(thrown);
  if (errors.every((error) => ARTIFACT_FAULTS.has(error.code))) return errors;
  throw thrown;
}

async function readAttached(
  registry: Registry,
  reference: PinnedReference,
  image: ImageDescription,
  artifact: Descriptor,
): Promise<ImageRecord> {
  const what = `the record ${artifact.digest} attached to ${reference.spelling}@${image.digest}`;
  const content = await registry.attachedContent(reference, artifact);
  const record = parseRecord(new TextDecoder().decode(content), what);
  requireAgreement(record, image, what);
  // A copied image brings its record along. That record still names the repository it was copied from. What
  // the manifest itself says is never taken from a record: whoever may push may attach one.
  const platforms = image.platforms.filter(isPlatform);
  return { ...record, image: reference.spelling, mediaType: image.mediaType, platforms };
}

/** Whoever may push may attach a record. It must not say something else than the image itself. */
function requireAgreement(record: ImageRecord, image: ImageDescription, what: string): void {
  if (record.digest !== image.digest) throw disagreement(`${what} is about another digest, ${record.digest}`);
  const { source, commit } = claimOf(image.annotations);
  if (record.source === undefined) return;
  const recorded = { server: record.source.server, repository: record.source.repository };
  if (source !== undefined && !sameSource(source, recorded)) {
    throw disagreement(
      `${what} names ${recorded.repository} as source; the image names ${source.repository}`,
    );
  }
  if (commit !== undefined && commit !== record.source.commit) {
    throw disagreement(`${what} names commit ${record.source.commit}; the image names ${commit}`);
  }
}

function disagreement(message: string): WaybillError {
  return new WaybillError('RECORD_INVALID', message);
}
