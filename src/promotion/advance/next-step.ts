import { allPassed, type GateResult, nextLook, notPassed } from '../gates/gate.ts';
import type { ProposedImage } from '../lane/images.ts';
import type { Wave } from '../lane/purpose.ts';
import { bestOffer, earliest, gatesOf, isAnyHeld, type LaneStanding, leftOf } from './offer.ts';
import { replacedCounts } from './replaced.ts';
import { remainingOf } from './wave.ts';

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
 * Decides what a lane brings. It is what its upstreams declare now; where the time of replaced digests
 * counts, the newest that has passed its own gates. It is what its open pull request proposes, where nothing
 * newer is offered or the older proposal goes first. A held digest is never brought anew. A group without
 * `join` waits as a whole.
 */
export function nextStepOf(standing: LaneStanding): NextStep {
  const { environment, proposed, isOpen } = standing;
  const kept = proposed === undefined ? undefined : proposeStep(standing, proposed);
  if (environment.after.environments.length === 0) return kept ?? begunStep(standing);
  const brought = bestOffer(standing);
  if (brought.kind === 'none') return kept ?? { kind: 'idle' };
  if (brought.kind === 'wait') return kept === undefined ? brought : { ...kept, until: brought.until };
  const newer = proposeStep(standing, brought.images, brought.until);
  if (newer === undefined) return isOpen ? { kind: 'done' } : { kind: 'idle' };
  return kept === undefined ? newer : oneOfBoth(kept, newer, standing);
}

/**
 * What a first environment goes on with: what its first wave began to declare goes into the waves behind it.
 */
function begunStep(standing: LaneStanding): NextStep {
  const { environment, proposed } = standing;
  const begun = environment.waves === undefined ? undefined : bestOffer(standing);
  const step = begun?.kind === 'images' ? proposeStep(standing, begun.images, begun.until) : undefined;
  if (step !== undefined) return step;
  if (proposed !== undefined) return { kind: 'done' };
  return begun?.kind === 'wait' ? begun : { kind: 'idle' };
}

/** Which of two goes first: what is proposed already, or what came after it. */
function oneOfBoth(kept: ProposeStep, newer: ProposeStep, standing: LaneStanding): ProposeStep {
  const { environment, members } = standing;
  const next = leftOf(newer.images, standing);
  if (isSame(leftOf(kept.images, standing), next) || isAnyHeld(kept.images, members)) return newer;
  const behind = { ...kept, next, until: newer.until };
  if (isOnItsWay(standing)) return behind;
  switch (environment.policy) {
    case 'supersede': {
      const waiting = notPassed(gatesOf(next, standing));
      const until = earliest([newer.until, nextLook(waiting)]);
      return waiting.length > 0 && goesFirst(standing) ? { ...behind, until } : newer;
    }
    case 'queue': {
      const final = standing.proposedGates().filter(isFinal);
      return final.length > 0 ? { ...newer, gaveWay: final } : behind;
    }
    case 'hold':
      return behind;
  }
}

/** In a merge queue, and nothing speaks against it: what is newer is proposed when it is merged. */
function isOnItsWay({ isQueued, proposedGates }: LaneStanding): boolean {
  return isQueued === true && allPassed(proposedGates());
}

/**
 * What has passed all its own gates is not given up for something that has to pass them anew. Where the time
 * of replaced digests counts, nor is what can still pass them.
 */
function goesFirst({ environment, proposedGates }: LaneStanding): boolean {
  const gates = proposedGates();
  return replacedCounts(environment) ? gates.every(({ state }) => state !== 'failed') : allPassed(gates);
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

function isSame(a: readonly ProposedImage[], b: readonly ProposedImage[]): boolean {
  const key = (images: readonly ProposedImage[]): string =>
    images
      .map(({ name: image, digest }) => `${image} ${digest}`)
      .toSorted()
      .join('\n');
  return key(a) === key(b);
}
