import { lastSegment, sameRepository, tryParseReference } from '../../image/reference.ts';
import type { LayerPart } from '../formats/format.ts';
import { effectiveRegistry } from '../formats/helm/values.ts';
import type { SoughtImage } from '../plan.ts';
import { type ReferenceSlot, referenceOf, spanText, type SplitSlot } from '../view/reference-slot.ts';
import type { Links } from './bases-beneath.ts';
import { isAt, isGlobal, nearPlaces } from './near-places.ts';

interface RegistrySearch extends Links {
  readonly layers: readonly LayerPart[];
  readonly images: readonly SoughtImage[];
}

/**
 * `repository: acme/api` in one file, `registry: ghcr.io` or `global.imageRegistry` in another: puts the
 * registry before the repository. Of several registries the one that makes it a sought image is taken; the
 * others are of other clusters.
 */
export function layRegistries(
  slots: readonly ReferenceSlot[],
  { layers, images, ...links }: RegistrySearch,
): readonly ReferenceSlot[] {
  const parts = layers.filter(({ registry }) => registry !== undefined && registry !== '');
  if (parts.length === 0) return slots;
  const sought = images.flatMap(({ repository }) => tryParseReference(repository) ?? []);
  const names = new Set(sought.map(({ repository }) => lastSegment(repository)));
  return slots.map((slot) => {
    if (slot.shape !== 'split' || slot.unit === undefined || slot.repository === undefined) return slot;
    if (!names.has(lastSegment(spanText(slot.repository)))) return slot;
    const isSought = (variant: ReferenceSlot): boolean => {
      const reference = referenceOf(variant);
      return reference !== undefined && sought.some((image) => sameRepository(image, reference));
    };
    if (isSought(slot)) return slot;
    const variants = variantsOf(slot, parts, links);
    return variants.find(isSought) ?? variants[0] ?? slot;
  });
}

/**
 * The slot under every registry that its layers could give it; the registry of its own file comes first.
 */
function variantsOf(slot: SplitSlot, parts: readonly LayerPart[], links: Links): readonly SplitSlot[] {
  const { unit, repository } = slot;
  if (unit === undefined || repository === undefined) return [];
  const globals: LayerPart[] = [];
  const beside: LayerPart[] = [];
  for (const part of parts) {
    const near = nearPlaces(part, slot, links);
    if (part.prefix === 'image' && near.some(isGlobal)) globals.push(part);
    else if (
      unit.prefixes.includes(part.prefix) &&
      near.some(([ofPart, ofSlot]) => ofPart.path === ofSlot.path)
    )
      beside.push(part);
  }
  const own = textsOf(globals.filter((part) => isAt(part, slot)));
  const texts = own.length > 0 ? own : textsOf(globals);
  const found = [...(texts.length === 1 ? texts : ['']), ...texts, ''].flatMap((global) =>
    [unit.ownRegistry, ...textsOf(beside)].map((registry) =>
      effectiveRegistry(spanText(repository), registry, global),
    ),
  );
  return [...new Set(found)].map((registry) => ({ ...slot, registry }));
}

function textsOf(parts: readonly LayerPart[]): readonly string[] {
  return [...new Set(parts.flatMap(({ registry }) => registry ?? []))];
}
