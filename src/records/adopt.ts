import { type ImageRecord, formatRecord, RECORD_ARTIFACT_TYPE, recordReference } from '../image/record.ts';
import { formatReference } from '../image/reference.ts';
import type { Registry } from '../registry/registry.ts';
import type { Runner } from '../runner/runner.ts';
import type { PinnedReference } from './read-record.ts';
import { recordSummary } from '../report/job-summary.ts';

export interface Adoption {
  readonly reference: PinnedReference;
  readonly record: ImageRecord;
  /** Where the image came from, for the summary. */
  readonly how: string;
  /** Whether to attach the record; false when the registry has it already, or nothing may be written. */
  readonly attach: boolean;
}

/**
 * Makes a record known: attached to the digest, in the job summary and in the runner's list of artifacts.
 * Both `build` and `record` end with it. Attaching the same record again changes nothing, so a run that died
 * here is simply run again.
 */
export async function adopt(
  { registry, runner }: { readonly registry: Registry; readonly runner: Runner },
  { reference, record, how, attach }: Adoption,
): Promise<void> {
  if (attach) {
    await registry.attach(reference, {
      artifactType: RECORD_ARTIFACT_TYPE,
      content: new TextEncoder().encode(formatRecord(record)),
      annotations: {},
    });
    runner.log.info(`Attached the record to ${recordReference(record)}.`);
  }
  const tag =
    record.version !== undefined && record.tags.includes(record.version) ? record.version : record.tags[0];
  runner.announceArtifact(formatReference({ spelling: record.image, tag, digest: record.digest }));
  await runner.summary(recordSummary(record, how));
}
