import type { Location } from '../../errors/location.ts';
import type { Refusal } from '../plan.ts';
import { mapScalar } from '../yaml/scalar-map.ts';
import { anchorSpan, type ReferenceSlot, type Span, spanText } from './reference-slot.ts';
import { locateInFile, type View } from './view.ts';

/** Why a reference cannot be written, where that shows, and what to do. */
export interface Obstacle {
  readonly span: Span;
  readonly reason: string;
  readonly hint: string;
}

/** A reference that was found and cannot be written. */
export function uneditable(image: string, slot: ReferenceSlot, { span, reason, hint }: Obstacle): Refusal {
  return {
    code: 'REFERENCE_UNEDITABLE',
    image,
    message: `the reference to ${image} at ${placeOf(slot)} in ${slot.view.file.path} cannot be edited: ${reason}`,
    hint,
    location: locateSpan(slot.view, span),
  };
}

/** Where a span begins: at the scalar, its quotes included, or inside one that holds more than it. */
export function locateSpan(view: View, { node, from }: Span): Location {
  const isBlock = node.style === 'literal' || node.style === 'folded';
  const map = from > 0 || isBlock ? mapScalar(view.text, node) : undefined;
  return locateInFile(view, map?.rangeOf(from, from + 1).start ?? node.start);
}

/** Where a message about the slot points to. */
export function locationOf(slot: ReferenceSlot): Location {
  return locateSpan(slot.view, anchorSpan(slot));
}

/** People are shown the template where one writes part of it. */
function written({ view }: ReferenceSlot, span: Span): string {
  const { node } = span;
  return node.templated
    ? view.text.slice(node.start, node.end).replace(/^(["'])(.*)\1$/s, '$2')
    : spanText(span);
}

/** The slot as it stands, for a message. */
export function spelled(slot: ReferenceSlot): string {
  if (slot.shape === 'whole') return written(slot, slot.value);
  const { registry, repository, tag } = slot;
  if (repository === undefined) return written(slot, anchorSpan(slot));
  const tagText = tag === undefined ? '' : written(slot, tag);
  return `${registry ? `${registry}/` : ''}${written(slot, repository)}${tagText === '' ? '' : `:${tagText}`}`;
}

/** The slot's place for people, through the strings that it is nested in. */
export function placeOf({ view, at }: Pick<ReferenceSlot, 'view' | 'at'>): string {
  let place = at;
  for (let outer = view.outer; outer !== undefined; outer = outer.view.outer)
    place = `${outer.at} → ${place}`;
  return place;
}
