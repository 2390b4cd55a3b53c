import { type LanePlace, standingOf } from '../../environments/lanes/lane-places.ts';
import type { GitHub, OpenPull } from '../../github/github.ts';
import { pauseGate } from '../../promotion/gates/pause.ts';
import type { GateResult } from '../../promotion/gates/gate.ts';
import { inForce, type KnownPause } from '../../promotion/pause/pauses.ts';
import { pausedComment } from '../../promotion/pause/pause-text.ts';
import { gateStatus, type GateStatus, isShown, wholeStatus } from '../../promotion/status/commit-status.ts';
import { commentOnce } from '../write/comment-once.ts';
import { stopMerging } from '../write/stop-merging.ts';

/** A lane whose open pull request is not merged for now. */
export interface PausedLane {
  readonly place: LanePlace;
  readonly open: OpenPull;
  readonly gate: GateResult;
}

/** The lanes that a pause keeps from being merged: those with an open pull request that is no roll back. */
export function pausedLanes(
  places: readonly LanePlace[],
  { pauses, now }: { readonly pauses: readonly KnownPause[]; readonly now: Date },
): readonly PausedLane[] {
  return places.flatMap((place) => {
    const { open, lane, environment } = place;
    const standing = standingOf(place);
    if (open === undefined || standing.kind === 'foreign') return [];
    if (standing.kind === 'ours' && standing.trailers.rollBack !== undefined) return [];
    const gate = pauseGate(environment.name, inForce(pauses, lane.images, now));
    return gate === undefined ? [] : [{ place, open, gate }];
  });
}

/**
 * Keeps a lane's pull request from being merged, at once: it takes back the auto-merge that Waybill switched
 * on, takes it out of the merge queue, and sets the statuses that the rules of the branch require. A group of
 * the merge queue that somebody else began fails. Returns whether anything was written.
 */
export async function pauseLane(
  { place, open, gate }: PausedLane,
  run: string | undefined,
  github: GitHub,
): Promise<boolean> {
  const { baseBranch, environment } = place;
  const { fullName: repository, base } = baseBranch.state;
  const pull = { id: open.id, number: open.number };
  const wish = { repository, base: base.branch, pull, head: open.headOid, methods: [] };
  const reason = `${environment.name} waits for pause: ${gate.reason}`;
  const whole = wholeStatus({ state: 'pending', reason, until: gate.until }, run);
  let changed = false;
  for (const status of [whole, gateStatus(gate, run)])
    if (!isShown(status, open.statuses))
      changed = (await show(status, repository, open.headOid, github)) || changed;
  const { mergeQueue } = open.merging;
  const stopped = await stopMerging(wish, open.merging, baseBranch.surveyed.viewer, github);
  if (mergeQueue.commit !== undefined && stopped.left !== undefined) {
    const failed = wholeStatus({ state: 'failed', reason, until: undefined }, run);
    changed = (await show(failed, repository, mergeQueue.commit, github)) || changed;
  }
  const said = await commentOnce(github, repository, open, pausedComment(gate.reason));
  return changed || stopped.changed || said;
}

function show(
  { targetUrl: url, ...status }: GateStatus,
  repository: string,
  commit: string,
  github: Pick<GitHub, 'showStatus'>,
): Promise<boolean> {
  return github.showStatus({ repository, commit, ...status, url });
}
