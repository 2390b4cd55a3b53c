import type { LayerPart } from '../formats/format.ts';
import { type ReferenceSlot, spanText } from '../view/reference-slot.ts';
import type { Links } from './bases-beneath.ts';
import { isGlobal, nearPlaces } from './near-places.ts';

/**
 * `global: {imageTag: v1}` in values: a tag that all images of a chart may share. No format says so.
 * Templates take it where an image has no tag of its own
 * (`.Values.image.tag | default .Values.global.imageTag`), and before the version of the chart. Gives the one
 * that may count for a place, if there is any.
 */
export function globalTagOver(
  slot: ReferenceSlot,
  { layers, ...links }: Links & { readonly layers: readonly LayerPart[] },
): LayerPart | undefined {
  if (slot.shape !== 'split' || slot.unit === undefined) return undefined;
  return layers.find(
    ({ tag, ...part }) =>
      tag !== undefined &&
      spanText(tag) !== '' &&
      nearPlaces({ ...part, tag }, slot, links).some(([ofPart, ofSlot]) =>
        isGlobal([{ ...ofPart, path: ofPart.path.replace(/(^|\.)global\.image$/, '$1global') }, ofSlot]),
      ),
  );
}
