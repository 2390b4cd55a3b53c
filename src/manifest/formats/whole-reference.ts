import { isDigest } from '../../image/digest.ts';
import { tryParseReference } from '../../image/reference.ts';
import { type ReferenceSlot, type Span, spanOf } from '../view/reference-slot.ts';
import type { ViewDocument } from '../view/view.ts';
import { pathText } from '../yaml/tree.ts';
import type { ScalarAtPath } from './key-path.ts';

/** `image: ghcr.io/acme/app:v1`: a reference that fills one scalar, or the stretch `value` of it. */
export function wholeSlot(
  document: ViewDocument,
  format: string,
  { node, path, merged }: ScalarAtPath,
  value: Span = spanOf(node),
): ReferenceSlot {
  return { shape: 'whole', format, view: document.view, at: pathText(path), merged, value };
}

/**
 * Whether a text is a reference with a tag or a digest, or has a variable where they would stand
 * (`app:${TAG}`). The latter counts so that it is refused rather than overlooked.
 */
export function isVersioned(text: string): boolean {
  // A digest has the form of a reference: a name before a colon, and a tag behind it.
  if (isDigest(text)) return false;
  const reference = tryParseReference(text);
  return (reference?.tag ?? reference?.digest) !== undefined || /^[^$\s]+[:@][^$\s]*\$\S+$/.test(text);
}
