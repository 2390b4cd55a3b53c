/**
 * How often a property is tried: `rounds(4000)` are 4000 rounds with `WAYBILL_TEST_ROUNDS=all`, as in
 * `.ci/run`, with another seed each time. Otherwise they are a tenth, always the same ones, so that `npm cit`
 * is quick and repeatable.
 */
export function rounds(all: number): { readonly numRuns: number; readonly seed?: number } {
  return process.env['WAYBILL_TEST_ROUNDS'] === 'all'
    ? { numRuns: all }
    : { numRuns: Math.ceil(all / 10), seed: 2026 };
}

/**
 * Which of the requests 1 to `count` a fault strikes: all of them with `WAYBILL_TEST_ROUNDS=all`, otherwise
 * every third. Rows of one table take different thirds by their `row`, so that together they strike each.
 */
export function struckRequests(count: number, row: number): readonly number[] {
  const every = Array.from({ length: count }, (_, index) => index + 1);
  if (process.env['WAYBILL_TEST_ROUNDS'] === 'all') return every;
  return every.filter((nth) => (nth + row) % 3 === 0);
}
