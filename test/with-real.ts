import { describe } from '@jest/globals';

/** A real program that a test needs, or why it is not there. */
export type Part<T> =
  { readonly there: true; readonly use: T } | { readonly there: false; readonly reason: string };

/** A group of tests for which a real part is missing says so in one line; in CI a skip is a failure. */
export function withReal(name: string, parts: readonly Part<unknown>[], body: () => void): void {
  const missing = parts.flatMap((part) => (part.there ? [] : [part.reason]))[0];
  if (missing !== undefined) process.stderr.write(`Not tested here: ${name}, because ${missing}.\n`);
  (missing === undefined ? describe : describe.skip)(name, body);
}
