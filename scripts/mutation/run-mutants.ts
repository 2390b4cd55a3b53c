import { type ImportGraph, distancesTo } from '../house/import-graph.ts';
import type { Mutant } from './find-mutants.ts';
import { type MeasuredTest, executes } from './measure-tests.ts';
import { mutate } from './sample-mutants.ts';
import type { Ending, WorkerProcess } from './worker-process.ts';

/** What became of one mutant: the test that noticed it, or nothing. */
export interface Verdict {
  readonly mutant: Mutant;
  /** Undefined for a survivor. */
  readonly killedBy: { readonly testFile: string; readonly how: string } | undefined;
  /** How many test files execute the place. */
  readonly testFiles: number;
}

/**
 * The tests that one mutant runs against get so many milliseconds of the processor. The nearest come first.
 */
const TEST_BUDGET = 10_000;
const LEAST_LIMIT = 8_000;
/** After so many kills, a process has to show that its tests still pass without a mutant. */
const KILLS_BETWEEN_CHECKS = 40;

export class MutantRuns {
  readonly #graph: ImportGraph;
  readonly #texts: ReadonlyMap<string, string>;
  readonly #tests: readonly MeasuredTest[];

  constructor(graph: ImportGraph, texts: ReadonlyMap<string, string>, tests: readonly MeasuredTest[]) {
    this.#graph = graph;
    this.#texts = texts;
    this.#tests = tests;
  }

  /** Runs every mutant against the tests that execute it, in all processes at once. */
  async run(
    mutants: readonly Mutant[],
    workers: readonly WorkerProcess[],
    onSurvivor: (verdict: Verdict) => void,
  ): Promise<readonly Verdict[]> {
    const verdicts = new Map<Mutant, Verdict>();
    const queue = [...mutants];
    const work = async (worker: WorkerProcess): Promise<void> => {
      let unchecked: Verdict[] = [];
      for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
        const verdict = await this.#judge(mutant, worker);
        verdicts.set(mutant, verdict);
        if (verdict.killedBy === undefined) onSurvivor(verdict);
        if (verdict.killedBy !== undefined) unchecked.push(verdict);
        if (unchecked.length < KILLS_BETWEEN_CHECKS && !worker.isLarge && queue.length > 0) continue;
        for (const { mutant } of await this.#doubtful(unchecked, worker)) {
          const verdict = await this.#judgeAlone(mutant, worker);
          verdicts.set(mutant, verdict);
          if (verdict.killedBy === undefined) onSurvivor(verdict);
        }
        unchecked = [];
        worker.stop();
      }
    };
    await Promise.all(workers.map(work));
    return mutants.flatMap((mutant) => verdicts.get(mutant) ?? []);
  }

  async #judge(mutant: Mutant, worker: WorkerProcess): Promise<Verdict> {
    const tests = this.#testsFor(mutant);
    for (const test of tests) {
      const how = await this.#noticed(test, mutant, worker);
      if (how !== undefined)
        return { mutant, killedBy: { testFile: test.file, how }, testFiles: tests.length };
    }
    return { mutant, killedBy: undefined, testFiles: tests.length };
  }

  #testsFor(mutant: Mutant): readonly MeasuredTest[] {
    const fitting: MeasuredTest[] = [];
    let spent = 0;
    for (const test of this.#tests) {
      if (!executes(test, mutant)) continue;
      if (fitting.length > 0 && spent + test.work > TEST_BUDGET) continue;
      spent += test.work;
      fitting.push(test);
    }
    return fitting;
  }

  /**
   * The name of the test that fails with the mutant, or how the process ended; undefined if all tests pass.
   */
  async #noticed(test: MeasuredTest, mutant: Mutant, worker: WorkerProcess): Promise<string | undefined> {
    const limit = Math.max(LEAST_LIMIT, test.milliseconds * 8);
    const ending = await this.#runTest(test, mutant, worker, limit);
    if (ending.kind === 'answered') return ending.answer.failure;
    // A busy machine or a process without memory must not count for the mutant. So the same test runs without
    // it, right now.
    const started = performance.now();
    const healthy = await this.#runTest(
      test,
      { ...mutant, replacement: this.#original(mutant) },
      worker,
      120_000,
    );
    const now = performance.now() - started;
    if (healthy.kind === 'answered' && ending.kind === 'timeout' && now < limit / 4)
      return 'a test that hangs';
    const again = await this.#runTest(test, mutant, worker, Math.max(limit, now * 8));
    if (again.kind === 'answered') return again.answer.failure;
    return again.kind === 'timeout' ? 'a test that hangs' : again.reason;
  }

  #original({ file, start, end }: Mutant): string {
    return (this.#texts.get(file) ?? '').slice(start, end);
  }

  #runTest(test: MeasuredTest, mutant: Mutant, worker: WorkerProcess, limit: number): Promise<Ending> {
    const { file } = mutant;
    const affected = [...distancesTo(this.#graph, [file]).keys()];
    const changed = { file, text: mutate(this.#texts.get(file) ?? '', mutant) };
    return worker.run({ testFile: test.file, affected, changed, covered: [] }, limit);
  }

  /**
   * Kills that do not count: their test file fails without a mutant now. An earlier mutant left something
   * behind in the process.
   */
  async #doubtful(kills: readonly Verdict[], worker: WorkerProcess): Promise<readonly Verdict[]> {
    const doubtful: Verdict[] = [];
    const byTest = new Map<string, Verdict[]>();
    for (const kill of kills) {
      const testFile = kill.killedBy?.testFile ?? '';
      byTest.set(testFile, [...(byTest.get(testFile) ?? []), kill]);
    }
    for (const test of this.#tests) {
      const same = byTest.get(test.file) ?? [];
      const [first] = same;
      if (first === undefined) continue;
      const healthy = { ...first.mutant, replacement: this.#original(first.mutant) };
      const ending = await this.#runTest(test, healthy, worker, 120_000);
      if (ending.kind !== 'answered' || ending.answer.failure !== undefined) doubtful.push(...same);
    }
    return doubtful;
  }

  async #judgeAlone(mutant: Mutant, worker: WorkerProcess): Promise<Verdict> {
    worker.stop();
    return this.#judge(mutant, worker);
  }
}
