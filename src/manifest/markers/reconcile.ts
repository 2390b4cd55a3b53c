import { canonicalRepository, sameRepository, tryParseReference } from '../../image/reference.ts';
import type { LayerPart } from '../formats/format.ts';
import type { SoughtImage } from '../plan.ts';
import { type ReferenceSlot, nodesOf, referenceOf } from '../view/reference-slot.ts';
import type { ScalarNode } from '../yaml/tree.ts';
import type { BrokenMarker } from './comment-marker.ts';
import { atMarkedAliases } from './marked-aliases.ts';
import type { MarkerFindings, NamingMarker } from './read-markers.ts';

/** A slot that a marker took out, and why. */
export interface ReservedSlot {
  readonly slot: ReferenceSlot;
  readonly reason: string;
}

/** The slots of a view, those that a marker took out, and the markers that nothing can be made of. */
interface Reconciled {
  readonly slots: readonly ReferenceSlot[];
  readonly reserved: readonly ReservedSlot[];
  readonly broken: readonly BrokenMarker[];
}

/** Puts what formats found and what markers say together: one slot for one place. */
export function reconcile(
  found: readonly ReferenceSlot[],
  markers: MarkerFindings,
  images: readonly SoughtImage[],
  layers: readonly LayerPart[],
): Reconciled {
  const slots: ReferenceSlot[] = [];
  const reserved: ReservedSlot[] = [];
  const heeded = new Set<ReferenceSlot | NamingMarker>();
  for (const slot of found.map((guess) => atMarkedAliases(guess, markers.aliases))) {
    const reason = nodesOf(slot).flatMap((node) => markers.reserved.get(node) ?? [])[0];
    if (reason !== undefined) {
      reserved.push({ slot, reason });
      continue;
    }
    const outcome = settle(slot, markers, found, images);
    if (outcome === undefined) continue;
    for (const marker of outcome.heeded) heeded.add(marker);
    slots.push(outcome.slot);
  }
  const marked = markers.slots.filter((slot) => !heeded.has(slot));
  const unheeded = markers.naming.filter((marker) => !heeded.has(marker));
  return {
    slots: [...slots, ...marked.map((slot) => placedAmongValues(slot, layers))],
    reserved,
    broken: unheeded.map(({ broken }) => broken),
  };
}

interface HeededMarkers {
  readonly slot: ReferenceSlot;
  /** The markers that have their say through the slot. */
  readonly heeded: readonly (ReferenceSlot | NamingMarker)[];
}

/**
 * A marker wins over a format's guess. Undefined where it overrules the slot, which stays in two cases:
 * - Both mean the same image. The format knows the parts around the marked one.
 * - The marker does no more than name the image, of a reference over several keys, or of a value in which it
 *   finds none by itself. The slot then is that image's.
 */
function settle(
  slot: ReferenceSlot,
  markers: MarkerFindings,
  found: readonly ReferenceSlot[],
  images: readonly SoughtImage[],
): HeededMarkers | undefined {
  const naming = markers.naming.filter(({ nodes }) => isOnlyAt(nodes, slot, found));
  const [name] = naming;
  if (name !== undefined) {
    const asserted = { by: 'name', name: name.image } as const;
    return { slot: { ...slot, asserted, marked: name.nodes }, heeded: naming };
  }
  const rivals = markers.slots.filter((marked) => touches(slot, marked.marked ?? []));
  const [first] = rivals;
  if (first === undefined) return { slot, heeded: [] };
  const marked = rivals.flatMap((rival) => rival.marked ?? []);
  if (rivals.every((rival) => meansSame(rival, slot, images)))
    return { slot: { ...slot, marked }, heeded: rivals };
  const namesIt = slot.shape === 'split' && rivals.length === 1 && !markers.patterned.has(first);
  return namesIt ? { slot: { ...slot, asserted: first.asserted, marked }, heeded: rivals } : undefined;
}

function isOnlyAt(
  nodes: readonly ScalarNode[],
  slot: ReferenceSlot,
  found: readonly ReferenceSlot[],
): boolean {
  return touches(slot, nodes) && found.filter((other) => touches(other, nodes)).length === 1;
}

/** Whether any of the scalars is one that the slot is made of, or that names its image as well. */
function touches(slot: ReferenceSlot, nodes: readonly ScalarNode[]): boolean {
  return [...nodesOf(slot), ...(slot.also ?? [])].some((node) => nodes.includes(node));
}

/** Whether `other` is the image that a marker says `marked` is. */
export function meansSame(
  marked: ReferenceSlot,
  other: ReferenceSlot,
  images: readonly SoughtImage[],
): boolean {
  const { asserted } = marked;
  const reference = referenceOf(other);
  if (asserted === undefined || reference === undefined) return false;
  if (asserted.by === 'repository') return canonicalRepository(reference) === asserted.repository;
  const image = images.find(({ name }) => name === asserted.name);
  const sought = image === undefined ? undefined : tryParseReference(image.repository);
  return sought !== undefined && sameRepository(sought, reference);
}

/**
 * `tag: v1 # waybill: app tag`, where the chart holds the repository: a tag or digest that a comment points
 * at gets its place among the values. Layers of it, such as a digest in another file, are then found as those
 * of a repository are.
 */
export function placedAmongValues(slot: ReferenceSlot, layers: readonly LayerPart[]): ReferenceSlot {
  if (slot.shape === 'whole') return slot;
  const nodes = nodesOf(slot);
  const part = layers.find(({ tag, digest }) =>
    [tag, digest].some((span) => span !== undefined && nodes.includes(span.node)),
  );
  if (part === undefined) return slot;
  const { group, path, prefix } = part;
  return { ...slot, unit: { group, path, prefixes: [prefix], ownRegistry: undefined } };
}
