import { describe, expect, test } from '@jest/globals';
import type { GateName, GateResult, GateState } from '../../../src/promotion/gates/gate.ts';
import {
  type VerdictQuestion,
  wholeVerdict,
  worstVerdict,
} from '../../../src/promotion/status/whole-verdict.ts';
import { wholeStatus } from '../../../src/promotion/status/commit-status.ts';
import { ORDINARY } from '../../../src/promotion/lane/purpose.ts';

const asked = { by: 'alice', reason: 'orders fail', run: undefined };

function result(gate: GateName, state: GateState, more: Partial<GateResult> = {}): GateResult {
  return { gate, state, reason: `Of ${gate}.`, until: undefined, evidence: [], ...more };
}

function verdict(gates: readonly GateResult[], more: Partial<VerdictQuestion> = {}) {
  return wholeVerdict({ environment: 'prod', purpose: ORDINARY, gates, unread: [], ...more });
}

describe('the whole verdict', () => {
  test.each<[string, GateResult[], GateName[], string]>([
    ['passes without gates', [], [], 'passed: prod has no gates.'],
    [
      'passes when all gates have',
      [result('order', 'passed'), result('soak', 'passed')],
      [],
      'passed: Gates of prod passed: order and soak.',
    ],
    [
      'waits for a gate, and says why',
      [result('order', 'passed'), result('soak', 'pending')],
      [],
      'pending: prod waits for soak: Of soak.',
    ],
    [
      'names the gates that failed before those that wait',
      [result('soak', 'pending'), result('hold', 'failed')],
      [],
      'failed: prod is refused by hold: Of hold.',
    ],
    [
      'waits where a gate could not be evaluated',
      [result('order', 'passed')],
      ['window'],
      'pending: prod waits for window: This run cannot evaluate that.',
    ],
    [
      'fails where one failed, whatever could not be evaluated',
      [result('hold', 'failed')],
      ['window'],
      'failed: prod is refused by hold: Of hold.',
    ],
  ])('%s', (_, gates, unread, expected) => {
    const { state, reason } = verdict(gates, { unread });
    expect(`${state}: ${reason}`).toBe(expected);
  });

  test('says the next moment when it may be another', () => {
    const [early, late] = [new Date('2026-01-05T10:00:00Z'), new Date('2026-01-06T10:00:00Z')];
    const gates = [result('soak', 'pending', { until: late }), result('window', 'pending', { until: early })];
    expect(verdict(gates).until).toEqual(early);
  });

  test('holds a hotfix of which it is not proved who built it', () => {
    const hotfix = { kind: 'hotfix', asked, passedOver: [] } as const;
    const gates = [result('soak', 'pending'), result('provenance', 'failed')];
    expect(verdict(gates, { purpose: hotfix })).toMatchObject({
      state: 'failed',
      reason: 'prod is refused by provenance: Of provenance.',
    });
  });

  test('does not hold a hotfix or a roll back', () => {
    const hotfix = { kind: 'hotfix', asked, passedOver: [] } as const;
    const rollBack = { kind: 'roll-back', asked, from: [], holds: true } as const;
    for (const purpose of [hotfix, rollBack])
      expect(verdict([result('soak', 'pending')], { purpose })).toMatchObject({ state: 'passed' });
  });
});

describe('the worst of several verdicts', () => {
  const [good, open, bad] = [
    verdict([]),
    verdict([result('soak', 'pending')]),
    verdict([result('hold', 'failed')]),
  ];

  test.each([
    [[good, good], 'passed'],
    [[good, open], 'pending'],
    [[bad, open], 'failed'],
  ] as const)('is %#', ([first, second], state) => {
    expect(worstVerdict([first, second]).state).toBe(state);
  });

  test('says why, of the worst alone', () => {
    expect(worstVerdict([good, bad, open]).reason).toBe(bad.reason);
  });
});

test('the status is one line, as long as GitHub takes it', () => {
  const long = verdict([result('hold', 'failed', { reason: `It is held:\n${'x'.repeat(200)}` })]);
  const { context, state, description } = wholeStatus(long, undefined);
  expect([context, state]).toEqual(['waybill', 'failure']);
  expect(description).not.toContain('\n');
  expect([...description]).toHaveLength(140);
});
