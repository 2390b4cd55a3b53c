import type { Lane, LaneHead, LaneState } from './lane.ts';
import { parseTrailers, type Trailers } from './trailers.ts';

/**
 * What a lane's branch points to.
 *
 * - `absent`: there is no branch.
 * - `spent`: a commit that the base branch has, or that was merged. Nothing is lost when the branch moves on.
 * - `ours`: a commit that Waybill made for this lane, as Waybill made it.
 * - `touched`: anything else. It is somebody's commit, and is never overwritten.
 */
export type HeadStanding =
  | { readonly kind: 'absent' }
  | { readonly kind: 'spent'; readonly head: LaneHead }
  | { readonly kind: 'ours'; readonly head: LaneHead; readonly trailers: Trailers }
  | { readonly kind: 'touched'; readonly head: LaneHead };

/**
 * Tells whose commit is on the branch. It is ours when it has one parent, carries the trailers of this lane,
 * and has the tree that those trailers name. An amended commit keeps the message and changes the tree. A
 * merge of the base into the branch has no such trailers, nor has a commit on top of ours.
 */
export function headStanding(lane: Lane, state: LaneState, baseOid: string): HeadStanding {
  const { head } = state;
  if (head === undefined) return { kind: 'absent' };
  const landed = state.pulls.some((pull) => pull.state === 'merged' && pull.headOid === head.oid);
  if (head.oid === baseOid || landed) return { kind: 'spent', head };
  const trailers = ownTrailers(lane, head);
  return trailers === undefined ? { kind: 'touched', head } : { kind: 'ours', head, trailers };
}

function ownTrailers(lane: Lane, head: LaneHead): Trailers | undefined {
  const [trailers, ...others] = parseTrailers(head.message);
  if (trailers === undefined || others.length > 0 || head.parents.length !== 1) return undefined;
  const sameLane =
    trailers.environment === lane.environment &&
    trailers.images.length > 0 &&
    trailers.images.every((image) => lane.images.includes(image.name));
  return sameLane && trailers.plan?.tree === head.tree ? trailers : undefined;
}
