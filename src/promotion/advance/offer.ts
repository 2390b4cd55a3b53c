import type { EnvironmentConfig } from '../../config/config.ts';
import { shortDigest } from '../../image/digest.ts';
import { allPassed, type GateResult, nextLook, notPassed } from '../gates/gate.ts';
import { type Hold, holdOn as holdOnDigest } from '../hold/holds.ts';
import type { ProposedImage } from '../lane/images.ts';
import { type Candidate, disagreement } from './candidate.ts';
import { declaredIn, type EnvironmentState } from './environment-state.ts';
import { offersInTurn, type UpstreamStay } from './replaced.ts';
import { isAt } from './wave.ts';

/** One image of a lane, and what is known of bringing it. */
export interface LaneMember {
  readonly image: string;
  readonly candidate: Candidate;
  /** The holds on this image in this environment. */
  readonly holds: readonly Hold[];
  /**
   * What the upstreams brought since what the environment declares and a promotion replaced again, where that
   * counts: oldest first. The candidate may be the last of it.
   */
  readonly brought?: readonly UpstreamStay[];
  /**
   * The image's own gates for a digest of it (`memberGates`). Asked only where they decide what is offered.
   */
  readonly gates: (offered: ProposedImage) => readonly GateResult[];
}

/** A lane, with everything that decides what it brings. */
export interface LaneStanding {
  readonly environment: Pick<EnvironmentConfig, 'name' | 'after' | 'policy' | 'waves'> &
    Partial<Pick<EnvironmentConfig, 'gates'>>;
  /** What the environment declares now. */
  readonly state: EnvironmentState;
  /** Members that pass their gates go on without the others. */
  readonly join: boolean;
  /** All images of the lane, in its order. */
  readonly members: readonly LaneMember[];
  /**
   * What the commit on the branch of the open pull request proposes. Undefined when there is no pull request,
   * or the commit is not ours.
   */
  readonly proposed: readonly ProposedImage[] | undefined;
  /**
   * The gates of what is proposed and not declared yet. Asked only where something newer waits behind it.
   */
  readonly proposedGates: () => readonly GateResult[];
  /** Whether there is an open pull request. */
  readonly isOpen: boolean;
  /** Whether that waits in a merge queue. */
  readonly isQueued?: boolean;
}

type Offer = ImagesOffer | { readonly kind: 'none' } | WaitStep;

interface ImagesOffer {
  readonly kind: 'images';
  readonly images: readonly ProposedImage[];
  readonly until: Date | undefined;
}

/** Nothing can be proposed now, and `why` says it. At `until` it may come in by itself. */
interface WaitStep {
  readonly kind: 'wait';
  readonly why: string;
  readonly until: Date | undefined;
}

/**
 * The newest offer whose images have all passed their own gates; else the oldest that still can pass them;
 * else what the upstreams declare now. Images that join are chosen one by one.
 */
export function bestOffer(standing: LaneStanding): Offer {
  const present = offerOf(standing);
  const { members, join, state } = standing;
  if (join || members.every(({ brought = [] }) => brought.length === 0)) return present;
  const here = members.filter(({ image }) => declaredIn(state, image).kind !== 'none');
  const together = offersInTurn(
    here.map(({ image, brought = [] }) => ({ image, here: declaredIn(state, image), brought })),
  );
  const earlier = together
    .filter((images) => !isAnyHeld(images, members))
    .map((images): ImagesOffer => ({ kind: 'images', images, until: undefined }));
  const all = present.kind === 'images' ? [...earlier, present] : earlier;
  const judged = all.map((offer) => ({ offer, gates: gatesOf(leftOf(offer.images, standing), standing) }));
  const passed = judged.findLastIndex(({ gates }) => allPassed(gates));
  const best = passed === -1 ? judged.findIndex(({ gates }) => canPass(gates)) : passed;
  const chosen = judged[best]?.offer;
  if (chosen === undefined) return present;
  // Each newer one takes over when it passes, which may be before the chosen one moves.
  const newer = judged.slice(best + 1).filter(({ gates }) => canPass(gates));
  const looks = newer.map(({ gates }) => nextLook(notPassed(gates)));
  return { ...chosen, until: earliest([chosen.until, ...looks]) };
}

function canPass(gates: readonly GateResult[]): boolean {
  return gates.every(({ state }) => state !== 'failed');
}

export function gatesOf(
  images: readonly ProposedImage[],
  { members }: Pick<LaneStanding, 'members'>,
): readonly GateResult[] {
  return images.flatMap(
    (offered) => members.find(({ image }) => image === offered.name)?.gates(offered) ?? [],
  );
}

/**
 * What the upstreams bring of the images that the environment declares. It is there for all of them, or it
 * says why not.
 */
function offerOf(standing: LaneStanding): Offer {
  const { state, join, members } = standing;
  const here = members.filter(({ image }) => declaredIn(state, image).kind !== 'none');
  const found = here.flatMap((member) => imageOffersOf(member, standing));
  const images = found.flatMap((part) => (part.kind === 'image' ? [part.proposed] : []));
  const waits = found.flatMap((part) => (part.kind === 'wait' ? [part] : []));
  const until = earliest(waits.map((wait) => wait.until));
  const stays = !join || leftOf(images, standing).length === 0;
  if (waits.length > 0 && stays) return { kind: 'wait', why: waits.map(({ why }) => why).join(' '), until };
  return images.length === 0 ? { kind: 'none' } : { kind: 'images', images, until };
}

type ImageOffer = { readonly kind: 'image'; readonly proposed: ProposedImage } | WaitStep;

function imageOffersOf(member: LaneMember, standing: LaneStanding): readonly ImageOffer[] {
  const { image, candidate, brought = [] } = member;
  const { state, join } = standing;
  if (candidate.kind === 'none') return [];
  if (candidate.kind !== 'one') return [wait(disagreement(image, candidate.who))];
  const { digest, tag } = candidate;
  const present = { kind: 'image', proposed: { name: image, digest, tag } } as const;
  if (isAt(declaredIn(state, image), digest)) return [present];
  const waits = obstacleTo(present.proposed, member, standing);
  if (waits === undefined) return [present];
  const turns = (join ? brought : []).map((stay) => {
    const proposed = { name: image, digest: stay.digest, tag: stay.tag };
    return { proposed, obstacle: obstacleTo(proposed, member, standing) };
  });
  const passed = turns.findLastIndex(({ obstacle }) => obstacle === undefined);
  const newer = turns.slice(passed + 1).map(({ obstacle }) => obstacle?.until);
  const waiting = { ...waits, until: earliest([waits.until, ...newer]) };
  const replaced = turns[passed]?.proposed;
  return replaced === undefined ? [waiting] : [{ kind: 'image', proposed: replaced }, waiting];
}

/** Why a digest of an image is not brought now; undefined when it may be. */
function obstacleTo(
  offered: ProposedImage,
  member: LaneMember,
  { environment, join }: LaneStanding,
): WaitStep | undefined {
  const hold = holdOn(offered, member);
  if (hold !== undefined) return wait(heldText(offered, hold, environment.name));
  const open = join ? notPassed(member.gates(offered)) : [];
  if (open.length === 0) return undefined;
  return wait(`${offered.name}: ${open.map(({ reason }) => reason).join(' ')}`, nextLook(open));
}

function wait(why: string, until?: Date): WaitStep {
  return { kind: 'wait', why, until };
}

function heldText(
  { name: image, digest, tag }: ProposedImage,
  { reason }: Hold,
  environment: string,
): string {
  const version = tag === undefined ? shortDigest(digest) : `${tag}@${shortDigest(digest)}`;
  return `${image} ${version} is held in ${environment}${reason === undefined ? '' : `: ${reason.replace(/\.$/, '')}`}.`;
}

function holdOn(
  { digest }: ProposedImage,
  { holds, image }: Pick<LaneMember, 'holds' | 'image'>,
): Hold | undefined {
  return holdOnDigest(holds, image, digest);
}

export function isAnyHeld(images: readonly ProposedImage[], members: readonly LaneMember[]): boolean {
  return images.some((aimed) => {
    const member = members.find(({ image }) => image === aimed.name);
    return member !== undefined && holdOn(aimed, member) !== undefined;
  });
}

export function leftOf(
  images: readonly ProposedImage[],
  { state }: Pick<LaneStanding, 'state'>,
): readonly ProposedImage[] {
  return images.filter(({ name: image, digest }) => !isAt(declaredIn(state, image), digest));
}

export function earliest(moments: readonly (Date | undefined)[]): Date | undefined {
  return moments
    .filter((moment) => moment !== undefined)
    .toSorted((a, b) => a.getTime() - b.getTime())
    .at(0);
}
