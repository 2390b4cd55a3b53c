import type { Splice } from '../plan.ts';
import type { View } from '../view/view.ts';
import { findUnexpectedDifference, type ExpectedChanges } from '../yaml/difference.ts';
import { readText } from '../yaml/read-text.ts';
import { editedText } from '../yaml/rewrite-scalar.ts';

/** The text that is to be written, and the splices that it came from. */
export interface SplicedText {
  readonly splices: readonly Splice[];
  readonly after: string;
}

/**
 * Parses the text that is to be written, with the library, and compares it with the original, which a quicker
 * reader may have read. They must differ in exactly the expected changes, and be the same outside the
 * splices. Undefined when that holds; otherwise what was seen instead.
 */
export function proveEdit(
  view: View,
  { splices, after }: SplicedText,
  expected: ExpectedChanges,
): string | undefined {
  const order = firstDisorder(view.text, splices);
  if (order !== undefined) return order;
  const outside = differenceOutside(view.text, after, splices);
  if (outside !== undefined) return outside;
  const result = readText(after, view.language, 'library');
  if (!result.ok) return `it would not parse any more: ${result.problem.reason}`;
  return findUnexpectedDifference(view.documents, result.value, expected);
}

/** The text with its splices made, which are in order and do not overlap. */
export function applySplices(text: string, splices: readonly Splice[]): SplicedText {
  const edits = splices.map(({ start, end, text: written }) => ({ from: start, to: end, text: written }));
  return { splices, after: editedText(text, edits) };
}

function firstDisorder(text: string, splices: readonly Splice[]): string | undefined {
  let at = 0;
  for (const { start, end } of splices) {
    if (start < at || end < start || end > text.length) return 'two edits overlap';
    at = end;
  }
  return undefined;
}

/**
 * Walks both texts from splice to splice. It does not use the function that made the second: a mistake there
 * must show.
 */
function differenceOutside(before: string, after: string, splices: readonly Splice[]): string | undefined {
  let from = 0;
  let to = 0;
  for (const { start, end, text } of splices) {
    const kept = start - from;
    if (before.slice(from, start) !== after.slice(to, to + kept))
      return `text before offset ${start} would change`;
    if (after.slice(to + kept, to + kept + text.length) !== text)
      return `the text at offset ${start} is not the planned one`;
    from = end;
    to += kept + text.length;
  }
  return before.slice(from) === after.slice(to) ? undefined : 'text after the last edit would change';
}
