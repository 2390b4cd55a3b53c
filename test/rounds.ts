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
