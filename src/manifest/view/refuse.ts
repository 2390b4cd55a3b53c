import type { Location } from '../../errors/location.ts';
import { locateInFile, type View } from './view.ts';
import { placeOf, type Candidate, type Span } from './candidate.ts';
import type { Refusal } from '../plan.ts';
import { mapScalar } from '../yaml/scalar-map.ts';

/** A reference that was found and cannot be written, with the place and what to do. */
export function uneditable(
  image: string,
  candidate: Candidate,
  span: Span,
  reason: string,
  hint: string,
): Refusal {
  return {
    code: 'REFERENCE_UNEDITABLE',
    image,
    message: `the reference to ${image} at ${placeOf(candidate)} in ${candidate.view.file.path} cannot be edited: ${reason}`,
    hint,
    location: locateSpan(candidate.view, span),
  };
}

/** Where a span begins: at the scalar, its quotes included, or inside one that holds more than it. */
export function locateSpan(view: View, { node, from }: Span): Location {
  const isBlock = node.style === 'literal' || node.style === 'folded';
  const map = from > 0 || isBlock ? mapScalar(view.text, node) : undefined;
  return locateInFile(view, map?.rangeOf(from, from + 1).start ?? node.start);
}
