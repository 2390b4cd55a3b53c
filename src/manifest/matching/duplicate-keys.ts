import type { Refusal } from '../plan.ts';
import { documentsAround, nodesOf, type ReferenceSlot } from '../view/reference-slot.ts';
import { locateInFile, type View } from '../view/view.ts';
import type { DocumentTree, DuplicateKey, ManifestNode, MapEntry, ScalarNode } from '../yaml/tree.ts';

const MOST_LISTED = 10;

/**
 * `image: a` and `image: b` in one map: readers disagree on which of two equal keys counts. Where that may
 * decide the image, it is not edited.
 */
export function duplicateKeyRefusals(image: string, found: readonly ReferenceSlot[]): Refusal[] {
  const refusals: Refusal[] = [];
  const seen = new Set<unknown>();
  for (const slot of found) {
    for (const { view, key } of decidingDuplicates(slot)) {
      for (const { keyNode } of key.entries.slice(1, MOST_LISTED + 1)) {
        if (seen.has(keyNode) || seen.size >= MOST_LISTED) continue;
        seen.add(keyNode);
        refusals.push({
          code: 'REFERENCE_UNEDITABLE',
          image,
          message: `${view.file.path} holds ${image} and a key that stands twice in one map`,
          hint: 'Remove one of the two keys; readers disagree on which one counts.',
          location: locateInFile(view, keyNode.start),
        });
      }
    }
  }
  return refusals;
}

export function hasDuplicateKeys(slot: ReferenceSlot): boolean {
  return decidingDuplicates(slot).length > 0;
}

interface Duplicate {
  readonly view: View;
  readonly key: DuplicateKey;
}

/** The keys that stand twice around a slot, or within it, so that they may decide what it says. */
function decidingDuplicates(slot: ReferenceSlot): readonly Duplicate[] {
  return documentsAround(slot).flatMap(({ view, document }) => {
    const outer = outerNodeIn(slot, view);
    const own = outer === undefined ? [...nodesOf(slot), ...(slot.also ?? [])] : [outer];
    const isSplit = outer === undefined && slot.shape === 'split';
    return document.duplicateKeys
      .filter((key) => decides(key, document, own, isSplit))
      .map((key) => ({ view, key }));
  });
}

/** The scalar of a view that holds the slot, where the slot stands in a text within it. */
function outerNodeIn(slot: ReferenceSlot, view: View): ScalarNode | undefined {
  for (let inner: View | undefined = slot.view; inner !== undefined; inner = inner.outer?.view)
    if (inner.outer?.view === view) return inner.outer.node;
  return undefined;
}

/** Words of keys that say what a reference over several keys is made of. */
const PARTS = /tag|version|digest|sha|regist|repo|name|image|suffix/i;

function decides(
  { key, map, entries, areExclusive }: DuplicateKey,
  { aliases }: DocumentTree,
  own: readonly ScalarNode[],
  isSplit: boolean,
): boolean {
  const isOwnMap = map.entries.some(({ value }) => own.some((node) => node === value));
  // Each branch of a template has a whole reference of its own, and a half of one that is split.
  if (areExclusive) return isSplit && isOwnMap && PARTS.test(key);
  // What an alias brings stands elsewhere.
  if (aliases.length > 0) return true;
  if (entries.some((entry) => own.some((node) => holds(entry, node)))) return true;
  if (isSplit && isOwnMap && PARTS.test(key)) return true;
  return /^(?:kind|apiVersion)$/.test(key) && own.some((node) => isWithin(map, node));
}

function holds({ value }: MapEntry, node: ScalarNode): boolean {
  return isWithin(value, node);
}

function isWithin({ start, end }: ManifestNode, node: ScalarNode): boolean {
  return start <= node.start && node.end <= end;
}
