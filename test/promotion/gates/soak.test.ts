import { describe, expect, test } from '@jest/globals';
import type { Since } from '../../../src/promotion/advance/environment-state.ts';
import type { UpstreamDeclares } from '../../../src/promotion/gates/question.ts';
import { soakGate } from '../../../src/promotion/gates/soak.ts';
import { NOW, upstream } from './a-question.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function since(at: string): Since {
  return { at: new Date(at), commit: 'c'.repeat(40), url: 'https://github.com/c' };
}

function now(at: string): UpstreamDeclares {
  return { kind: 'now', since: since(at) };
}

function said(declares: UpstreamDeclares, soak: number, at = NOW): string {
  const { state, reason, until } = soakGate(
    upstream('staging', { declares }),
    { for: soak, replaced: 'stops' },
    at,
  );
  return `${state} ${reason}${until === undefined ? '' : ` -> ${until.toISOString()}`}`;
}

/** The same with `replaced: counts`. */
function counted(declares: UpstreamDeclares, time: number): string {
  const soak = { for: time, replaced: 'counts' } as const;
  const { state, reason, until, isFinal } = soakGate(upstream('staging', { declares }), soak, NOW);
  return `${state} ${reason}${until === undefined ? '' : ` -> ${until.toISOString()}`}${isFinal === true ? ' for good' : ''}`;
}

describe('soak', () => {
  test.each<[string, UpstreamDeclares, number, string]>([
    [
      'long enough',
      now('2026-01-05T08:30:20Z'),
      HOUR,
      'passed Declared in staging since 2026-01-05 08:30 UTC, for 1 hour and more.',
    ],
    [
      'just long enough',
      now('2026-01-05T09:00:00Z'),
      HOUR,
      'passed Declared in staging since 2026-01-05 09:00 UTC, for 1 hour and more.',
    ],
    [
      'a moment too short, and said to the next whole minute',
      now('2026-01-05T09:00:00.500Z'),
      HOUR,
      'pending Soaks in staging for 1 hour, until 2026-01-05 10:01 UTC. -> 2026-01-05T10:00:00.500Z',
    ],
    [
      'too short',
      now('2026-01-05T07:00:00Z'),
      DAY,
      'pending Soaks in staging for 24 hours, until 2026-01-06 07:00 UTC. -> 2026-01-06T07:00:00.000Z',
    ],
    [
      'declared by a clock that is ahead',
      now('2026-01-05T10:30:00Z'),
      60_000,
      'pending Soaks in staging for 1 minute, until 2026-01-05 10:31 UTC. -> 2026-01-05T10:31:00.000Z',
    ],
    [
      'nobody knows since when',
      { kind: 'now', since: undefined },
      HOUR,
      'pending Since when staging declares it could not be read; it has to soak for 1 hour.',
    ],
    ['not declared', { kind: 'not', instead: [] }, HOUR, 'pending Waits until staging declares it.'],
    [
      'declared for long enough, and no more',
      { kind: 'before', since: since('2026-01-01T00:00:00Z'), until: since('2026-01-02T00:00:00Z') },
      DAY,
      'passed Was declared in staging from 2026-01-01 00:00 UTC to 2026-01-02 00:00 UTC, for 24 hours and more.',
    ],
    [
      'declared for too short a time, and no more',
      { kind: 'before', since: since('2026-01-01T00:00:00Z'), until: since('2026-01-01T23:59:00Z') },
      DAY,
      'failed staging declared it from 2026-01-01 00:00 UTC to 2026-01-01 23:59 UTC, which is less than 24 hours.',
    ],
  ])('%s', (_, declares, soak, expected) => {
    expect(said(declares, soak)).toBe(expected);
  });

  test('says the same as long as it is pending', () => {
    const texts = [0, 1, 30, 59.99].map((minutes) =>
      said(now('2026-01-05T10:00:00Z'), HOUR, new Date(NOW.getTime() + minutes * 60_000)),
    );
    expect(new Set(texts).size).toBe(1);
  });

  test('shows since when', () => {
    expect(
      soakGate(
        upstream('staging', { declares: now('2026-01-05T07:00:00Z') }),
        { for: HOUR, replaced: 'stops' },
        NOW,
      ).evidence,
    ).toEqual([{ text: 'staging since 2026-01-05 07:00 UTC', url: 'https://github.com/c' }]);
  });

  test('with "replaced: counts" the time of what a promotion replaced goes on', () => {
    const replaced = (at: string): UpstreamDeclares => ({
      kind: 'before',
      since: since(at),
      until: since('2026-01-05T09:50:00Z'),
    });
    expect(counted(replaced('2026-01-05T09:30:00Z'), HOUR)).toBe(
      'pending Soaks in staging for 1 hour, until 2026-01-05 10:30 UTC. A promotion replaced it there at 2026-01-05 09:50 UTC, and its time goes on. -> 2026-01-05T10:30:00.000Z',
    );
    expect(counted(replaced('2026-01-05T09:00:00Z'), HOUR)).toBe(
      'passed Came to staging at 2026-01-05 09:00 UTC, 1 hour ago or more; a promotion replaced it there at 2026-01-05 09:50 UTC.',
    );
  });
});
