import { type ImageRecord, formatRecord, RECORD_ARTIFACT_TYPE, recordReference } from '../image/record.ts';
import { formatReference } from '../image/reference.ts';
import type { Registry } from '../registry/registry.ts';
import type { Runner } from '../runner/runner.ts';
import type { PinnedReference } from './read-record.ts';
import { type RecordContext, recordSummary } from '../report/job-summary.ts';

/**
 * Attaches a record to its digest. Attaching the same record again changes nothing, so a run that died here
 * is simply run again.
 */
export async function attachRecord(
  { registry, runner }: { readonly registry: Registry; readonly runner: Pick<Runner, 'log'> },
  reference: PinnedReference,
  record: ImageRecord,
): Promise<void> {
  await registry.attach(reference, {
    artifactType: RECORD_ARTIFACT_TYPE,
    content: new TextEncoder().encode(formatRecord(record)),
    annotations: {},
  });
  runner.log.info(`Attached the record to ${recordReference(record)}.`);
}

/**
 * Makes a record known in the job summary and in the runner's list of artifacts. Both `build` and `record`
 * end with it.
 */
export async function announceRecord(
  runner: Pick<Runner, 'announceArtifact' | 'summary'>,
  record: ImageRecord,
  context: RecordContext,
): Promise<void> {
  const tag =
    record.version !== undefined && record.tags.includes(record.version) ? record.version : record.tags[0];
  runner.announceArtifact(formatReference({ spelling: record.image, tag, digest: record.digest }));
  await runner.summary(recordSummary(record, context));
}
