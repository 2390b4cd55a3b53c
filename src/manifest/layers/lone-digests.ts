import { isDigest } from '../../image/digest.ts';
import type { LayerPart } from '../formats/format.ts';
import type { Refusal } from '../plan.ts';
import type { Match } from '../view/found.ts';
import { nodesOf, prefixed, type ReferenceSlot, spanText } from '../view/reference-slot.ts';
import { locationOf } from '../view/describe.ts';
import type { Links } from './bases-beneath.ts';
import { loneDigest } from './layer-messages.ts';
import { nearPlaces } from './near-places.ts';

/**
 * `digest: sha256:…` in one file, over `image: ghcr.io/acme/app:v1` in another. Charts put a digest behind a
 * whole reference in ways of their own, so nobody can tell whether this one wins over the new one. It is
 * never left without a word.
 */
export function loneDigestRefusals(
  {
    slots,
    layers,
    ...links
  }: Links & {
    readonly slots: readonly ReferenceSlot[];
    readonly layers: readonly LayerPart[];
  },
  match: Match,
): readonly Refusal[] {
  const wholes = match.found.filter(({ layered }) => layered !== undefined);
  if (wholes.length === 0) return [];
  const digests = layers.filter(({ digest }) => digest && isDigest(prefixed(spanText(digest).trim())));
  if (digests.length === 0) return [];
  const owned = new Set(slots.flatMap(nodesOf));
  return digests
    .filter(({ digest, reserved }) => reserved === undefined && digest && !owned.has(digest.node))
    .flatMap((part) => {
      const beneath = wholes.find((slot) => mayCount(part, slot, links));
      return beneath === undefined ? [] : [loneDigest(part, locationOf(beneath), match)];
    });
}

function mayCount(part: LayerPart, { layered, view }: ReferenceSlot, links: Links): boolean {
  if (layered?.prefixes.includes(part.prefix) !== true) return false;
  return nearPlaces(part, { unit: layered, view }, links).some(
    ([ofPart, ofSlot]) => ofPart.path === ofSlot.path,
  );
}
