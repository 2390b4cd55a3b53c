import type { EnvironmentConfig } from '../../config/config.ts';
import { shortDigest } from '../../image/digest.ts';
import { allPassed, type GateResult, nextLook, notPassed } from '../gates/gate.ts';
import type { Hold } from '../hold/hold.ts';
import type { Wave } from '../occasion.ts';
import { type Candidate, disagreement } from './candidate.ts';
import { declaredIn, type EnvironmentState } from './environment-state.ts';
import { type Aimed, isAt, remainingOf } from './wave.ts';

/** One image of a lane, and what is known of bringing it. */
export interface AimMember {
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
  readonly members: readonly AimMember[];
  /** What the open pull request proposes by the commit on its branch; undefined when there is none, or it is not ours. */
  readonly proposed: readonly Aimed[] | undefined;
  /** Whether there is an open pull request. */
  readonly isOpen: boolean;
}

/**
 * What is to become of a lane.
 *
 * - `bring`: these images are to be declared; `next` is what waits behind them, by the policy of the environment
 * - `done`: the environment declares what it should; an open pull request has nothing left to do
 * - `wait`: nothing can be proposed now, and `why` says it
 * - `idle`: there is nothing to do and nothing to say
 */
export type LaneAim =
  | {
      readonly kind: 'bring';
      readonly images: readonly Aimed[];
      readonly wave: Wave | undefined;
      readonly next: readonly Aimed[];
      /** When an image of a joined group that is left out for now may come in by itself. */
      readonly until?: Date | undefined;
    }
  | { readonly kind: 'done' }
  | { readonly kind: 'wait'; readonly why: string; readonly until: Date | undefined }
  | { readonly kind: 'idle' };

/**
 * Decides what a lane brings: what its upstreams declare now, or what its open pull request proposes where there is
 * nothing newer, or where the policy lets the older one go first. A held digest is never brought anew. A group without
 * `join` waits as a whole.
 */
export function aimOf(standing: LaneStanding): LaneAim {
  const { environment, proposed, isOpen } = standing;
  const kept = proposed === undefined ? undefined : bring(standing, proposed);
  if (environment.after.environments.length === 0)
    return kept ?? (proposed === undefined ? { kind: 'idle' } : { kind: 'done' });
  const brought = broughtBy(standing);
  if (brought.kind === 'none') return kept ?? { kind: 'idle' };
  if (brought.kind === 'wait') return kept === undefined ? brought : { ...kept, until: brought.until };
  const newer = bring(standing, brought.images, brought.until);
  if (newer === undefined) return isOpen ? { kind: 'done' } : { kind: 'idle' };
  if (kept === undefined || environment.policy === 'supersede') return newer;
  const next = leftOf(newer.images, standing);
  if (isSame(leftOf(kept.images, standing), next) || isAnyHeld(kept.images, standing.members)) return newer;
  return { ...kept, next, until: brought.until };
}

type Bring = Extract<LaneAim, { kind: 'bring' }>;

/** Undefined when the environment declares all of it. */
function bring(
  { state, environment }: LaneStanding,
  images: readonly Aimed[],
  until?: Date,
): Bring | undefined {
  const remaining = remainingOf(images, state, environment.waves);
  return remaining.kind === 'nothing'
    ? undefined
    : { kind: 'bring', images, wave: remaining.wave, next: [], until };
}

function leftOf(images: readonly Aimed[], { state }: Pick<LaneStanding, 'state'>): readonly Aimed[] {
  return images.filter(({ image, digest }) => !isAt(declaredIn(state, image), digest));
}

type Brought =
  | { readonly kind: 'images'; readonly images: readonly Aimed[]; readonly until: Date | undefined }
  | { readonly kind: 'none' }
  | Wait;

type Wait = Extract<LaneAim, { kind: 'wait' }>;

/** What the upstreams bring of the images that the environment declares at all: all of them, or why not. */
function broughtBy(standing: LaneStanding): Brought {
  const { state, join, members } = standing;
  const here = members.filter(({ image }) => declaredIn(state, image).kind !== 'none');
  const found = here.flatMap((member) => broughtOf(member, standing));
  const images = found.flatMap((one) => (one.kind === 'image' ? [one.aimed] : []));
  const waits = found.flatMap((one) => (one.kind === 'wait' ? [one] : []));
  const until = earliest(waits.map((one) => one.until));
  const stays = !join || leftOf(images, standing).length === 0;
  if (waits.length > 0 && stays) return { kind: 'wait', why: waits.map(({ why }) => why).join(' '), until };
  return images.length === 0 ? { kind: 'none' } : { kind: 'images', images, until };
}

type BroughtImage = { readonly kind: 'image'; readonly aimed: Aimed } | Wait;

function broughtOf(member: AimMember, { state, environment, join }: LaneStanding): readonly BroughtImage[] {
  const { image, candidate } = member;
  if (candidate.kind === 'none') return [];
  if (candidate.kind !== 'one') return [wait(disagreement(image, candidate.who))];
  const { digest, tag } = candidate;
  const brought = { kind: 'image', aimed: { image, digest, tag } } as const;
  if (isAt(declaredIn(state, image), digest)) return [brought];
  const hold = holdOn(brought.aimed, member);
  if (hold !== undefined) return [wait(heldText(brought.aimed, hold, environment.name))];
  const gates = join ? member.gates() : [];
  if (allPassed(gates)) return [brought];
  const open = notPassed(gates);
  return [wait(`${image}: ${open.map(({ reason }) => reason).join(' ')}`, nextLook(open))];
}

function wait(why: string, until?: Date): Wait {
  return { kind: 'wait', why, until };
}

function heldText({ image, digest, tag }: Aimed, { reason }: Hold, environment: string): string {
  const version = tag === undefined ? shortDigest(digest) : `${tag}@${shortDigest(digest)}`;
  return `${image} ${version} is held in ${environment}${reason === undefined ? '' : `: ${reason.replace(/\.$/, '')}`}.`;
}

function holdOn({ digest }: Aimed, { holds, image }: Pick<AimMember, 'holds' | 'image'>): Hold | undefined {
  return holds.find((hold) => hold.image === image && hold.digest === digest);
}

function isAnyHeld(images: readonly Aimed[], members: readonly AimMember[]): boolean {
  return images.some((aimed) => {
    const member = members.find(({ image }) => image === aimed.image);
    return member !== undefined && holdOn(aimed, member) !== undefined;
  });
}

function earliest(moments: readonly (Date | undefined)[]): Date | undefined {
  return moments
    .filter((moment) => moment !== undefined)
    .toSorted((a, b) => a.getTime() - b.getTime())
    .at(0);
}

function isSame(a: readonly Aimed[], b: readonly Aimed[]): boolean {
  const key = (images: readonly Aimed[]): string =>
    images
      .map(({ image, digest }) => `${image} ${digest}`)
      .toSorted()
      .join('\n');
  return key(a) === key(b);
}
