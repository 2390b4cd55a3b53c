import { describe, expect, test } from '@jest/globals';
import { chooseTests } from '../../scripts/mutation/choose-tests.ts';
import type { MeasuredFile } from '../../scripts/mutation/measure-tests.ts';
import type { FileCoverage } from '../../scripts/mutation/protocol.ts';

const FILE = 'src/lanes/a.ts';
const mutant = { file: FILE, start: 50, end: 51, replacement: '', line: 1, column: 1, change: '' };

/** A function from 0 to 100 with a block from 40 to 60, which ran so many times. */
const runs = (times: number, file = FILE): readonly FileCoverage[] => [
  {
    file,
    ranges: [
      { startOffset: 0, endOffset: 100, count: 1 },
      { startOffset: 40, endOffset: 60, count: times },
    ],
  },
];

interface Case {
  readonly isOwn?: boolean;
  readonly loading?: number;
  readonly shared?: readonly FileCoverage[];
  /** What each test costs, where it executes the place; a negative one does not. */
  readonly tests?: readonly number[];
}

function measured(
  file: string,
  { isOwn = false, loading = 100, shared = [], tests = [] }: Case,
): MeasuredFile {
  const all = tests.map((cost, place) => ({ place, work: Math.abs(cost), coverage: runs(cost < 0 ? 0 : 1) }));
  return { file, isOwn, milliseconds: 0, loading, shared, tests: all };
}

/** The tests that run, as `file: places`. */
const chosen = (files: Readonly<Record<string, Case>>, ...built: readonly string[]): readonly string[] =>
  chooseTests(
    Object.entries(files).map(([file, given]) => measured(file, given)),
    mutant,
    new Set(built),
  ).map(({ file, tests }) => `${file.file}: ${tests.join(' ')}`);

describe('a mutant runs against', () => {
  test('the tests that execute its place, the cheapest files first', () => {
    expect(chosen({ a: { tests: [30, -1, 20] }, b: { tests: [10] }, c: { tests: [-5] } })).toEqual([
      'b: 0',
      'a: 0 2',
    ]);
  });

  test('no test that executes the function alone, or another file', () => {
    const [file] = Object.entries({ a: { tests: [1] } }).map(([name, given]) => measured(name, given));
    const elsewhere = file?.tests.map((each) => ({ ...each, coverage: runs(1, 'src/lanes/b.ts') })) ?? [];
    expect(file === undefined ? [] : chooseTests([{ ...file, tests: elsewhere }], mutant, new Set())).toEqual(
      [],
    );
  });

  test('every test of a file that executes it while it loads', () => {
    expect(chosen({ a: { shared: runs(1), tests: [-1, -1] } })).toEqual(['a: 0 1']);
  });

  test('as many as the budget allows, and all of its own room', () => {
    const dear = { tests: [2_000, 2_000, 2_000] };
    expect(chosen({ a: dear, own: { ...dear, isOwn: true } })).toEqual(['own: 0 1 2', 'a: 0 1']);
    expect(chosen({ a: { tests: [90_000] }, b: { tests: [91_000] } })).toEqual(['a: 0']);
  });

  test('all tests of a file in which one needs the ones before it', () => {
    expect(chosen({ a: { tests: [-1, 10, -1] } }, 'a')).toEqual(['a: 0 1 2']);
  });
});
