import { type ImportGraph, distancesTo } from '../house/import-graph.ts';
import type { Mutant } from './find-mutants.ts';
import type { CountedRange } from './protocol.ts';
import type { WorkerProcess } from './worker-process.ts';

/** A test file that passes with the sources as they are: its time, and what of the room it executes. */
export interface MeasuredTest {
  readonly file: string;
  readonly milliseconds: number;
  /** Milliseconds of the processor. */
  readonly work: number;
  readonly coverage: ReadonlyMap<string, readonly CountedRange[]>;
}

export interface Measured {
  /** The tests of the room first, then those that import it, nearest first. */
  readonly tests: readonly MeasuredTest[];
  /** Tests that fail or hang with the sources as they are, each with the reason. */
  readonly broken: readonly string[];
}

/** These tests run other code than the sources that they import: bundles, documents, the house itself. */
const ELSEWHERE = /^test\/(?:agents|e2e|flux|house|scripts|golden|workflows)\//;
const LONGEST = 120_000;
/**
 * A test outside of the room that takes longer is left out: fuzzing, models, whole journeys through a
 * promotion.
 */
const LONGEST_ELSEWHERE = 60_000;
/** Tests outside of the room get so many milliseconds of the processor. The nearest come first. */
const MEASURED = 60_000;
/** One test counts for so much at most. Otherwise a slow one would keep the others out. */
const LONGEST_COUNTED = 5_000;

/** Runs the test files that reach `roomFiles`, and keeps what each executes. */
export async function measureTests(
  graph: ImportGraph,
  room: string,
  roomFiles: readonly string[],
  workers: readonly WorkerProcess[],
): Promise<Measured> {
  const distances = distancesTo(graph, roomFiles);
  const affected = [...distances.keys()];
  const files = affected.filter((file) => file.endsWith('.test.ts') && !ELSEWHERE.test(file));
  const rank = (file: string): number => (isOwn(file, room) ? 0 : (distances.get(file) ?? 0));
  const queue = files.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const tests: MeasuredTest[] = [];
  const broken: string[] = [];
  let spent = 0;
  const work = async (worker: WorkerProcess): Promise<void> => {
    for (let testFile = queue.shift(); testFile !== undefined; testFile = queue.shift()) {
      const isNear = rank(testFile) === 0;
      if (!isNear && spent > MEASURED) return;
      const limit = isNear ? LONGEST : LONGEST_ELSEWHERE;
      const request = { testFile, affected, changed: undefined, covered: roomFiles };
      let ending = await worker.run(request, limit);
      if (ending.kind === 'answered' && ending.answer.failure !== undefined) {
        worker.stop();
        ending = await worker.run(request, limit);
      }
      if (ending.kind !== 'answered' || ending.answer.failure !== undefined) {
        const reason = ending.kind === 'answered' ? ending.answer.failure : ending.kind;
        broken.push(`${testFile}: ${reason}`);
        worker.stop();
        continue;
      }
      const { milliseconds, work, coverage } = ending.answer;
      if (!isNear) spent += Math.min(work, LONGEST_COUNTED);
      const ranges = coverage.map(({ file, ranges }) => [file, ranges] as const);
      tests.push({ file: testFile, milliseconds, work, coverage: new Map(ranges) });
      if (worker.isLarge) worker.stop();
    }
  };
  await Promise.all(workers.map(work));
  tests.sort((a, b) => rank(a.file) - rank(b.file) || a.work - b.work);
  return { tests, broken };
}

/** The tests of `manifest/edit` are those in test/manifest/edit/. */
function isOwn(file: string, room: string): boolean {
  return file.startsWith(`test/${room}/`) || file.startsWith(`test/${room}.`);
}

/** True if the test executes the place that the mutant changes. */
export function executes({ coverage }: MeasuredTest, { file, start }: Mutant): boolean {
  const around = (coverage.get(file) ?? []).filter(
    ({ startOffset, endOffset }) => startOffset <= start && start < endOffset,
  );
  const innermost = around.reduce<CountedRange | undefined>(
    (best, range) =>
      best === undefined || range.endOffset - range.startOffset <= best.endOffset - best.startOffset
        ? range
        : best,
    undefined,
  );
  return innermost !== undefined && innermost.count > 0;
}
