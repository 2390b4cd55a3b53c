import { type Fetch, fetchFor } from '../../src/http/http.ts';
import { fetchInside } from './stage.ts';

/** A request of a run that waits for its turn. */
interface Waiting {
  readonly run: number;
  readonly go: () => void;
}

/**
 * Lets several runs take turns at GitHub, one request at a time, in an order that the seed alone decides. A
 * run that waits for something else, the registry or its own thinking, is waited for: so the same seed is the
 * same order. Returns how each run ended, and whose turn it was.
 */
export async function interleave(
  seed: number,
  runs: readonly (() => Promise<unknown>)[],
): Promise<{ readonly ended: readonly PromiseSettledResult<unknown>[]; readonly turns: readonly number[] }> {
  const next = random(seed);
  const waiting: Waiting[] = [];
  const turns: number[] = [];
  let thinking = runs.length;
  const turn = (): void => {
    if (thinking > 0 || waiting.length === 0) return;
    const [chosen] = waiting.splice(next(waiting.length), 1);
    if (chosen === undefined) return;
    thinking += 1;
    turns.push(chosen.run);
    chosen.go();
  };
  const fetchOf =
    (run: number): Fetch =>
    async (...request) => {
      await new Promise<void>((resolve) => {
        waiting.push({ run, go: resolve });
        waiting.sort((a, b) => a.run - b.run);
        thinking -= 1;
        turn();
      });
      return fetchFor({})(...request);
    };
  const ended = runs.map((start, run) =>
    fetchInside.run(fetchOf(run), async () => {
      try {
        return await start();
      } finally {
        thinking -= 1;
        turn();
      }
    }),
  );
  return { ended: await Promise.allSettled(ended), turns };
}

/** Numbers from 0 up to a limit, the same for the same seed (mulberry32). */
export function random(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}
