import { formatRecord, type ImageRecord, recordReference } from '../../image/record.ts';
import type { Runner } from '../../runner/runner.ts';

/**
 * `signed`: this run built the image and signed that it did. `verified`: the image was there, and a signed
 * attestation proves who built it. `unverified`: nothing proves it.
 */
export type Proof = 'signed' | 'verified' | 'unverified';

/** What a build has come to, as far as it got. */
export interface BuildResult {
  readonly image: string;
  /** Those that point to the digest. */
  readonly tags: readonly string[];
  /** Those that point to something newer, and were left there. */
  readonly left: readonly string[];
  readonly reused: boolean;
  /** What proves who built the image; undefined where there is none yet. */
  readonly proof: Proof | undefined;
  readonly record: ImageRecord | undefined;
}

export const NO_RESULT: BuildResult = {
  image: '',
  tags: [],
  left: [],
  reused: false,
  proof: undefined,
  record: undefined,
};

/** Sets every output, also of a run that failed: what is not known is empty, and `json` is always JSON. */
export function setOutputs(
  runner: Pick<Runner, 'output'>,
  { image, tags, left, reused, proof, record }: BuildResult,
): void {
  const digest = record?.digest ?? '';
  const reference = record === undefined ? '' : recordReference(record);
  runner.output('image', image);
  runner.output('digest', digest);
  runner.output('reference', reference);
  runner.output('tags', tags.join('\n'));
  runner.output('left-tags', left.join('\n'));
  runner.output('reused', String(reused));
  runner.output('proof', proof ?? '');
  runner.output('record', record === undefined ? '' : formatRecord(record));
  runner.output(
    'json',
    JSON.stringify({
      image,
      digest,
      reference,
      tags,
      leftTags: left,
      reused,
      proof: proof ?? null,
      record: record ?? null,
    }),
  );
}
