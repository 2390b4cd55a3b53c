import type { Location } from '../../errors/location.ts';
import type { Refusal } from '../plan.ts';
import { mapScalar } from '../yaml/scalar-map.ts';
import { anchorSpan, type Candidate, type Span, spanText } from './candidate.ts';
import { locateInFile, type View } from './view.ts';

/** Why a reference cannot be written, where that shows, and what to do. */
export interface Obstacle {
  readonly span: Span;
  readonly reason: string;
  readonly hint: string;
}

/** A reference that was found and cannot be written. */
export function uneditable(image: string, candidate: Candidate, { span, reason, hint }: Obstacle): Refusal {
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

/** Where a message about the candidate points to. */
export function locationOf(candidate: Candidate): Location {
  return locateSpan(candidate.view, anchorSpan(candidate));
}

/** People are shown the template where one writes part of it. */
function written({ view }: Candidate, span: Span): string {
  const { node } = span;
  return node.templated
    ? view.text.slice(node.start, node.end).replace(/^(["'])(.*)\1$/s, '$2')
    : spanText(span);
}

/** The candidate as it stands, for a message. */
export function spelled(candidate: Candidate): string {
  if (candidate.shape === 'whole') return written(candidate, candidate.value);
  const { registry, repository, tag } = candidate;
  if (repository === undefined) return written(candidate, anchorSpan(candidate));
  const tagText = tag === undefined ? '' : written(candidate, tag);
  return `${registry ? `${registry}/` : ''}${written(candidate, repository)}${tagText === '' ? '' : `:${tagText}`}`;
}

/** The candidate's place for people, through the strings that it is nested in. */
export function placeOf({ view, at }: Pick<Candidate, 'view' | 'at'>): string {
  let place = at;
  for (let outer = view.outer; outer !== undefined; outer = outer.view.outer)
    place = `${outer.at} → ${place}`;
  return place;
}
