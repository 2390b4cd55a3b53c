import { type ImportGraph, distancesTo } from '../house/import-graph.ts';
import type { Mutant } from './find-mutants.ts';
import type { KeptMeasures } from './kept-measures.ts';
import type { Answer, FileCoverage } from './protocol.ts';
import type { WorkerProcess } from './worker-process.ts';

/** A test file that passes with the sources as they are: its times, and what of the room it executes. */
export interface MeasuredFile {
  readonly file: string;
  readonly isOwn: boolean;
  readonly milliseconds: number;
  /** Milliseconds of the processor for what belongs to no single test. */
  readonly loading: number;
  /** What loading the file and its hooks execute. */
  readonly shared: readonly FileCoverage[];
  readonly tests: Answer['tests'];
}

export interface Measured {
  readonly files: readonly MeasuredFile[];
  /** Tests that fail or hang with the sources as they are, each with the reason. */
  readonly broken: readonly string[];
}

/** These tests run other code than the sources that they import: bundles, documents, the house itself. */
const ELSEWHERE = /^test\/(?:agents|e2e|flux|house|scripts|golden|workflows)\//;
/** Fuzzing, models and whole journeys: they are slow, and what they notice does not say where it is. */
const SLOW =
  /(?:^|\/)(?:model|faults|concurrency|cut-off-merging|interleavings|shared-refusals|lag)\.test\.ts$/;
const LONGEST = 240_000;

/** The room that is measured, and how long: milliseconds of the processor for tests outside of it. */
interface RoomToMeasure {
  readonly name: string;
  readonly files: readonly string[];
  readonly budget: number;
}

/**
 * Runs the tests of a room, and as many of the others that reach it as the budget allows. Keeps what each
 * test executes.
 */
export async function measureTests(
  graph: ImportGraph,
  room: RoomToMeasure,
  workers: readonly WorkerProcess[],
  kept: KeptMeasures,
): Promise<Measured> {
  const affected = [...distancesTo(graph, room.files).keys()];
  const isOwn = (file: string): boolean => isOfRoom(file, room.name);
  const all = affected
    .filter((file) => file.endsWith('.test.ts') && !ELSEWHERE.test(file))
    .filter((file) => isOwn(file) || !SLOW.test(file));
  const others = firstOfEachFolder(all.filter((file) => !isOwn(file)));
  const queue = [...all.filter(isOwn).sort(), ...others];
  const files: MeasuredFile[] = [];
  const broken: string[] = [];
  let spent = 0;
  const work = async (worker: WorkerProcess): Promise<void> => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      const known = kept.of(file);
      if (known === undefined && !isOwn(file) && spent > room.budget) continue;
      const answer = known ?? (await measured({ file, affected, covered: room.files }, worker));
      if (answer.failure !== undefined) {
        broken.push(`${file}: ${answer.failure}`);
        continue;
      }
      kept.keep(file, answer);
      const { milliseconds, work: all, shared, tests } = answer;
      if (!isOwn(file)) spent += all;
      const loading = Math.max(0, all - tests.reduce((sum, test) => sum + test.work, 0));
      files.push({ file, isOwn: isOwn(file), milliseconds, loading, shared, tests });
    }
  };
  await Promise.all(workers.map(work));
  return { files: files.sort((a, b) => (a.file < b.file ? -1 : 1)), broken };
}

/** The first test of each folder, then the second of each: where the budget ends, none is left out. */
function firstOfEachFolder(files: readonly string[]): readonly string[] {
  const folders = Map.groupBy(files.toSorted(), (file) => file.slice(0, file.lastIndexOf('/')));
  const placed = [...folders.values()].flatMap((own) => own.map((file, place) => ({ file, place })));
  return placed.sort((a, b) => a.place - b.place).map(({ file }) => file);
}

interface ToMeasure {
  readonly file: string;
  readonly affected: readonly string[];
  readonly covered: readonly string[];
}

/** A file that fails gets a second try, in a process of its own. */
async function measured({ file, affected, covered }: ToMeasure, worker: WorkerProcess): Promise<Answer> {
  const request = { testFile: file, affected, changed: undefined, covered, tests: undefined };
  let ending = await worker.run(request, LONGEST);
  if (ending.kind === 'answered' && ending.answer.failure !== undefined) {
    worker.stop();
    ending = await worker.run(request, LONGEST);
  }
  if (ending.kind !== 'answered' || ending.answer.failure !== undefined || worker.isLarge) worker.stop();
  if (ending.kind === 'answered') return ending.answer;
  const nothing = { run: 0, milliseconds: 0, work: 0, shared: [], tests: [], memory: 0 };
  return { ...nothing, failure: ending.kind };
}

/** The tests of `manifest/edit` are those in test/manifest/edit/. */
function isOfRoom(file: string, room: string): boolean {
  return file.startsWith(`test/${room}/`) || file.startsWith(`test/${room}.`);
}

/** True if something with this coverage executes the place that the mutant changes. */
export function executes(coverage: readonly FileCoverage[], { file, start }: Mutant): boolean {
  return coverage.some((part) => {
    if (part.file !== file) return false;
    let innermost: FileCoverage['ranges'][number] | undefined;
    for (const range of part.ranges) {
      if (start < range.startOffset || range.endOffset <= start) continue;
      const isInside =
        innermost === undefined ||
        range.endOffset - range.startOffset <= innermost.endOffset - innermost.startOffset;
      if (isInside) innermost = range;
    }
    return innermost !== undefined && innermost.count > 0;
  });
}
