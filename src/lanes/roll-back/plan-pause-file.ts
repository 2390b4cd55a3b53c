import type { PlannedFile } from '../../manifest/plan-edits.ts';
import { parseHolds } from '../../promotion/hold/hold-file.ts';
import { formatPauses, parsePauses } from '../../promotion/pause/pause-file.ts';
import { hasEnded, type Pause, withPause } from '../../promotion/pause/pauses.ts';
import type { Log } from '../../runner/runner.ts';
import { mergesItself } from '../pull-settings.ts';
import type { ReturningUnit } from './plan-returns.ts';
import type { RollBackGround } from './units.ts';

/**
 * Whether a roll back keeps newer digests from being merged: where Waybill merges, nobody looks otherwise.
 */
export function pausesLanes({ request, destination: { environment } }: RollBackGround): boolean {
  return request.pause ?? mergesItself(request.pull, environment);
}

/**
 * The pause file with the lanes that go back. Like the hold file it is the same in all lanes of a run, and
 * has the moment of the hold, so that asking again changes nothing. Undefined where the present file cannot
 * be read: that pauses already, and does not stop a roll back.
 */
export function planPauseFile(
  returning: readonly ReturningUnit[],
  holdFile: PlannedFile | undefined,
  { request: { asked }, destination: { environment, state }, reading }: RollBackGround,
  log: Pick<Log, 'warning'>,
): PlannedFile | undefined {
  const { path, text = '' } = reading.pauseFile;
  const present = readable(text, environment.name);
  if (typeof text !== 'string' || present === undefined) {
    log.warning(`${path} cannot be read, so it is left as it is: everything is paused by it.`);
    return undefined;
  }
  const held = holdFile === undefined ? [] : parseHolds(holdFile.after, environment.name);
  const pause: Pause = {
    images: returning.flatMap(({ unit }) => unit.lane.images).toSorted(),
    reason: asked.reason,
    by: asked.by,
    at: held.find(({ reason, link }) => reason === asked.reason && link === asked.run)?.at,
    until: undefined,
    link: asked.run,
  };
  const now = state.now ?? new Date(0);
  const lasting = present.filter((entry) => !hasEnded(entry, now));
  return {
    path,
    before: text,
    after: formatPauses(withPause(lasting, pause), environment.name),
    splices: [],
  };
}

function readable(text: unknown, environment: string): readonly Pause[] | undefined {
  try {
    return typeof text === 'string' ? parsePauses(text, environment) : undefined;
  } catch {
    return undefined;
  }
}
