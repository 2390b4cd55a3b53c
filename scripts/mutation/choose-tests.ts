import type { Mutant } from './find-mutants.ts';
import { executes, type MeasuredFile } from './measure-tests.ts';

/** Tests of one file that run in one go: the places of those that are chosen. */
export interface ChosenTests {
  readonly file: MeasuredFile;
  readonly tests: readonly number[];
}

/**
 * The tests that one mutant runs against get so many milliseconds of the processor: the cheapest of those
 * that execute its place. The tests of the room itself run all.
 */
const BUDGET = 5_000;

/**
 * The tests that may notice the mutant. What a file executes while it loads concerns each of its tests. The
 * tests of a file in `built` build on each other, so they run together.
 */
export function chooseTests(
  files: readonly MeasuredFile[],
  mutant: Mutant,
  built: ReadonlySet<string>,
): readonly ChosenTests[] {
  const chosen = new Map<MeasuredFile, number[]>();
  let spent = 0;
  for (const { file, places, work } of candidates(files, mutant, built)) {
    const known = chosen.get(file);
    const cost = known === undefined ? work + file.loading : work;
    if (!file.isOwn && spent > 0 && spent + cost > BUDGET) continue;
    if (!file.isOwn) spent += cost;
    chosen.set(file, [...(known ?? []), ...places]);
  }
  return [...chosen].map(([file, tests]) => ({ file, tests: tests.sort((a, b) => a - b) }));
}

/** Tests that run together, and what they cost. */
interface Candidate {
  readonly file: MeasuredFile;
  readonly places: readonly number[];
  readonly work: number;
}

function candidates(
  files: readonly MeasuredFile[],
  mutant: Mutant,
  built: ReadonlySet<string>,
): readonly Candidate[] {
  const found = files.flatMap((file): readonly Candidate[] => {
    const isShared = executes(file.shared, mutant);
    const fitting = file.tests.filter(({ coverage }) => isShared || executes(coverage, mutant));
    if (fitting.length === 0) return [];
    if (!built.has(file.file)) return fitting.map(({ place, work }) => ({ file, places: [place], work }));
    const work = file.tests.reduce((sum, test) => sum + test.work, 0);
    return [{ file, places: file.tests.map(({ place }) => place), work }];
  });
  return found.sort((a, b) => Number(b.file.isOwn) - Number(a.file.isOwn) || a.work - b.work);
}
