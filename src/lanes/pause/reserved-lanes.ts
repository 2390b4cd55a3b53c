import type { Environments } from '../../environments/environments.ts';
import { isReserved, type LanePlace, standingOf } from '../../environments/lanes/lane-places.ts';
import type { GitHub } from '../../github/github.ts';
import { inForce } from '../../promotion/pause/pauses.ts';
import { WHOLE_CONTEXT, wholeStatus } from '../../promotion/status/commit-status.ts';
import { wholeVerdict } from '../../promotion/status/whole-verdict.ts';
import { pausedLanes, pauseLane } from './tell-lanes.ts';

/** How the status begins that a pause put on a hotfix. */
const WAITS = 'waits for pause: ';

/** What a pause is shown with. */
interface PauseTools {
  readonly dryRun: boolean;
  /** Address of the run. */
  readonly run: string | undefined;
  readonly github: GitHub;
}

/**
 * A hotfix is a person's, and no run moves it; but a pause keeps it from being merged like everything else.
 * Shows that, and takes it back when the pause is over. Returns whether anything was written.
 */
export async function pauseReserved(
  place: LanePlace,
  environments: Environments,
  { dryRun, run, github }: PauseTools,
): Promise<boolean> {
  const { open, environment, baseBranch, lane } = place;
  const standing = standingOf(place);
  if (open === undefined || standing.kind !== 'ours' || !isReserved(standing) || dryRun) return false;
  const { now } = environments;
  const { pauses } = environments.of(environment.name);
  const [paused] = pausedLanes([place], { pauses, now });
  if (paused !== undefined) return pauseLane(paused, run, github);
  const { hotfix: asked } = standing.trailers;
  const isLeft = open.statuses.some(
    ({ context, description }) => context === WHOLE_CONTEXT && description.includes(WAITS),
  );
  if (asked === undefined || !environment.hotfix || !isLeft || inForce(pauses, lane.images, now).length > 0)
    return false;
  const purpose = { kind: 'hotfix', asked, passedOver: [] } as const;
  // Who built it is asked of a hotfix too; verify judges that, and its status must not turn green before.
  const unread = environment.gates?.provenance === undefined ? [] : (['provenance'] as const);
  const verdict = wholeVerdict({ environment: environment.name, purpose, gates: [], unread });
  const { targetUrl: url, ...status } = wholeStatus(verdict, run);
  const repository = baseBranch.state.fullName;
  return github.showStatus({ repository, commit: open.headOid, ...status, url });
}
