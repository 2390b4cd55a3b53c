import { errorsOf } from '../errors/waybill-error.ts';
import type { ImageRecord } from '../image/record.ts';
import { formatReference } from '../image/reference.ts';
import type { Registry } from '../registry/registry.ts';
import type { Log } from '../runner/runner.ts';
import { type PinnedReference, readRecord } from './read-record.ts';

/** Says what is known of a digest; undefined when nothing is, or the registry does not tell. */
export type RecordReader = (reference: PinnedReference) => Promise<ImageRecord | undefined>;

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
  const answers = new Map<string, Promise<ImageRecord | undefined>>();
  const read = async (reference: PinnedReference): Promise<ImageRecord | undefined> => {
    try {
      const found = await readRecord(registry, reference);
      for (const error of found?.passedOver ?? []) log.warning(`A record is not used: ${error.message}`);
      return found?.record;
    } catch (thrown) {
      const [error] = errorsOf(thrown);
      if (error === undefined || error.party === 'bug') throw thrown;
      log.warning(`What ${formatReference(reference)} was built from is not known: ${error.message}`);
      return undefined;
    }
  };
  return (reference) => {
    const key = `${reference.spelling}@${reference.digest}`;
    const answer = answers.get(key) ?? read(reference);
    answers.set(key, answer);
    return answer;
  };
}
