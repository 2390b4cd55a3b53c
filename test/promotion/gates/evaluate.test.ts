import { describe, expect, test } from '@jest/globals';
import { evaluateGates, memberGates } from '../../../src/promotion/gates/evaluate.ts';
import { allPassed, type GateResult, nextLook, notPassed } from '../../../src/promotion/gates/gate.ts';
import type { GateQuestion, UpstreamStanding } from '../../../src/promotion/gates/question.ts';
import { aHold } from '../hold/a-hold.ts';
import { digestOf, member, question, upstream } from './a-question.ts';

function states(asked: GateQuestion): readonly string[] {
  return evaluateGates(asked).map(({ gate, state }) => `${gate} ${state}`);
}

function resultOf(asked: GateQuestion, gate: GateResult['gate']): GateResult | undefined {
  return evaluateGates(asked).find((one) => one.gate === gate);
}

function sinceHours(hours: number): UpstreamStanding['declares'] {
  const at = new Date(Date.UTC(2026, 0, 5, 10 - hours));
  return { kind: 'now', since: { at, commit: 'c'.repeat(40), url: undefined } };
}

/** Declared for one hour, and no more. */
const left: UpstreamStanding['declares'] = {
  kind: 'before',
  since: { at: new Date('2026-01-05T07:00:00Z'), commit: 'c'.repeat(40), url: undefined },
  until: { at: new Date('2026-01-05T08:00:00Z'), commit: 'd'.repeat(40), url: undefined },
};

const EVERYTHING = [
  'soak: 1h',
  'healthy: [apps]',
  'version: ">=1.0.0"',
  'window: {}',
  'manual: true',
  'provenance: { workflow: .github/workflows/build.yml }',
].join('\n');

describe('the gates of a proposal', () => {
  test('are those that are asked for, in one order', () => {
    const members = [member('api', { hold: aHold('api', digestOf('2')) })];
    expect(states(question(EVERYTHING, { members }))).toEqual([
      'order passed',
      'soak passed',
      'health pending',
      'version passed',
      'provenance pending',
      'hold failed',
      'window passed',
      'manual pending',
    ]);
  });

  test('are order alone where nothing is asked for', () => {
    expect(states(question(''))).toEqual(['order passed']);
  });

  test('are none in a first environment', () => {
    const environment = { ...question('').environment, after: { need: 'all' as const, environments: [] } };
    expect(states(question('', { environment, members: [member('api', { upstreams: [] })] }))).toEqual([]);
  });

  test('are order in a first environment with waves', () => {
    const environment = { ...question('').environment, after: { need: 'all' as const, environments: [] } };
    const earlier = [{ target: 'eu-1', converged: false, contexts: [], commits: [] }];
    const wave = { number: 2, targets: ['us-1'], earlier };
    expect(states(question('', { environment, wave, members: [member('api', { upstreams: [] })] }))).toEqual([
      'order pending',
    ]);
  });

  test('have a window when there is a freeze alone', () => {
    expect(states(question('freeze: [{ from: 2026-01-05, to: 2026-01-05 }]'))).toEqual([
      'order passed',
      'window pending',
    ]);
  });

  test('are not manual when that is switched off', () => {
    expect(states(question('manual: false'))).toEqual(['order passed']);
  });
});

describe('several images', () => {
  const young = member('web', { upstreams: [upstream('dev', { declares: sinceHours(0) })] });

  test('are as far as the one that is furthest behind, which is named', () => {
    expect(resultOf(question('soak: 1h', { members: [member('api'), young] }), 'soak')).toMatchObject({
      state: 'pending',
      reason: 'web: Soaks in dev for 1 hour, until 2026-01-05 11:00 UTC.',
      until: new Date('2026-01-05T11:00:00Z'),
    });
  });

  test('wait for the last of them', () => {
    const older = member('api', { upstreams: [upstream('dev', { declares: sinceHours(1) })] });
    const asked = question('soak: 2h', { members: [young, older] });
    expect(resultOf(asked, 'soak')).toMatchObject({
      reason: 'web: Soaks in dev for 2 hours, until 2026-01-05 12:00 UTC.',
      until: new Date('2026-01-05T12:00:00Z'),
    });
  });

  test('are held together when one of them is', () => {
    const held = member('web', { hold: aHold('web', digestOf('2')) });
    expect(states(question('', { members: [member('api'), held] }))).toEqual(['order passed', 'hold failed']);
  });

  test('have their evidence together', () => {
    const asked = question('', { members: [member('api'), member('web')] });
    expect(resultOf(asked, 'order')?.evidence).toHaveLength(2);
  });
});

describe('several upstreams', () => {
  const healthy = {
    contexts: ['apps'],
    commits: [
      {
        oid: 'a'.repeat(40),
        url: undefined,
        statuses: [{ context: 'apps', state: 'success' as const, description: '', url: undefined }],
      },
    ],
  };
  const asked = (need: 'all' | 'any', upstreams: readonly UpstreamStanding[]): GateQuestion =>
    question('{ soak: 1h, healthy: [apps] }', {
      environment: {
        ...question('{ soak: 1h, healthy: [apps] }').environment,
        after: { need, environments: upstreams.map(({ environment }) => environment) },
      },
      members: [member('api', { upstreams })],
    });
  const fresh = upstream('us', { ...healthy, declares: sinceHours(0) });
  const soaked = upstream('eu', { ...healthy, declares: sinceHours(3) });

  test('all have to pass', () => {
    expect(states(asked('all', [soaked, fresh]))).toEqual(['order passed', 'soak pending', 'health passed']);
  });

  test('of any, one that passes is enough', () => {
    expect(allPassed(evaluateGates(asked('any', [fresh, soaked])))).toBe(true);
  });

  test('of any, soak and health count in one and the same', () => {
    const soakedOnly = upstream('eu', { declares: sinceHours(3), contexts: ['apps'] });
    const results = evaluateGates(asked('any', [soakedOnly, fresh]));
    expect(allPassed(results)).toBe(false);
    expect(results.find(({ gate }) => gate === 'soak')?.reason).toContain('us');
  });

  test.each<[string, UpstreamStanding[], string]>([
    [
      'the one that waits for the earlier moment',
      [upstream('us', { declares: sinceHours(0) }), upstream('eu', { declares: sinceHours(1) })],
      'pending Soaks in eu for 2 hours, until 2026-01-05 11:00 UTC.',
    ],
    [
      'one that waits for a moment before one of which nobody knows the time',
      [
        upstream('us', { declares: { kind: 'now', since: undefined } }),
        upstream('eu', { declares: sinceHours(0) }),
      ],
      'pending Soaks in eu for 2 hours, until 2026-01-05 12:00 UTC.',
    ],
    [
      'one that waits before one that failed',
      [upstream('us', { declares: left }), upstream('eu', { declares: sinceHours(0) })],
      'pending Soaks in eu for 2 hours, until 2026-01-05 12:00 UTC.',
    ],
    [
      'one that waits for nobody knows what before one that failed',
      [upstream('us', { declares: left }), upstream('eu', { declares: { kind: 'now', since: undefined } })],
      'pending Since when eu declares it could not be read; it has to soak for 2 hours.',
    ],
    [
      'the first of several that are as far',
      [upstream('us', { declares: sinceHours(0) }), upstream('eu', { declares: sinceHours(0) })],
      'pending Soaks in us for 2 hours, until 2026-01-05 12:00 UTC.',
    ],
  ])('of any, count by %s', (_which, upstreams, expected) => {
    const { environment } = question('soak: 2h');
    const after = { need: 'any' as const, environments: upstreams.map(({ environment: name }) => name) };
    const members = [member('api', { upstreams })];
    const soak = resultOf(question('soak: 2h', { environment: { ...environment, after }, members }), 'soak');
    expect(`${soak?.state} ${soak?.reason}`).toBe(expected);
  });

  test('of all, the last moment is said, and what waits for no moment beside it', () => {
    const upstreams = [
      upstream('us', { declares: sinceHours(0) }),
      upstream('eu', { declares: sinceHours(1) }),
      upstream('asia', { declares: { kind: 'not', instead: [] } }),
    ];
    const soak = resultOf(question('soak: 2h', { members: [member('api', { upstreams })] }), 'soak');
    expect(soak).toMatchObject({
      state: 'pending',
      reason: 'Soaks in us for 2 hours, until 2026-01-05 12:00 UTC. Waits until asia declares it.',
      until: new Date('2026-01-05T12:00:00Z'),
    });
  });

  test('of all, one that failed is said alone', () => {
    const upstreams = [upstream('us', { declares: sinceHours(0) }), upstream('eu', { declares: left })];
    const soak = resultOf(question('soak: 2h', { members: [member('api', { upstreams })] }), 'soak');
    expect(soak).toMatchObject({
      state: 'failed',
      reason: 'eu declared it from 2026-01-05 07:00 UTC to 2026-01-05 08:00 UTC, which is less than 2 hours.',
      until: undefined,
    });
    expect(soak?.evidence.map(({ text }) => text)).toEqual([
      'us since 2026-01-05 10:00 UTC',
      'eu since 2026-01-05 07:00 UTC',
    ]);
  });

  test('of any, one that does not declare it does not count', () => {
    const not = upstream('eu', { ...healthy, declares: { kind: 'not', instead: [] } });
    expect(states(asked('any', [not, soaked]))).toEqual(['order passed', 'soak passed', 'health passed']);
  });
});

test('an image that is joined is judged without what is asked of the whole proposal', () => {
  const asked = question(EVERYTHING);
  expect(memberGates(member('api'), asked).map(({ gate }) => gate)).toEqual([
    'order',
    'soak',
    'health',
    'version',
    'provenance',
  ]);
});

test('the next look is at the first moment that something can change', () => {
  const at = (minute: number): GateResult => ({
    gate: 'soak',
    state: 'pending',
    reason: '',
    until: new Date(Date.UTC(2026, 0, 1, 0, minute)),
    evidence: [],
  });
  expect(nextLook([at(9), { ...at(0), until: undefined }, at(5)])).toEqual(at(5).until);
  expect(nextLook([])).toBeUndefined();
});

test('what has not passed is what a hotfix passes over', () => {
  expect(notPassed(evaluateGates(question(EVERYTHING))).map(({ gate }) => gate)).toEqual([
    'health',
    'provenance',
    'manual',
  ]);
});
