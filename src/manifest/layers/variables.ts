import { spanText, type ReferenceSlot } from '../view/reference-slot.ts';
import type { LayerPart } from '../formats/format.ts';

/**
 * `${REGISTRY}/acme/app` with `REGISTRY=ghcr.io` in an environment file: puts the value in the place of the
 * variable, where all files of the group agree on one.
 */
export function applyVariables(
  slots: readonly ReferenceSlot[],
  layers: readonly LayerPart[],
): readonly ReferenceSlot[] {
  return slots.map((slot) => {
    if (slot.shape !== 'split' || slot.named?.includes('$') !== true) return slot;
    const group = slot.unit?.group;
    const named = slot.named.replace(/\$\{(\w+)\}/g, (variable, name: string) => {
      const values = new Set(
        layers.flatMap((part) =>
          part.group === group && part.path === name && part.tag !== undefined ? [spanText(part.tag)] : [],
        ),
      );
      const [value = ''] = values;
      return values.size === 1 && value !== '' ? value : variable;
    });
    return { ...slot, named };
  });
}
