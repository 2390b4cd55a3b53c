import type { Splice } from '../plan.ts';
import { editedText } from '../yaml/rewrite-scalar.ts';

/** The text with its splices, which are in order and do not overlap. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  return editedText(
    text,
    splices.map(({ start, end, text: written }) => ({ from: start, to: end, text: written })),
  );
}
