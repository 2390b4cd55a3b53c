import { describe, expect, test } from '@jest/globals';
import { type WholeVerdict, wholeVerdict } from '../../src/promotion/status/whole-verdict.ts';
import type { GateState } from '../../src/promotion/gates/gate.ts';
import { ORDINARY } from '../../src/promotion/lane/purpose.ts';
import type { Objection } from '../../src/verification/objection.ts';
import {
  type ChangeQuestion,
  judgeChange,
  type JudgedEnvironment,
  unavailable,
} from '../../src/verification/verdict.ts';
import { digestOf } from '../promotion/gates/a-question.ts';

const image = { name: 'api', digest: digestOf('1'), tag: 'v1', resolved: false, places: [] };

function environment(state: GateState): JudgedEnvironment {
  const gates = [{ gate: 'soak', state, reason: 'Of soak.', until: undefined, evidence: [] }] as const;
  const question = { environment: 'prod', purpose: ORDINARY, gates, unread: [] };
  return {
    environment: 'prod',
    images: [image],
    gates,
    verdict: wholeVerdict(question),
    proofs: [],
    notes: [],
  };
}

function objection(state: Objection['state']): Objection {
  const reason = state === 'failed' ? ('IMAGE_REPLACED' as const) : ('TAG_UNKNOWN' as const);
  return { reason, state, words: `It is ${state}.`, location: undefined };
}

const other = { words: 'README.md changes', location: { file: 'README.md', line: 1, column: 1 } };

const NOTHING: ChangeQuestion = {
  isLane: false,
  otherChanges: 'allow',
  others: [],
  objections: [],
  environments: [],
  weaker: [],
};

describe('the verdict on a change', () => {
  test.each<[string, Partial<ChangeQuestion>, string]>([
    ['passes without images', {}, 'NO_IMAGE_TOUCHED passed'],
    ['passes with other changes alone', { others: [other] }, 'NO_IMAGE_TOUCHED passed'],
    ['passes with accepted images', { environments: [environment('passed')] }, 'IMAGES_ACCEPTED passed'],
    [
      'passes with accepted images and other changes',
      { environments: [environment('passed')], others: [other] },
      'IMAGES_ACCEPTED passed',
    ],
    [
      'waits for the gates of any environment',
      { environments: [environment('passed'), environment('pending')] },
      'GATES_PENDING pending',
    ],
    [
      'fails by the gates of any environment',
      { environments: [environment('pending'), environment('failed'), environment('passed')] },
      'GATES_FAILED failed',
    ],
    ['fails on a lane with other changes', { isLane: true, others: [other] }, 'UNEXPECTED_CHANGE failed'],
    [
      'fails with accepted images where other changes are refused',
      { otherChanges: 'refuse', others: [other], environments: [environment('passed')] },
      'UNEXPECTED_CHANGE failed',
    ],
    [
      'passes where other changes are refused and there are none',
      { otherChanges: 'refuse', environments: [environment('passed')] },
      'IMAGES_ACCEPTED passed',
    ],
    ['waits for what is not known', { objections: [objection('pending')] }, 'TAG_UNKNOWN pending'],
    [
      'waits for what is not known, whatever the gates passed',
      { objections: [objection('pending')], environments: [environment('passed')] },
      'TAG_UNKNOWN pending',
    ],
    [
      'fails by an objection before one that waits',
      { objections: [objection('pending'), objection('failed')] },
      'IMAGE_REPLACED failed',
    ],
    [
      'fails by its gates before an objection that waits',
      { objections: [objection('pending')], environments: [environment('failed')] },
      'GATES_FAILED failed',
    ],
  ])('%s', (_, question, expected) => {
    const { code, state } = judgeChange({ ...NOTHING, ...question });
    expect(`${code} ${state}`).toBe(expected);
  });

  test('never passes with an objection or a gate that has not passed', () => {
    const states: readonly GateState[] = ['passed', 'pending', 'failed'];
    for (const first of states)
      for (const second of states)
        for (const against of [[], [objection('pending')], [objection('failed')]]) {
          const environments = [environment(first), environment(second)];
          const { state } = judgeChange({ ...NOTHING, environments, objections: against });
          const isGood = first === 'passed' && second === 'passed' && against.length === 0;
          expect(state === 'passed').toBe(isGood);
        }
  });

  test('counts the other changes that it lets pass', () => {
    const { reason } = judgeChange({ ...NOTHING, others: [other, other] });
    expect(reason).toBe('Brings no image into an environment (2 other changes).');
  });
});

test('what cannot be judged is pending', () => {
  const verdict: WholeVerdict = unavailable('GitHub did not answer.');
  expect(verdict).toMatchObject({ state: 'pending', code: 'EVIDENCE_UNAVAILABLE' });
});
