import { type NextStep } from '../../../src/promotion/advance/next-step.ts';
import type { LaneMember, LaneStanding } from '../../../src/promotion/advance/offer.ts';
import type { Candidate } from '../../../src/promotion/advance/candidate.ts';
import type { ProposedImage } from '../../../src/promotion/lane/images.ts';
import type { GateResult } from '../../../src/promotion/gates/gate.ts';
import { digestOf } from '../gates/a-question.ts';
import { candidate, declares, stateOf } from './a-standing.ts';

export const [OLD, NEW, NEWER] = [digestOf('1'), digestOf('2'), digestOf('3')];
export const disagree: Candidate = {
  kind: 'disagree',
  who: [
    { environment: 'eu', digest: NEW, tag: undefined },
    { environment: 'us', digest: OLD, tag: undefined },
  ],
};

export function member(image: string, brings: Candidate, more: Partial<LaneMember> = {}): LaneMember {
  return { image, candidate: brings, holds: [], gates: () => [], ...more };
}

export function failing(reason: string): () => readonly GateResult[] {
  return () => [{ gate: 'soak', state: 'pending', reason, until: undefined, evidence: [] }];
}

export function failedForGood(): readonly GateResult[] {
  const reason = 'Too short.';
  return [{ gate: 'soak', state: 'failed', reason, until: undefined, evidence: [], isFinal: true }];
}

export function aimed(image: string, digest = NEW): ProposedImage {
  return { name: image, digest, tag: undefined };
}

export interface Case extends Partial<Omit<LaneStanding, 'environment'>> {
  readonly policy?: 'supersede' | 'queue' | 'hold';
  readonly first?: boolean;
  readonly waves?: readonly (readonly string[])[];
}

export function standing({ policy = 'supersede', first = false, waves, ...more }: Case): LaneStanding {
  return {
    environment: {
      name: 'prod',
      after: { need: 'all', environments: first ? [] : ['staging'] },
      policy,
      waves: waves?.map((targets) => [...targets]),
    },
    state: stateOf({ api: declares(OLD), web: declares(OLD) }),
    join: false,
    members: [member('api', candidate(NEW))],
    isOpen: more.proposed !== undefined,
    proposed: undefined,
    proposedGates: () => [],
    ...more,
  };
}

export function inShort(aim: NextStep): string {
  const list = (images: readonly ProposedImage[]): string =>
    images.map(({ name: image, digest }) => `${image} ${digest.slice(7, 8)}`).join(', ');
  if (aim.kind === 'wait') return `wait: ${aim.why}`;
  if (aim.kind !== 'propose') return aim.kind;
  const wave = aim.wave === undefined ? '' : ` in wave ${aim.wave.number}`;
  return `bring ${list(aim.images)}${wave}${aim.next.length === 0 ? '' : `, then ${list(aim.next)}`}`;
}
