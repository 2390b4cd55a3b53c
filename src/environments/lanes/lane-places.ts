import type { Config, EnvironmentConfig } from '../../config/config.ts';
import { allLanes } from '../../config/images.ts';
import type { HeadStanding } from '../../promotion/lane/head-standing.ts';
import { headStanding, proposedBy } from '../../promotion/lane/head-standing.ts';
import { type Lane, type LaneState, presentBranch } from '../../promotion/lane/lane.ts';
import type { ProposedImage } from '../../promotion/lane/images.ts';
import type { OpenPull, RepositoryState } from '../../github/github.ts';
import { type BaseBranch, baseBranchOf } from '../base-branches.ts';
import { branchesOf, laneSite, readLane } from './lane-sites.ts';

/** A lane, the environment it goes into, the base branch that declares it, and its open pull request. */
export interface LanePlace {
  readonly environment: EnvironmentConfig;
  readonly baseBranch: BaseBranch;
  readonly lane: Lane;
  /** Of a group: members that pass their gates go on without the others. */
  readonly join: boolean;
  readonly open: OpenPull | undefined;
}

/** What is needed to find the lanes of an environment. */
interface LanesQuestion {
  readonly config: Config;
  /** The repository and branch that `waybill.yaml` was read from. */
  readonly home: RepositoryState;
  readonly baseBranches: readonly BaseBranch[];
}

/** Every lane of an environment. */
export function lanesInto(
  environment: EnvironmentConfig,
  { config, home, baseBranches }: LanesQuestion,
): readonly LanePlace[] {
  const baseBranch = baseBranchOf(baseBranches, environment);
  return allLanes(config).map(({ name, images, join }) => {
    const site = laneSite(home, baseBranch.state, images);
    const lane = {
      environment: environment.name,
      unit: name,
      images: images.map((image) => image.name),
      site,
    };
    const states = branchesOf(lane).map((branch) => stateOf(openPullFrom(branch, baseBranch)));
    const read = readLane(lane, states, baseBranch.state.base.oid);
    const open = openPullFrom(presentBranch(read.lane), baseBranch);
    return { environment, baseBranch, lane: read.lane, join, open };
  });
}

function openPullFrom(branch: string, { surveyed }: BaseBranch): OpenPull | undefined {
  return surveyed.openPulls.find((pull) => pull.branch === branch);
}

/** The state of a lane that has an open pull request; of another it has to be read. */
export function stateOfOpen({ open }: Pick<LanePlace, 'open'>): LaneState | undefined {
  return open === undefined ? undefined : stateOf(open);
}

function stateOf(open: OpenPull | undefined): LaneState {
  if (open === undefined) return { head: undefined, pulls: [], openFrom: [] };
  return { head: open.head, pulls: [open], openFrom: open.openFrom };
}

/** Whose commit is on the branch of the open pull request. */
export function standingOf(place: LanePlace): HeadStanding {
  const state = stateOf(place.open);
  return headStanding(place.lane, state, place.baseBranch.state.base.oid);
}

/**
 * What the open pull request proposes by the commit on its branch; undefined when that is not ours, or no
 * promotion.
 */
export function openProposal(place: LanePlace): readonly ProposedImage[] | undefined {
  const standing = standingOf(place);
  if (standing.kind !== 'ours' || isReserved(standing)) return undefined;
  return proposedBy(standing.trailers, place.lane);
}

/** A hotfix and a roll back are a person's: automation leaves them alone. */
export function isReserved(standing: HeadStanding): boolean {
  if (standing.kind !== 'ours') return false;
  return standing.trailers.rollBack !== undefined || standing.trailers.hotfix !== undefined;
}
