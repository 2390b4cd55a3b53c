/** A middle value of several, and how many they are. Times are in milliseconds. */
export interface Middle {
  readonly median: number;
  readonly count: number;
}

/** How promotions went in a span of whole weeks, as docs/metrics.md defines it. */
export interface Metrics {
  readonly from: Date;
  readonly until: Date;
  readonly promotions: number;
  /** Promotions of each week, the oldest week first. */
  readonly weeks: readonly number[];
  /** Promotions of a week, on average. */
  readonly perWeek: number;
  /** From the commit that was built to its promotion; undefined where no commit is known. */
  readonly leadTime: Middle | undefined;
  /** The median of each week; undefined where none is known. */
  readonly leadTimes: readonly (number | undefined)[];
  /** Promotions that something older took the place of. */
  readonly failed: number;
  /** Failed promotions of all; undefined where there was none. */
  readonly failureRate: number | undefined;
  /** From a failed promotion to the return of something older. */
  readonly timeToRestore: Middle | undefined;
}
