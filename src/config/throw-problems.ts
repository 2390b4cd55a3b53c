import { locate } from '../errors/location.ts';
import { WaybillError, WaybillErrors } from '../errors/waybill-error.ts';
import type { ConfigDocument } from './document.ts';
import type { Problem } from './problem.ts';

/**
 * Throws `WaybillErrors` with every mistake that was found in a document, in the order of the file, each a
 * `CONFIG_INVALID` with its place. Does nothing when there is none.
 */
export function throwProblems(
  document: ConfigDocument,
  found: readonly Problem[],
  text: string,
  file: string,
): void {
  const placed = [
    ...document.problems,
    ...found.map((problem) => ({ ...problem, offset: document.offsetOf(problem.path, problem.at) })),
  ]
    .sort((a, b) => a.offset - b.offset)
    .filter(isFirstOfItsPlace);
  if (placed.length === 0) return;
  throw new WaybillErrors(
    placed.map(
      ({ offset, message, hint }) =>
        new WaybillError('CONFIG_INVALID', message, { hint, location: locate(file, text, offset) }),
    ),
  );
}

/** What an anchor holds is checked wherever it is used, and reported once. */
function isFirstOfItsPlace(
  problem: { readonly offset: number; readonly hint: string },
  index: number,
  all: readonly { readonly offset: number; readonly hint: string }[],
): boolean {
  return all.findIndex(({ offset, hint }) => offset === problem.offset && hint === problem.hint) === index;
}
