import type { Digest } from '../../image/digest.ts';
import { formatRecord, type ImageRecord } from '../../image/record.ts';
import type { Runner } from '../../runner/runner.ts';

export interface CopyResult {
  /** The repository that the image was copied into. */
  readonly image: string;
  /** Undefined until the image is found. */
  readonly digest: Digest | undefined;
  readonly tags: readonly string[];
  readonly changed: boolean;
  /** Digests of what is attached to it and came along. */
  readonly artifacts: readonly Digest[];
  readonly record: ImageRecord | undefined;
}

export const NO_RESULT: CopyResult = {
  image: '',
  digest: undefined,
  tags: [],
  changed: false,
  artifacts: [],
  record: undefined,
};

/** Sets every output, also of a run that failed: what is not known is empty, and `json` is always JSON. */
export function setOutputs(runner: Pick<Runner, 'output'>, result: CopyResult): void {
  const { image, digest = '', tags, changed, artifacts, record } = result;
  const reference = digest === '' ? '' : `${image}@${digest}`;
  runner.output('image', image);
  runner.output('digest', digest);
  runner.output('reference', reference);
  runner.output('tags', tags.join('\n'));
  runner.output('changed', String(changed));
  runner.output('record', record === undefined ? '' : formatRecord(record));
  runner.output(
    'json',
    JSON.stringify({ image, digest, reference, tags, changed, artifacts, record: record ?? null }),
  );
}
