import { describe, expect, test } from '@jest/globals';
import {
  gateStatus,
  type PresentStatus,
  statusesToWrite,
} from '../../../src/promotion/status/commit-status.ts';
import type { GateResult, GateState } from '../../../src/promotion/gates/gate.ts';

const RUN = 'https://github.com/acme/config/actions/runs/1';

function result(gate: GateResult['gate'], state: GateState, reason = 'Because.'): GateResult {
  return { gate, state, reason, until: undefined, evidence: [] };
}

describe('the status of a gate', () => {
  test.each([
    ['passed', 'success'],
    ['pending', 'pending'],
    ['failed', 'failure'],
  ] as const)('that has %s is %s', (state, expected) => {
    expect(gateStatus(result('soak', state), RUN)).toEqual({
      context: 'waybill/soak',
      state: expected,
      description: 'Because.',
      targetUrl: RUN,
    });
  });

  test('links to the first thing that it looked at and that has an address', () => {
    const evidence = [
      { text: 'a', url: undefined },
      { text: 'b', url: 'https://github.com/b' },
    ];
    expect(gateStatus({ ...result('soak', 'passed'), evidence }, RUN).targetUrl).toBe('https://github.com/b');
    expect(gateStatus(result('soak', 'passed'), undefined).targetUrl).toBeUndefined();
  });

  test.each([
    [140, 'x'.repeat(140)],
    [141, `${'x'.repeat(139)}…`],
  ])('of a reason with %s characters has at most 140', (length, expected) => {
    expect(gateStatus(result('hold', 'failed', 'x'.repeat(length)), RUN).description).toBe(expected);
  });

  test('is cut between characters, and is one line', () => {
    const { description } = gateStatus(result('hold', 'failed', `a\n b${'🚢'.repeat(150)}`), RUN);
    expect(description).toBe(`a b${'🚢'.repeat(136)}…`);
  });
});

describe('what is written', () => {
  const present = (context: string, state: string, description = 'Because.'): PresentStatus => ({
    context,
    state,
    description,
  });
  const contexts = (results: readonly GateResult[], there: readonly PresentStatus[]): readonly string[] =>
    statusesToWrite(results, there, RUN).map(({ context, state }) => `${context} ${state}`);

  test.each<[string, PresentStatus[], string[]]>([
    ['is everything on a new head', [], ['waybill/soak pending']],
    ['is nothing when nothing changed', [present('waybill/soak', 'PENDING')], []],
    ['is nothing when nothing changed, in the words of REST', [present('waybill/soak', 'pending')], []],
    ['is another state', [present('waybill/soak', 'SUCCESS')], ['waybill/soak pending']],
    ['is another reason', [present('waybill/soak', 'PENDING', 'Else.')], ['waybill/soak pending']],
    [
      'is a gate that is not asked for any more',
      [present('waybill/soak', 'PENDING'), present('waybill/hold', 'FAILURE')],
      ['waybill/hold success'],
    ],
    [
      'is not a gate that has passed and is not asked for any more',
      [present('waybill/soak', 'PENDING'), present('waybill/hold', 'SUCCESS')],
      [],
    ],
    [
      'is never what others say',
      [present('waybill/soak', 'PENDING'), present('ci', 'FAILURE'), present('waybill/else', 'FAILURE')],
      [],
    ],
  ])('%s', (_, there, expected) => {
    expect(contexts([result('soak', 'pending')], there)).toEqual(expected);
  });

  test.each(['order', 'soak', 'health', 'version', 'hold', 'window', 'manual', 'provenance'])(
    'is the end of %s, of whatever gate, where that is not asked for any more',
    (gate) => {
      expect(contexts([], [present(`waybill/${gate}`, 'FAILURE')])).toEqual([`waybill/${gate} success`]);
    },
  );

  test.each<[string, PresentStatus[], string[]]>([
    ['is nothing on a new head', [], []],
    ['is nothing beside others', [present('waybill', 'SUCCESS'), present('waybill/hold', 'SUCCESS')], []],
    [
      'is that it passes where it held the head back',
      [present('waybill/soak', 'PENDING')],
      ['waybill/soak success'],
    ],
    [
      'is its reason where that is another one',
      [present('waybill/soak', 'SUCCESS', 'Else.')],
      ['waybill/soak success'],
    ],
  ])('of a gate that passes %s', (_, there, expected) => {
    expect(contexts([result('soak', 'passed')], there)).toEqual(expected);
  });

  test('is compared with the reason as it was cut', () => {
    const long = result('hold', 'failed', 'x'.repeat(200));
    const { description } = gateStatus(long, RUN);
    expect(contexts([long], [present('waybill/hold', 'FAILURE', description)])).toEqual([]);
  });
});
