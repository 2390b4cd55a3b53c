import { parseReference, sameRepository, tryParseReference } from '../../image/reference.ts';
import { type Lane, type LaneHead, type LaneState, laneText, type PullFromBranch } from './lane.ts';
import { parseTrailers, type TrailerImage, type Trailers } from './trailers.ts';

/**
 * What a lane's branch points to.
 *
 * - `absent`: there is no branch.
 * - `spent`: a commit that the base branch has, or that was merged. Nothing is lost when the branch moves on.
 * - `ours`: a commit that Waybill made for this lane, as Waybill made it. `isOld`: an earlier release did,
 *   and did not write down whose lane it is, so the commit is written once more.
 * - `foreign`: Waybill made it for another lane, or its pull request goes into another base. `why` says it.
 * - `touched`: anything else. It is somebody's commit, and is never overwritten.
 */
export type HeadStanding =
  | { readonly kind: 'absent' }
  | { readonly kind: 'spent'; readonly head: LaneHead }
  | { readonly kind: 'ours'; readonly head: LaneHead; readonly trailers: Trailers; readonly isOld: boolean }
  | { readonly kind: 'foreign'; readonly head: LaneHead; readonly why: string }
  | { readonly kind: 'touched'; readonly head: LaneHead };

/**
 * Tells whose commit is on the branch. It is ours when it has one parent, carries the trailers of this lane,
 * and has the tree that those trailers name. An amended commit keeps the message and changes the tree. A
 * merge of the base into the branch has no such trailers, nor has a commit on top of ours.
 */
export function headStanding(lane: Lane, state: LaneState, baseOid: string): HeadStanding {
  const { head } = state;
  if (head === undefined) return { kind: 'absent' };
  const elsewhere = state.openFrom.find(({ base }) => base !== lane.site.base.branch);
  if (elsewhere !== undefined) return { kind: 'foreign', head, why: goesElsewhere(elsewhere) };
  const landed = state.pulls.some((pull) => pull.state === 'merged' && pull.headOid === head.oid);
  if (head.oid === baseOid || landed) return { kind: 'spent', head };
  const trailers = waybillTrailers(head);
  if (trailers === undefined) return { kind: 'touched', head };
  if (isExactly(trailers, lane)) return { kind: 'ours', head, trailers, isOld: false };
  if (isOlderSpelling(trailers, lane)) return { kind: 'ours', head, trailers, isOld: true };
  return { kind: 'foreign', head, why: `It belongs to the lane ${ownerOf(trailers)}.` };
}

/** The trailers of a commit that Waybill made, for whatever lane. */
export function waybillTrailers(head: LaneHead): Trailers | undefined {
  const [trailers, ...others] = parseTrailers(head.message);
  if (trailers === undefined || others.length > 0 || head.parents.length !== 1) return undefined;
  return trailers.images.length > 0 && trailers.plan?.tree === head.tree ? trailers : undefined;
}

/**
 * Whether a commit says that it is this lane's. A home is known by its numeric id, so that renaming the
 * config repo changes nothing; what its `waybill.yaml` says of images may have changed since. Where there is
 * no home, the repository of each image tells two runs apart.
 */
function isExactly(trailers: Trailers, lane: Lane): boolean {
  if (trailers.lane === undefined) return false;
  const { home } = lane.site;
  const written = trailers.lane.text;
  if (home === undefined) return written === laneText(lane) && agree(trailers, lane);
  const isRenamed =
    trailers.lane.home === home.id && withoutRepository(written) === withoutRepository(laneText(lane));
  return written === laneText(lane) || isRenamed;
}

/** `acme/config@main staging/api into main` without `acme/config`. */
function withoutRepository(text: string): string {
  return text.replace(/^[^@\s]+(?=@)/, '');
}

/**
 * Whether an earlier release wrote it for this lane, or a run without `waybill.yaml` before there was one:
 * environment and repositories of the images agree. That the base agrees is known from its pull request.
 */
function isOlderSpelling(trailers: Trailers, lane: Lane): boolean {
  const { environment, unit, site } = lane;
  if (trailers.lane === undefined) return trailers.environment === environment && agree(trailers, lane);
  const bare = laneText({ environment, unit, images: [], site: { ...site, home: undefined } });
  return site.home !== undefined && trailers.lane.text === bare && agree(trailers, lane);
}

/**
 * What a head of this lane proposes. An image that `waybill.yaml` took out of the lane since, or has from
 * another repository now, is proposed no more.
 */
export function proposedBy({ images }: Trailers, lane: Lane): readonly TrailerImage[] {
  return images.filter((image) => lane.images.includes(image.name) && isOf(image, lane));
}

/** Every image of the commit is an image of the lane, from the same repository. */
function agree({ images }: Trailers, lane: Lane): boolean {
  return images.every((image) => isOf(image, lane));
}

function isOf({ name, repository }: TrailerImage, { site }: Lane): boolean {
  const [own, theirs] = [site.repositories.get(name), tryParseReference(repository)];
  return own !== undefined && theirs !== undefined && sameRepository(parseReference(own), theirs);
}

/** `acme/config@main staging/api into main, with ghcr.io/acme/api`: who owns what is there, for people. */
function ownerOf({ lane, environment, images }: Trailers): string {
  const repositories = images.map(({ repository }) => repository).join(', ');
  return `${lane?.text ?? `of an earlier release into ${environment}`}, with ${repositories}`;
}

function goesElsewhere({ number, base }: PullFromBranch): string {
  return `Pull request #${number} goes from it into ${base}.`;
}
