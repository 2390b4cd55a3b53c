import type { LayerPart } from '../formats/format.ts';
import type { ReferenceSlot, Span } from '../view/reference-slot.ts';
import type { AliasSite } from '../yaml/placed-scalars.ts';
import { pathText } from '../yaml/tree.ts';

/**
 * `tag: *version # waybill: app tag`: the slot at the place of a marked alias instead of at the value
 * that it stands for. It is written there, and the anchored value and its other users stay.
 */
export function atMarkedAliases(slot: ReferenceSlot, sites: readonly AliasSite[]): ReferenceSlot {
  if (sites.length === 0) return slot;
  if (slot.shape === 'whole') {
    const site = sites.find((alias) => isSite(alias, slot.value) && pathText(alias.path) === slot.at);
    return site === undefined ? slot : { ...slot, value: { ...slot.value, node: site.node } };
  }
  const { repository } = slot;
  const isBeside = ({ map }: AliasSite): boolean =>
    repository !== undefined && map?.entries.some(({ value }) => value === repository.node) === true;
  const moved = (span: Span | undefined): Span | undefined => {
    const site = span && sites.find((alias) => isSite(alias, span) && isBeside(alias));
    return span && site ? { ...span, node: site.node } : span;
  };
  return { ...slot, tag: moved(slot.tag), digest: moved(slot.digest) };
}

/** `atMarkedAliases` for the tag and digest that a layer sets. */
export function layerAtMarkedAliases(part: LayerPart, sites: readonly AliasSite[]): LayerPart {
  const holder = part.at.slice(0, Math.max(0, part.at.lastIndexOf('.')));
  const moved = (span: Span | undefined): Span | undefined => {
    const site =
      span && sites.find((alias) => isSite(alias, span) && pathText(alias.path.slice(0, -1)) === holder);
    return span && site ? { ...span, node: site.node } : span;
  };
  return sites.length === 0 ? part : { ...part, tag: moved(part.tag), digest: moved(part.digest) };
}

function isSite({ target }: AliasSite, span: Span): boolean {
  return target === span.node;
}
