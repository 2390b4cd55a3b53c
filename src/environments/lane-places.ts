import type { Config, EnvironmentConfig } from '../config/config.ts';
import { allLanes } from '../config/images.ts';
import type { HeadStanding } from '../promotion/lane/head-standing.ts';
import { headStanding } from '../promotion/lane/head-standing.ts';
import { type Lane, laneBranch, type LaneState } from '../promotion/lane/lane.ts';
import type { ProposedImage } from '../promotion/lane/images.ts';
import type { OpenPull } from '../github/github.ts';
import { type BaseBranch, baseBranchOf } from './base-branches.ts';

/** A lane, the environment it goes into, the base branch that declares it, and its open pull request. */
export interface LanePlace {
  readonly environment: EnvironmentConfig;
  readonly baseBranch: BaseBranch;
  readonly lane: Lane;
  /** Of a group: members that pass their gates go on without the others. */
  readonly join: boolean;
  readonly open: OpenPull | undefined;
}

/** Every lane of an environment. */
export function lanesInto(
  environment: EnvironmentConfig,
  config: Config,
  baseBranches: readonly BaseBranch[],
): readonly LanePlace[] {
  const baseBranch = baseBranchOf(baseBranches, environment);
  return allLanes(config).map(({ name, images, join }) => {
    const lane = { environment: environment.name, unit: name, images: images.map((image) => image.name) };
    const branch = laneBranch(lane);
    return {
      environment,
      baseBranch,
      lane,
      join,
      open: baseBranch.surveyed.openPulls.find((pull) => pull.branch === branch),
    };
  });
}

/** The state of a lane that has an open pull request; of another it has to be read. */
export function stateOfOpen({ open }: LanePlace): LaneState | undefined {
  return open === undefined ? undefined : { head: open.head, pulls: [open] };
}

/** Whose commit is on the branch of the open pull request. */
export function standingOf(place: LanePlace): HeadStanding {
  const state = stateOfOpen(place) ?? { head: undefined, pulls: [] };
  return headStanding(place.lane, state, place.baseBranch.state.base.oid);
}

/**
 * What the open pull request proposes by the commit on its branch; undefined when that is not ours, or no
 * promotion.
 */
export function openProposal(place: LanePlace): readonly ProposedImage[] | undefined {
  const standing = standingOf(place);
  if (standing.kind !== 'ours' || isReserved(standing)) return undefined;
  return standing.trailers.images;
}

/** A hotfix and a roll back are a person's: automation leaves them alone. */
export function isReserved(standing: HeadStanding): boolean {
  if (standing.kind !== 'ours') return false;
  return standing.trailers.rollBack !== undefined || standing.trailers.hotfix !== undefined;
}
