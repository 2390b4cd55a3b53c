import { type ImportGraph, distancesTo } from '../house/import-graph.ts';
import { type ChosenTests, chooseTests } from './choose-tests.ts';
import type { Mutant } from './find-mutants.ts';
import type { MeasuredFile } from './measure-tests.ts';
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

interface Judged {
  readonly verdict: Verdict;
  /** The tests that noticed the mutant. */
  readonly tests: ChosenTests | undefined;
}

/** A kill that stands only if its tests still pass without the mutant. */
interface Kill {
  readonly verdict: Verdict;
  readonly tests: ChosenTests;
}

const LEAST_LIMIT = 8_000;
const HEALTHY_LIMIT = 120_000;
/** After so many kills, a process has to show that its tests still pass without a mutant. */
const KILLS_BETWEEN_CHECKS = 40;

export class MutantRuns {
  readonly #graph: ImportGraph;
  readonly #texts: ReadonlyMap<string, string>;
  readonly #files: readonly MeasuredFile[];
  /** Selections of tests that were seen to pass without a mutant. */
  readonly #healthy = new Set<string>();
  /** Test files with a test that needs the ones before it. */
  readonly #built = new Set<string>();
  /** How many mutants of a source file a test file killed: the best one goes first. */
  readonly #kills = new Map<string, number>();

  constructor(graph: ImportGraph, texts: ReadonlyMap<string, string>, files: readonly MeasuredFile[]) {
    this.#graph = graph;
    this.#texts = texts;
    this.#files = files;
  }

  /** Runs every mutant against the tests that execute it, in all processes at once. */
  async run(
    mutants: readonly Mutant[],
    workers: readonly WorkerProcess[],
    onSurvivor: (verdict: Verdict) => void,
  ): Promise<readonly Verdict[]> {
    const verdicts = new Map<Mutant, Verdict>();
    const queue = [...mutants];
    const keep = (verdict: Verdict): void => {
      verdicts.set(verdict.mutant, verdict);
      if (verdict.killedBy === undefined) onSurvivor(verdict);
    };
    const work = async (worker: WorkerProcess): Promise<void> => {
      let unchecked: Kill[] = [];
      for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
        const judged = await this.#judge(mutant, worker);
        keep(judged.verdict);
        if (judged.tests !== undefined) unchecked.push({ ...judged, tests: judged.tests });
        if (unchecked.length < KILLS_BETWEEN_CHECKS && !worker.isLarge && queue.length > 0) continue;
        for (const { verdict } of await this.#doubtful(unchecked, worker)) {
          worker.stop();
          keep((await this.#judge(verdict.mutant, worker)).verdict);
        }
        unchecked = [];
        worker.stop();
      }
    };
    await Promise.all(workers.map(work));
    return mutants.flatMap((mutant) => verdicts.get(mutant) ?? []);
  }

  async #judge(mutant: Mutant, worker: WorkerProcess): Promise<Judged> {
    const chosen = this.#bestFirst(chooseTests(this.#files, mutant, this.#built), mutant);
    for (const tests of chosen) {
      const how = await this.#noticed(tests, mutant, worker);
      if (how === undefined) continue;
      if (!(await this.#passAlone(tests, mutant, worker))) return this.#judgeAgain(tests, mutant, worker);
      const testFile = tests.file.file;
      const pair = `${testFile} ${mutant.file}`;
      this.#kills.set(pair, (this.#kills.get(pair) ?? 0) + 1);
      return { verdict: { mutant, killedBy: { testFile, how }, testFiles: chosen.length }, tests };
    }
    return { verdict: { mutant, killedBy: undefined, testFiles: chosen.length }, tests: undefined };
  }

  /** The tests of the room first, then those that killed most mutants of the same file. */
  #bestFirst(chosen: readonly ChosenTests[], { file: mutated }: Mutant): readonly ChosenTests[] {
    const kills = ({ file }: ChosenTests): number => this.#kills.get(`${file.file} ${mutated}`) ?? 0;
    return chosen.toSorted((a, b) => Number(b.file.isOwn) - Number(a.file.isOwn) || kills(b) - kills(a));
  }

  /** The tests fail without the mutant too. Where that is because of how they are chosen, all of them run. */
  #judgeAgain({ file }: ChosenTests, mutant: Mutant, worker: WorkerProcess): Promise<Judged> {
    worker.stop();
    this.#built.add(file.file);
    return this.#judge(mutant, worker);
  }

  /**
   * The name of the test that fails with the mutant, or how the process ended; undefined if all tests pass.
   */
  async #noticed(tests: ChosenTests, mutant: Mutant, worker: WorkerProcess): Promise<string | undefined> {
    const limit = Math.max(LEAST_LIMIT, tests.file.milliseconds * 8);
    const ending = await this.#runTests(tests, mutant, worker, limit);
    if (ending.kind === 'answered') return ending.answer.failure;
    // A busy machine or a process without memory must not count for the mutant. So the same tests run without
    // it, right now, and once more with it.
    const started = performance.now();
    await this.#runTests(tests, this.#withoutChange(mutant), worker, HEALTHY_LIMIT);
    const now = performance.now() - started;
    const again = await this.#runTests(tests, mutant, worker, Math.max(limit, now * 8));
    if (again.kind === 'answered') return again.answer.failure;
    return again.kind === 'timeout' ? 'a test that hangs' : again.reason;
  }

  /** Whether the tests pass without a mutant when no others of their file run. */
  async #passAlone(tests: ChosenTests, mutant: Mutant, worker: WorkerProcess): Promise<boolean> {
    const name = `${tests.file.file} ${tests.tests.join()}`;
    if (this.#healthy.has(name) || this.#built.has(tests.file.file)) return true;
    const ending = await this.#runTests(tests, this.#withoutChange(mutant), worker, HEALTHY_LIMIT);
    const passes = ending.kind === 'answered' && ending.answer.failure === undefined;
    if (passes) this.#healthy.add(name);
    return passes;
  }

  #withoutChange(mutant: Mutant): Mutant {
    const { file, start, end } = mutant;
    return { ...mutant, replacement: (this.#texts.get(file) ?? '').slice(start, end) };
  }

  #runTests(tests: ChosenTests, mutant: Mutant, worker: WorkerProcess, limit: number): Promise<Ending> {
    const { file } = mutant;
    const affected = [...distancesTo(this.#graph, [file]).keys()];
    const changed = { file, text: mutate(this.#texts.get(file) ?? '', mutant) };
    return worker.run(
      { testFile: tests.file.file, affected, changed, covered: [], tests: tests.tests },
      limit,
    );
  }

  /**
   * Kills that do not count: their tests fail without a mutant now. An earlier mutant left something behind
   * in the process.
   */
  async #doubtful(kills: readonly Kill[], worker: WorkerProcess): Promise<readonly Kill[]> {
    const doubtful: Kill[] = [];
    for (const same of Map.groupBy(kills, ({ tests }) => tests.file).values()) {
      const [first] = same;
      if (first === undefined) continue;
      const places = new Set(same.flatMap(({ tests }) => tests.tests));
      const tests = { ...first.tests, tests: [...places].sort((a, b) => a - b) };
      const healthy = this.#withoutChange(first.verdict.mutant);
      const ending = await this.#runTests(tests, healthy, worker, HEALTHY_LIMIT);
      if (ending.kind !== 'answered' || ending.answer.failure !== undefined) doubtful.push(...same);
    }
    return doubtful;
  }
}
