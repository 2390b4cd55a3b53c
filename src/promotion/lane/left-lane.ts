import { waybillTrailers } from './head-standing.ts';
import type { LaneHead, RepositoryBranch } from './lane.ts';
import type { Trailers } from './trailers.ts';

/** A lane that a `waybill.yaml` had, by what the commit on its branch says. */
export interface LeftLane {
  readonly environment: string;
  /** Its group, or its image. */
  readonly unit: string;
  readonly trailers: Trailers;
  /** Why there is no such lane any more, as a sentence. */
  readonly why: string;
}

/** The lanes that a `waybill.yaml` has now, and where it was read from. */
export interface KnownLanes {
  readonly home: RepositoryBranch;
  readonly environments: readonly string[];
  readonly units: readonly string[];
  /** The group of an image that moves in one. */
  readonly groupOf: (image: string) => string | undefined;
}

/**
 * The lane of a head that this `waybill.yaml` made, and has no more: its environment, group or image was
 * renamed or removed, or the image moves in a group now. Undefined for a lane that is there, for one of
 * another home, and for a commit that Waybill did not make.
 */
export function leftLane(head: LaneHead | undefined, known: KnownLanes): LeftLane | undefined {
  const trailers = head === undefined ? undefined : waybillTrailers(head);
  if (trailers?.lane === undefined || trailers.lane.home !== known.home.id) return undefined;
  const { environment } = trailers;
  const [, branch, names = ''] = /^\S+@(\S+) (.*) into \S+$/.exec(trailers.lane.text) ?? [];
  if (branch !== known.home.branch || !names.startsWith(`${environment}/`)) return undefined;
  const unit = names.slice(environment.length + 1);
  const why = whyLeft(environment, unit, known);
  return why === undefined ? undefined : { environment, unit, trailers, why };
}

function whyLeft(environment: string, unit: string, known: KnownLanes): string | undefined {
  if (!known.environments.includes(environment))
    return `waybill.yaml has no environment ${environment} any more.`;
  if (known.units.includes(unit)) return undefined;
  const group = known.groupOf(unit);
  return group === undefined
    ? `waybill.yaml has neither a group nor an image ${unit} any more.`
    : `${unit} moves in the group ${group} now.`;
}
