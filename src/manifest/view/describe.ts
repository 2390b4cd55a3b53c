import type { Location } from '../../errors/location.ts';
import type { Refusal } from '../plan.ts';
import { mapScalar } from '../yaml/scalar-map.ts';
import { anchorSpan, type ReferenceSlot, type Span } from './reference-slot.ts';
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

/**
 * A stretch of a value as the file has it. The reader puts letters in the place of a template, and people are
 * shown the template itself.
 */
export function writtenText({ text }: View, { node, from, to }: Span): string {
  if (!node.templated || node.style === 'literal') return node.text.slice(from, to);
  const quotes = node.style === 'single' || node.style === 'double' ? 1 : 0;
  const source = text.slice(node.start + quotes, node.end - quotes);
  return source.length === node.text.length ? source.slice(from, to) : source;
}

/** The slot as it stands, for a message. */
export function spelled(slot: ReferenceSlot): string {
  if (slot.shape === 'whole') return writtenText(slot.view, slot.value);
  const { repository, tag } = slot;
  const registry = slot.registryAsWritten ?? slot.registry;
  if (repository === undefined) return writtenText(slot.view, anchorSpan(slot));
  const tagText = tag === undefined ? '' : writtenText(slot.view, tag);
  return `${registry ? `${registry}/` : ''}${writtenText(slot.view, repository)}${tagText === '' ? '' : `:${tagText}`}`;
}

/** The slot's place for people, through the strings that it is nested in. */
export function placeOf({ view, at }: Pick<ReferenceSlot, 'view' | 'at'>): string {
  let place = at;
  for (let outer = view.outer; outer !== undefined; outer = outer.view.outer)
    place = `${outer.at} → ${place}`;
  return place;
}
