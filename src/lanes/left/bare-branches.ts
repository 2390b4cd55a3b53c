import type { BaseBranch } from '../../environments/base-branches.ts';
import { isReserved, type LanePlace } from '../../environments/lanes/lane-places.ts';
import { branchesOf } from '../../environments/lanes/lane-sites.ts';
import { resultOf } from '../../errors/go-on.ts';
import type { GitHub } from '../../github/github.ts';
import { headStanding } from '../../promotion/lane/head-standing.ts';
import type { LaneState } from '../../promotion/lane/lane.ts';
import { errorsOfLane, type LaneReport } from '../lane-report.ts';

/** Lanes that a run has nothing to do for, on one base branch. */
export interface IdleLanes {
  readonly baseBranch: BaseBranch;
  readonly places: readonly LanePlace[];
  /** GitHub's clock. */
  readonly now: Date;
}

/** What became of a branch that a run left which ended before it opened a pull request. */
export interface LeftBranch {
  readonly place: LanePlace;
  readonly branch: string;
  /** Nobody will ask for it again, so it is deleted. */
  readonly isNeedless: boolean;
  readonly report: Pick<LaneReport, 'errors' | 'changed'>;
}

/** A run that still works on a branch has opened its pull request long before. */
const AN_HOUR = 3_600_000;

/**
 * Branches of lanes that are idle, with a commit of ours that no pull request has: a run ended in between.
 * Where an environment comes after others, nobody needs such a branch, and it is deleted. What somebody asked
 * for by name, into a first environment or as a roll back or hotfix, is left to be asked for again. Another's
 * branch is nobody's business here. One request where there is such a branch, otherwise none.
 */
export async function leftBranches(
  { baseBranch, places, now }: IdleLanes,
  dryRun: boolean,
  github: Pick<GitHub, 'survey' | 'moveBranch'>,
): Promise<readonly LeftBranch[]> {
  const { state, surveyed } = baseBranch;
  const bare = surveyed.bareBranches.filter(({ at }) => now.getTime() - at.getTime() > AN_HOUR);
  const idle = bare.flatMap(({ branch }) => {
    const place = places.find(({ lane }) => branchesOf(lane).includes(branch));
    return place === undefined ? [] : [{ place, branch }];
  });
  if (idle.length === 0) return [];
  const { lanes } = await github.survey({
    repository: state.fullName,
    base: state.base,
    folders: [],
    branches: idle.map(({ branch }) => branch),
    labels: [],
    reviewers: [],
  });
  const found: LeftBranch[] = [];
  for (const [index, left] of idle.entries()) {
    const branch = await leftBranch(left, lanes[index], { baseBranch, dryRun, github });
    if (branch !== undefined) found.push(branch);
  }
  return found;
}

async function leftBranch(
  { place, branch }: Pick<LeftBranch, 'place' | 'branch'>,
  laneState: LaneState | undefined,
  tools: {
    readonly baseBranch: BaseBranch;
    readonly dryRun: boolean;
    readonly github: Pick<GitHub, 'moveBranch'>;
  },
): Promise<LeftBranch | undefined> {
  const { state } = tools.baseBranch;
  if (laneState === undefined || laneState.openFrom.length > 0) return undefined;
  const standing = headStanding(place.lane, laneState, state.base.oid);
  if (standing.kind !== 'ours' || laneState.pulls.some(({ headOid }) => headOid === standing.head.oid))
    return undefined;
  const isNeedless = place.environment.after.environments.length > 0 && !isReserved(standing);
  const unchanged = { place, branch, isNeedless, report: { errors: [], changed: false } };
  if (!isNeedless || tools.dryRun) return unchanged;
  const move = { branch, before: standing.head.oid, after: undefined };
  const { fullName: repository, id: repositoryId } = state;
  const moved = await resultOf(() => tools.github.moveBranch({ repository, repositoryId, ...move }));
  if (!moved.ok) return { ...unchanged, report: { errors: errorsOfLane(moved.problem), changed: false } };
  return moved.value.kind === 'moved' ? undefined : { ...unchanged, report: { errors: [], changed: true } };
}
