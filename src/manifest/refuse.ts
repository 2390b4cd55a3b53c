import { locateInFile, type View } from './view.ts';
import { placeOf, type Candidate, type Span } from './candidate.ts';
import type { Refusal } from './plan.ts';

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

export function locateSpan(view: View, span: Span) {
  return locateInFile(view, span.node.start);
}
