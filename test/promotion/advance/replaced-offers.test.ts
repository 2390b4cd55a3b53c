import { describe, expect, test } from '@jest/globals';
import type { Digest } from '../../../src/image/digest.ts';
import { type NextStep, nextStepOf } from '../../../src/promotion/advance/next-step.ts';
import type { LaneMember, LaneStanding } from '../../../src/promotion/advance/offer.ts';
import type { GateResult, GateState } from '../../../src/promotion/gates/gate.ts';
import { digestOf, gatesOf } from '../gates/a-question.ts';
import { aHold } from '../hold/a-hold.ts';
import { candidate, declares, sinceHour, stateOf } from './a-standing.ts';

const HERE = digestOf('0');

/**
 * What came upstream since, oldest first: a letter for a digest, and what its own gates say. A number is the
 * hour when a pending gate passes by itself.
 */
type Came = Readonly<Record<string, GateState | number>>;

function member(image: string, came: Came, more: Partial<LaneMember> = {}): LaneMember {
  const digests = Object.keys(came).map(digestOf);
  return {
    image,
    candidate: candidate(digests.at(-1) ?? HERE),
    holds: [],
    brought: digests.map((digest, index) => ({ digest, tag: undefined, since: sinceHour(index) })),
    gates: ({ digest }) => gates(came[letter(digest)] ?? 'passed'),
    ...more,
  };
}

function gates(says: GateState | number): readonly GateResult[] {
  const [state, until] = typeof says === 'number' ? (['pending', sinceHour(says).at] as const) : [says];
  return [{ gate: 'soak', state, reason: 'Soaks.', until, evidence: [] }];
}

function letter(digest: Digest): string {
  return digest.slice('sha256:'.length).slice(0, 1);
}

interface Case {
  readonly members: readonly LaneMember[];
  readonly join?: boolean;
  readonly policy?: 'supersede' | 'queue';
  /** What the open pull request proposes of the first image, and what its gates say. */
  readonly open?: readonly [letter: string, state: GateState];
}

/** The letters of what is brought, in the order of the images; and of what waits behind it. */
function brings(asked: Case): string {
  const step = stepOf(asked);
  if (step.kind !== 'propose') return step.kind;
  const letters = (images: typeof step.images) => images.map(({ digest }) => letter(digest)).join('');
  return letters(step.images) + (step.next.length === 0 ? '' : ` then ${letters(step.next)}`);
}

/** The hour at which the lane has to be looked at again. */
function looksAgain(asked: Case): number | undefined {
  const step = stepOf(asked);
  if (step.kind !== 'propose' && step.kind !== 'wait') return undefined;
  return step.until?.getUTCHours();
}

function stepOf({ members, join = false, policy = 'supersede', open }: Case): NextStep {
  const [first] = members;
  const standing: LaneStanding = {
    environment: {
      name: 'prod',
      after: { need: 'all', environments: ['staging'] },
      policy,
      waves: undefined,
      gates: gatesOf('soak: { for: 1h, replaced: counts }'),
    },
    state: stateOf(Object.fromEntries(members.map(({ image }) => [image, declares(HERE)]))),
    join,
    members,
    proposed:
      open === undefined || first === undefined
        ? undefined
        : [{ name: first.image, digest: digestOf(open[0]), tag: undefined }],
    proposedGates: () => gates(open?.[1] ?? 'passed'),
    isOpen: open !== undefined,
  };
  return nextStepOf(standing);
}

describe('where the time of what is replaced counts', () => {
  test.each<[string, Case, string]>([
    ['the oldest is proposed first', { members: [member('api', { a: 'pending', b: 'pending' })] }, 'a'],
    [
      'the newest that has passed goes before all others',
      { members: [member('api', { a: 'passed', b: 'passed', c: 'pending' })] },
      'b',
    ],
    [
      'what can pass no more is left out',
      { members: [member('api', { a: 'failed', b: 'pending', c: 'pending' })] },
      'b',
    ],
    [
      'where none can pass, the present one is shown',
      { members: [member('api', { a: 'failed', b: 'failed' })] },
      'b',
    ],
    [
      'what is held is left out',
      {
        members: [member('api', { a: 'passed', b: 'pending' }, { holds: [aHold('api', digestOf('a'))] })],
      },
      'b',
    ],
    [
      'images of a group are brought as they were together',
      {
        members: [member('api', { a: 'passed', b: 'pending' }), member('web', { c: 'passed', d: 'passed' })],
      },
      'ac',
    ],
    [
      'images that join are chosen one by one',
      {
        join: true,
        members: [member('api', { a: 'passed', b: 'pending' }), member('web', { c: 'passed', d: 'passed' })],
      },
      'ad',
    ],
  ])('%s', (_, asked, expected) => {
    expect(brings(asked)).toBe(expected);
  });

  test.each<[string, Case, string]>([
    [
      'one that soaks is not given up for one that would have to soak longer',
      { members: [member('api', { b: 'pending' })], open: ['a', 'pending'] },
      'a then b',
    ],
    [
      'one that has passed gives way to a newer one that has passed as well',
      { members: [member('api', { a: 'passed', b: 'passed' })], open: ['a', 'passed'] },
      'b',
    ],
    [
      'one that can pass no more gives way',
      { members: [member('api', { b: 'pending' })], open: ['a', 'failed'] },
      'b',
    ],
    [
      'in a queue the older one goes first all the same',
      { policy: 'queue', members: [member('api', { a: 'passed', b: 'passed' })], open: ['a', 'passed'] },
      'a then b',
    ],
  ])('an open pull request: %s', (_, asked, expected) => {
    expect(brings(asked)).toBe(expected);
  });

  test.each<[string, Case, number | undefined]>([
    [
      'an image that joins waits for the older one as well',
      { join: true, members: [member('api', { a: 6, b: 9 })] },
      6,
    ],
    [
      'an image that joins looks for what is newer than what passed',
      { join: true, members: [member('api', { a: 'passed', b: 7, c: 9 })] },
      7,
    ],
    [
      'an image that joins does not look for what is older than what passed',
      { join: true, members: [member('api', { a: 5, b: 'passed', c: 9 })] },
      9,
    ],
    ['a newer one may pass before the oldest', { members: [member('api', { a: 'pending', b: 8 })] }, 8],
    ['a newer one follows one that has passed', { members: [member('api', { a: 'passed', b: 8 })] }, 8],
    [
      'what can pass no more names no moment',
      { members: [member('api', { a: 'passed', b: 'failed' })] },
      undefined,
    ],
  ])('when it looks again: %s', (_, asked, expected) => {
    expect(looksAgain(asked)).toBe(expected);
  });
});
