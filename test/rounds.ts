const { WAYBILL_TEST_ROUNDS, WAYBILL_TEST_SEED } = process.env;

/**
 * How often a property is tried: `rounds(4000)` are 4000 rounds with `WAYBILL_TEST_ROUNDS=all`, as in
 * `.ci/run`, and otherwise a tenth, so that `npm cit` is quick.
 *
 * The rounds of `npm cit` are always the same. `.ci/run` sets `WAYBILL_TEST_SEED` by the commit: each commit
 * is tried with other values, and a commit that was red or green is so again. Without a seed all rounds are
 * random.
 */
export function rounds(all: number): { readonly numRuns: number; readonly seed?: number } {
  const isWhole = WAYBILL_TEST_ROUNDS === 'all';
  const numRuns = isWhole ? all : Math.ceil(all / 10);
  if (WAYBILL_TEST_SEED !== undefined) return { numRuns, seed: Number(WAYBILL_TEST_SEED) };
  return isWhole ? { numRuns } : { numRuns, seed: 2026 };
}

/**
 * Which of the requests 1 to `count` a fault strikes: all of them with `WAYBILL_TEST_ROUNDS=all`, otherwise
 * every third. Rows of one table take different thirds by their `row`, so that together they strike each.
 */
export function struckRequests(count: number, row: number): readonly number[] {
  const every = Array.from({ length: count }, (_, index) => index + 1);
  if (WAYBILL_TEST_ROUNDS === 'all') return every;
  return every.filter((nth) => (nth + row) % 3 === 0);
}
