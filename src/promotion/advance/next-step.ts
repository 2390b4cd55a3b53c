import type { EnvironmentConfig } from '../../config/config.ts';
import { shortDigest } from '../../image/digest.ts';
import { allPassed, type GateResult, nextLook, notPassed } from '../gates/gate.ts';
import type { Hold } from '../hold/holds.ts';
import type { Wave } from '../lane/purpose.ts';
import { type Candidate, disagreement } from './candidate.ts';
import { declaredIn, type EnvironmentState } from './environment-state.ts';
import { isAt, remainingOf } from './wave.ts';
import type { ProposedImage } from '../lane/images.ts';

/** One image of a lane, and what is known of bringing it. */
export interface LaneMember {
  readonly image: string;
  readonly candidate: Candidate;
  /** The holds on this image in this environment. */
  readonly holds: readonly Hold[];
  /** The image's own gates for its candidate (`memberGates`). Asked only in a group that joins its images. */
  readonly gates: () => readonly GateResult[];
}

/** A lane, with everything that decides what it brings. */
export interface LaneStanding {
  readonly environment: Pick<EnvironmentConfig, 'name' | 'after' | 'policy' | 'waves'>;
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
   * The gates of what is proposed and not declared yet. Asked only where something newer waits in a queue.
   */
  readonly proposedGates: () => readonly GateResult[];
  /** Whether there is an open pull request. */
  readonly isOpen: boolean;
}

/**
 * The next step of a lane.
 *
 * - `propose`: these images are to be declared. `next` is what waits behind them, by the environment's
 *   policy.
 * - `done`: the environment declares what it should. An open pull request has nothing left to do.
 * - `wait`: nothing can be proposed now, and `why` says it.
 * - `idle`: there is nothing to do and nothing to say.
 */
export type NextStep =
  | {
      readonly kind: 'propose';
      readonly images: readonly ProposedImage[];
      readonly wave: Wave | undefined;
      readonly next: readonly ProposedImage[];
      /** Why the front of a queue gives way to these images: the gates that it can pass no more. */
      readonly gaveWay?: readonly GateResult[];
      /** An image of a joined group is left out for now. At this moment it may come in by itself. */
      readonly until?: Date | undefined;
    }
  | { readonly kind: 'done' }
  | { readonly kind: 'wait'; readonly why: string; readonly until: Date | undefined }
  | { readonly kind: 'idle' };

/**
 * Decides what a lane brings. It is what its upstreams declare now. It is what its open pull request
 * proposes, where nothing newer is offered or the policy lets the older proposal go first; in a queue only as
 * long as that can still pass its gates. A held digest is never brought anew. A group without `join` waits as
 * a whole.
 */
export function nextStepOf(standing: LaneStanding): NextStep {
  const { environment, proposed, isOpen } = standing;
  const kept = proposed === undefined ? undefined : proposeStep(standing, proposed);
  if (environment.after.environments.length === 0)
    return kept ?? (proposed === undefined ? { kind: 'idle' } : { kind: 'done' });
  const brought = offerOf(standing);
  if (brought.kind === 'none') return kept ?? { kind: 'idle' };
  if (brought.kind === 'wait') return kept === undefined ? brought : { ...kept, until: brought.until };
  const newer = proposeStep(standing, brought.images, brought.until);
  if (newer === undefined) return isOpen ? { kind: 'done' } : { kind: 'idle' };
  if (kept === undefined || environment.policy === 'supersede') return newer;
  const next = leftOf(newer.images, standing);
  if (isSame(leftOf(kept.images, standing), next) || isAnyHeld(kept.images, standing.members)) return newer;
  const final = environment.policy === 'queue' ? standing.proposedGates().filter(isFinal) : [];
  return final.length > 0 ? { ...newer, gaveWay: final } : { ...kept, next, until: brought.until };
}

function isFinal(result: GateResult): boolean {
  return result.isFinal === true;
}

type ProposeStep = Extract<NextStep, { kind: 'propose' }>;

/** Undefined when the environment declares all of it. */
function proposeStep(
  { state, environment }: LaneStanding,
  images: readonly ProposedImage[],
  until?: Date,
): ProposeStep | undefined {
  const remaining = remainingOf(images, state, environment.waves);
  return remaining.kind === 'nothing'
    ? undefined
    : { kind: 'propose', images, wave: remaining.wave, next: [], until };
}

function leftOf(
  images: readonly ProposedImage[],
  { state }: Pick<LaneStanding, 'state'>,
): readonly ProposedImage[] {
  return images.filter(({ name: image, digest }) => !isAt(declaredIn(state, image), digest));
}

type Offer =
  | { readonly kind: 'images'; readonly images: readonly ProposedImage[]; readonly until: Date | undefined }
  | { readonly kind: 'none' }
  | WaitStep;

type WaitStep = Extract<NextStep, { kind: 'wait' }>;

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

function imageOffersOf(
  member: LaneMember,
  { state, environment, join }: LaneStanding,
): readonly ImageOffer[] {
  const { image, candidate } = member;
  if (candidate.kind === 'none') return [];
  if (candidate.kind !== 'one') return [wait(disagreement(image, candidate.who))];
  const { digest, tag } = candidate;
  const brought = { kind: 'image', proposed: { name: image, digest, tag } } as const;
  if (isAt(declaredIn(state, image), digest)) return [brought];
  const hold = holdOn(brought.proposed, member);
  if (hold !== undefined) return [wait(heldText(brought.proposed, hold, environment.name))];
  const gates = join ? member.gates() : [];
  if (allPassed(gates)) return [brought];
  const open = notPassed(gates);
  return [wait(`${image}: ${open.map(({ reason }) => reason).join(' ')}`, nextLook(open))];
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
  return holds.find((hold) => hold.image === image && hold.digest === digest);
}

function isAnyHeld(images: readonly ProposedImage[], members: readonly LaneMember[]): boolean {
  return images.some((aimed) => {
    const member = members.find(({ image }) => image === aimed.name);
    return member !== undefined && holdOn(aimed, member) !== undefined;
  });
}

function earliest(moments: readonly (Date | undefined)[]): Date | undefined {
  return moments
    .filter((moment) => moment !== undefined)
    .toSorted((a, b) => a.getTime() - b.getTime())
    .at(0);
}

function isSame(a: readonly ProposedImage[], b: readonly ProposedImage[]): boolean {
  const key = (images: readonly ProposedImage[]): string =>
    images
      .map(({ name: image, digest }) => `${image} ${digest}`)
      .toSorted()
      .join('\n');
  return key(a) === key(b);
}
