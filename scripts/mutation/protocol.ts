/** What the parent asks of a worker: run one test file, with one changed file of the sources or none. */
export interface Request {
  readonly run: number;
  readonly testFile: string;
  /** Every file that reaches a changed one. These are evaluated anew; everything else stays loaded. */
  readonly affected: readonly string[];
  readonly changed: { readonly file: string; readonly text: string } | undefined;
  /** The files whose executed parts are to be told. */
  readonly covered: readonly string[];
  /** The tests of the file that run, by their place in it; undefined for all of them. */
  readonly tests: readonly number[] | undefined;
}

export interface Answer {
  readonly run: number;
  readonly milliseconds: number;
  /** Milliseconds that the processor worked for it. It is the same on a machine that is busy otherwise. */
  readonly work: number;
  /** The name of the test that failed, or why the file did not load. */
  readonly failure: string | undefined;
  /** What loading the file and its hooks execute; empty where no file is to be covered. */
  readonly shared: readonly FileCoverage[];
  /** What each test executes; empty where no file is to be covered. */
  readonly tests: readonly TestCoverage[];
  /** Bytes that the worker holds. */
  readonly memory: number;
}

/** One test of the file. `place` counts the tests of the file from 0, in the order of the text. */
export interface TestCoverage {
  readonly place: number;
  /** Milliseconds that the processor worked for it. */
  readonly work: number;
  readonly coverage: readonly FileCoverage[];
}

export interface FileCoverage {
  readonly file: string;
  readonly ranges: readonly CountedRange[];
}

/** The innermost range around a place says how often the place ran (V8's profiler). */
interface CountedRange {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}
