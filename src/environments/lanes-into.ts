import type { Config, EnvironmentConfig } from '../config/config.ts';
import { allLanes } from '../config/images.ts';
import type { HeadStanding } from '../promotion/head-standing.ts';
import { headStanding } from '../promotion/head-standing.ts';
import { laneBranch } from '../promotion/lane.ts';
import type { LaneState } from '../promotion/lane-state.ts';
import type { Aimed } from '../promotion/advance/wave.ts';
import type { Way } from './next-step.ts';
import { type Place, placeOf } from './read-places.ts';

/** Every lane of an environment. */
export function waysInto(
  environment: EnvironmentConfig,
  config: Config,
  places: readonly Place[],
): readonly Way[] {
  const place = placeOf(places, environment);
  return allLanes(config).map(({ name, images, join }) => {
    const lane = { environment: environment.name, unit: name, images: images.map((image) => image.name) };
    const branch = laneBranch(lane);
    return {
      environment,
      place,
      lane,
      join,
      open: place.surveyed.openPulls.find((pull) => pull.branch === branch),
    };
  });
}

/** The state of a lane that has an open pull request; of another it has to be read. */
export function openState({ open }: Way): LaneState | undefined {
  return open === undefined ? undefined : { head: open.head, pulls: [open] };
}

/** Whose commit is on the branch of the open pull request. */
export function standingOf(way: Way): HeadStanding {
  const state = openState(way) ?? { head: undefined, pulls: [] };
  return headStanding(way.lane, state, way.place.state.base.oid);
}

/** What the open pull request proposes by the commit on its branch; undefined when that is not ours, or no promotion. */
export function openProposal(way: Way): readonly Aimed[] | undefined {
  const standing = standingOf(way);
  if (standing.kind !== 'ours' || isReserved(standing)) return undefined;
  return standing.trailers.images.map(({ name, digest, tag }) => ({ image: name, digest, tag }));
}

/** A hotfix and a roll back are a person's: automation leaves them alone. */
export function isReserved(standing: HeadStanding): boolean {
  if (standing.kind !== 'ours') return false;
  return standing.trailers.rollBack !== undefined || standing.trailers.hotfix !== undefined;
}
