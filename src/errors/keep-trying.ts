import type { Result } from './result.ts';

/** How often something is tried, and how long to wait in between. */
export interface Persistence<Problem = unknown> {
  readonly tries: number;
  /** Waits after `tried` tries (from 0), the last of which ended in `problem`. False if no time is left. */
  readonly pause: (tried: number, problem: Problem) => Promise<boolean>;
}

/**
 * Takes a step until it is `ok`: a lost answer is asked for again, a write that did not happen is sent again.
 * A step throws what another try would not change. When no try is left, the last "no" is the answer.
 */
export async function keepTrying<Value, Problem>(
  { tries, pause }: Persistence<Problem>,
  step: () => Promise<Result<Value, Problem>>,
): Promise<Result<Value, Problem>> {
  for (let tried = 0; ; tried += 1) {
    const result = await step();
    if (result.ok || tried + 1 >= tries || !(await pause(tried, result.problem))) {
      return result;
    }
  }
}

/**
 * The wait before another try, in milliseconds: doubling with each try (counted from 0), and spread by
 * `random` (from 0 up to 1), so that jobs that failed together do not return together.
 */
export function backoff(first: number, tried: number, random: number): number {
  return first * 2 ** tried * (0.5 + random);
}
