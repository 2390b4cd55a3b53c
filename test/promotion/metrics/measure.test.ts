import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parseDigest } from '../../../src/image/digest.ts';
import { measure, weeksBefore } from '../../../src/promotion/metrics/measure.ts';
import { movesOf } from '../../../src/promotion/metrics/moves.ts';

const HOUR = 60 * 60_000;

interface Declared {
  readonly version: string;
  readonly since: Date | undefined;
  readonly committed?: Date;
}

/** `v1` is a digest with this tag; `v1 alone` the tag without one. */
function stayOf({ version, since, committed }: Declared) {
  const [tag = '', alone] = version.split(' ');
  const digit = tag.slice(1);
  const written =
    alone === undefined
      ? { digest: parseDigest(`sha256:${digit.padStart(64, '0')}`), tag }
      : { digest: undefined, tag };
  return { version: written, since, committed };
}

const kinds = (...versions: readonly string[]) =>
  movesOf(versions.map((version, index) => stayOf({ version, since: new Date(index * HOUR) }))).map(
    ({ kind, takenBack }) => `${kind}${takenBack === undefined ? '' : ' taken back'}`,
  );

describe('moves', () => {
  test.each([
    [['v1'], ['first']],
    [
      ['v1', 'v2', 'v3'],
      ['first', 'promotion', 'promotion'],
    ],
    [
      ['v1', 'v2', 'v1'],
      ['first', 'promotion taken back', 'return'],
    ],
    [
      ['v1', 'v2', 'v1', 'v2'],
      ['first', 'promotion taken back', 'return', 'promotion'],
    ],
    [
      ['v1', 'v2', 'v3', 'v1'],
      ['first', 'promotion', 'promotion taken back', 'return'],
    ],
    [
      ['v1', 'v2', 'v3', 'v2', 'v1'],
      ['first', 'promotion', 'promotion taken back', 'return taken back', 'return'],
    ],
    [
      ['v1 alone', 'v1', 'v2'],
      ['first', 'promotion'],
    ],
    [
      ['v1', 'v2 alone', 'v2', 'v1'],
      ['first', 'promotion taken back', 'return'],
    ],
  ])('%j are %j', (versions, expected) => {
    expect(kinds(...versions)).toEqual(expected);
  });

  test('what began further back than was read is no move, and can come back', () => {
    const moves = movesOf([
      stayOf({ version: 'v1', since: undefined }),
      stayOf({ version: 'v2', since: new Date(HOUR) }),
      stayOf({ version: 'v1', since: new Date(2 * HOUR) }),
    ]);
    expect(moves.map(({ kind, takenBack }) => [kind, takenBack?.getTime()])).toEqual([
      ['promotion', 2 * HOUR],
      ['return', undefined],
    ]);
  });
});

/** The rows of the example in docs/metrics.md. */
function exampleRows(): readonly Declared[] {
  const [, example = ''] = readFileSync('docs/metrics.md', 'utf8').split('## An example by hand');
  const at = (text: string): Date | undefined => {
    const [, day, time] = /^(\d+) March, (\d\d:\d\d)$/.exec(text) ?? [];
    return day === undefined ? undefined : new Date(`2026-03-${day.padStart(2, '0')}T${time}:00Z`);
  };
  return example.split('\n').flatMap((line): Declared[] => {
    const [, when = '', version = '', built = ''] = line.split('|').map((part) => part.trim());
    const [since, committed] = [at(when), at(built)];
    return since === undefined ? [] : [{ version, since, ...(committed === undefined ? {} : { committed }) }];
  });
}

describe('the four metrics', () => {
  const until = new Date('2026-03-30T12:00:00Z');
  const rows = exampleRows();
  const moves = movesOf(rows.map(stayOf)).map(({ stay, at, kind, takenBack }) => {
    return { at, kind, takenBack, committed: stay.committed };
  });

  test('are what docs/metrics.md counts by hand', () => {
    expect(rows).toHaveLength(5);
    const metrics = measure(moves, until, 13);
    expect(metrics).toMatchObject({
      ...{ promotions: 3, failed: 1, failureRate: 1 / 3 },
      leadTime: { median: 10 * HOUR, count: 3 },
      timeToRestore: { median: 3 * HOUR, count: 1 },
    });
    expect(metrics.perWeek.toFixed(2)).toBe('0.23');
    expect(metrics.weeks).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0]);
  });

  test('count nothing before their weeks, and nothing twice at the edge of two', () => {
    const at = (moment: Date) => ({
      at: moment,
      kind: 'promotion' as const,
      takenBack: undefined,
      committed: undefined,
    });
    const edges = Array.from({ length: 4 }, (_, week) => at(weeksBefore(until, week)));
    expect(measure(edges, until, 3)).toMatchObject({ promotions: 3, weeks: [1, 1, 1] });
  });

  test('say nothing of what is not known: no promotion, no commit, a commit from the future', () => {
    expect(measure([], until, 13)).toMatchObject({
      ...{ promotions: 0, failureRate: undefined, leadTime: undefined, timeToRestore: undefined },
    });
    const [, second] = moves;
    const future = { ...second!, committed: until };
    expect(measure([future], until, 13)).toMatchObject({ promotions: 1, leadTime: undefined });
  });
});
