import type { Occurrence } from '../../manifest/plan-edits.ts';
import type { ReadFiles } from '../../github/github.ts';
import { plainLine } from '../../report/markdown.ts';
import { paintDiff, unifiedDiff } from '../../report/diff.ts';
import type { Log } from '../../runner/runner.ts';
import { type EditedLane, refusalsOf } from './plan-lane.ts';
import type { PromoteReport } from '../lane-report.ts';

const HOW_TO_PIN = ', by its tag alone; a "digest" key beside the tag would pin it fully';

/**
 * Writes everything that was found to the log: edits as a diff, what is right already, what was passed over
 * and why.
 */
export function logPlan(
  lanes: readonly EditedLane[],
  read: Pick<ReadFiles, 'files' | 'passedOver' | 'unreadable'>,
  { log, color }: { readonly log: Log; readonly color: boolean },
): void {
  log.info(`Read ${read.files.length} ${read.files.length === 1 ? 'file' : 'files'}.`);
  for (const { path, reason } of read.passedOver) log.info(`Not read: ${plainLine(path)}: ${reason}.`);
  for (const { path, reason } of read.unreadable) log.warning(`Not edited: ${plainLine(path)}: ${reason}.`);
  const stops = refusalsOf(lanes, read).length > 0;
  for (const lane of lanes) logLane(lane, { log, color, stops });
}

/** The same for one lane. Where the run stops because of a refusal, nothing is said to change. */
export function logLane(
  { lane, edits: plan, images, files }: EditedLane,
  { log, color, stops }: { readonly log: Log; readonly color: boolean; readonly stops: boolean },
): void {
  log.info(`Lane ${lane.environment}/${lane.unit}`);
  for (const found of plan.unchanged) log.info(`  declares it already: ${place(found)}`);
  for (const { image = 'any image', location, found, reason } of plan.passedOver) {
    const at = `${plainLine(location.file)}:${location.line}:${location.column}`;
    log.info(`  passed over for ${image}: ${at}: ${plainLine(found)}: ${plainLine(reason)}`);
  }
  for (const found of plan.refused) log.info(`  refused: ${place(found)}`);
  const byTag = new Set(images.filter(({ pin }) => pin === 'tag').map(({ name }) => name));
  for (const edit of plan.edits) {
    const tagAlone = edit.becomes.digest === undefined && !byTag.has(edit.image);
    log.info(`  ${stops ? 'not written' : 'changes'}: ${place(edit)}${tagAlone ? HOW_TO_PIN : ''}`);
  }
  for (const file of files) log.info(paintDiff(unifiedDiff(file), color));
}

function place({ image, location, format, at }: Occurrence): string {
  return `${image} in ${plainLine(location.file)}:${location.line}:${location.column} (${format}, ${plainLine(at)})`;
}

/** One line for each lane: what became of it and why. */
export function logReport(report: PromoteReport, log: Log): void {
  for (const lane of report.lanes) {
    const pull = lane.pull === undefined ? '' : ` ${lane.pull.url}`;
    const line = `${lane.lane.environment}/${lane.lane.unit}: ${lane.outcome}.${pull} ${lane.reason}`;
    if (lane.outcome === 'blocked' && lane.errors.length === 0) log.warning(line);
    else log.info(line);
  }
}
