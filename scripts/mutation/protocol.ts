/** What the parent asks of a worker: run one test file, with one changed file of the sources or none. */
export interface Request {
  readonly run: number;
  readonly testFile: string;
  /** Every file that reaches a changed one. These are evaluated anew; everything else stays loaded. */
  readonly affected: readonly string[];
  readonly changed: { readonly file: string; readonly text: string } | undefined;
  /** The files whose executed parts are to be told. */
  readonly covered: readonly string[];
}

export interface Answer {
  readonly run: number;
  readonly milliseconds: number;
  /** Milliseconds that the processor worked for it. It is the same on a machine that is busy otherwise. */
  readonly work: number;
  /** The name of the test that failed, or why the file did not load. */
  readonly failure: string | undefined;
  readonly coverage: readonly FileCoverage[];
  /** Bytes that the worker holds. */
  readonly memory: number;
}

export interface FileCoverage {
  readonly file: string;
  readonly ranges: readonly CountedRange[];
}

/** The innermost range around a place says how often the place ran (V8's profiler). */
export interface CountedRange {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}
