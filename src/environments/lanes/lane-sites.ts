import type { ImageConfig } from '../../config/config.ts';
import type { RepositoryState } from '../../github/github.ts';
import { headStanding } from '../../promotion/lane/head-standing.ts';
import {
  type Lane,
  laneBranch,
  type LaneSite,
  type LaneState,
  plainBranch,
  type RepositoryBranch,
} from '../../promotion/lane/lane.ts';

/** What is read of a lane: the lane with the branch that it has now, and the state of that branch. */
export interface ReadLane {
  readonly lane: Lane;
  readonly state: LaneState;
}

/**
 * Whose a lane of these images is, and where it goes. `home` is where `waybill.yaml` was read from; undefined
 * where there is none.
 */
export function laneSite(
  home: RepositoryState | undefined,
  base: RepositoryState,
  images: readonly Pick<ImageConfig, 'name' | 'repository'>[],
): LaneSite {
  return {
    home: home === undefined ? undefined : branchOf(home),
    base: { ...branchOf(base), isDefault: base.isDefaultBranch },
    repositories: new Map(images.map(({ name, repository }) => [name, repository])),
  };
}

/** The branch of a repository that was read. */
export function branchOf({ fullName, databaseId, base }: RepositoryState): RepositoryBranch {
  return { repository: fullName, id: databaseId, branch: base.branch };
}

/** The branches to look at for a lane: its own first, then the one that an earlier release gave it. */
export function branchesOf(lane: Lane): readonly string[] {
  return [...new Set([laneBranch(lane), plainBranch(lane)])];
}

/**
 * A lane as it is, from the states of `branchesOf`. It goes on where an earlier release opened its pull
 * request, until that is merged or closed.
 */
export function readLane(lane: Lane, states: readonly LaneState[], baseOid: string): ReadLane {
  const [own = NO_STATE, plain] = states;
  const old = { ...lane, site: { ...lane.site, oldBranch: plainBranch(lane) } };
  const isOpen = plain?.pulls.some((pull) => pull.state === 'open') === true;
  if (own.pulls.some((pull) => pull.state === 'open') || plain === undefined || !isOpen)
    return { lane, state: own };
  return headStanding(old, plain, baseOid).kind === 'ours'
    ? { lane: old, state: plain }
    : { lane, state: own };
}

const NO_STATE: LaneState = { head: undefined, pulls: [], openFrom: [] };
