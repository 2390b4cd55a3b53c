import { formatRecord, type ImageRecord, recordReference } from '../../image/record.ts';
import type { Runner } from '../../runner/runner.ts';

export interface RecordResult {
  readonly image: string;
  readonly record: ImageRecord | undefined;
  /** True when the registry holds the record at the end. */
  readonly attached: boolean;
}

export const NO_RESULT: RecordResult = { image: '', record: undefined, attached: false };

/** Sets every output, also of a run that failed: what is not known is empty, and `json` is always JSON. */
export function setOutputs(runner: Pick<Runner, 'output'>, { image, record, attached }: RecordResult): void {
  const digest = record?.digest ?? '';
  const reference = record === undefined ? '' : recordReference(record);
  const tags = record?.tags ?? [];
  runner.output('image', image);
  runner.output('digest', digest);
  runner.output('reference', reference);
  runner.output('tags', tags.join('\n'));
  runner.output('attached', String(attached));
  runner.output('record', record === undefined ? '' : formatRecord(record));
  runner.output('json', JSON.stringify({ image, digest, reference, tags, attached, record: record ?? null }));
}
