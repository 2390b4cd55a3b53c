import { errorsOf } from '../errors/waybill-error.ts';
import { joinRecord, type KnownImage } from '../image/known-image.ts';
import type { ImageRecord } from '../image/record.ts';
import { formatReference } from '../image/reference.ts';
import type { Registry } from '../registry/registry.ts';
import type { Log } from '../runner/runner.ts';
import { type FoundRecord, type PinnedReference, readRecord } from './read-record.ts';

/** What a digest and its records say. */
export interface Knowledge {
  /** Undefined when the registry does not have the digest, or does not answer. */
  readonly record: KnownImage | undefined;
  /** The registry did not answer: nothing follows from what is missing. */
  readonly unanswered: boolean;
  /** The registry answered that it does not have the digest. */
  readonly gone?: boolean;
}

/** Says what is known of a digest. */
export type RecordReader = (reference: PinnedReference) => Promise<Knowledge>;

/** The registry as a lane needs it: which digest a tag is, and what is known of a digest. */
export interface ImageSource {
  readonly registry: Pick<Registry, 'resolve' | 'taggedDigest'>;
  readonly readRecord: RecordReader;
  readonly log: Log;
}

/**
 * Reads records, each digest once. Knowing where an image comes from is a help and no condition, so a
 * registry that does not answer is a warning.
 */
export function recordReader(registry: Registry, log: Pick<Log, 'warning'>): RecordReader {
  const answers = new Map<string, Promise<Knowledge>>();
  const read = async (reference: PinnedReference): Promise<Knowledge> => {
    try {
      const found = await readRecord(registry, reference);
      if (found === undefined) return { record: undefined, unanswered: false, gone: true };
      return { record: known(found, reference, log), unanswered: false };
    } catch (thrown) {
      const [error] = errorsOf(thrown);
      if (error === undefined || error.party === 'bug') throw thrown;
      log.warning(`What ${formatReference(reference)} was built from is not known: ${error.message}`);
      return { record: undefined, unanswered: true };
    }
  };
  return (reference) => {
    const key = `${reference.spelling}@${reference.digest}`;
    const answer = answers.get(key) ?? read(reference);
    answers.set(key, answer);
    return answer;
  };
}

function known(
  { record, own, passedOver, unread }: FoundRecord,
  reference: PinnedReference,
  log: Pick<Log, 'warning'>,
): KnownImage {
  const name = formatReference(reference);
  for (const error of passedOver) log.warning(`A record is not used: ${error.message}`);
  if (unread > 0)
    log.warning(`${name} has ${unread} more records, which are not read. Whoever may push can attach one.`);
  return joinedWith(own, record, name, log);
}

/** The record beside what the image says of itself. Each contradiction is a warning with both values. */
export function joinedWith(
  own: KnownImage['own'],
  record: ImageRecord,
  name: string,
  log: Pick<Log, 'warning'>,
): KnownImage {
  if (own === undefined) return record;
  const { known: joined, contradictions } = joinRecord(record, own);
  for (const contradiction of contradictions)
    log.warning(`${name}: a record contradicts the image, which counts; ${contradiction}.`);
  return joined;
}
