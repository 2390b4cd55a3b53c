import { type Document, isAlias, isMap, isScalar, isSeq, type Node } from 'yaml';
import type { DocumentProblem, Step } from './problem.ts';

interface PlacedNode {
  readonly key: number;
  readonly value: Node | null;
}

/** The offset of the value at `path`, of its key, or of the nearest thing above it that is there. */
export function offsetOf(
  document: Document.Parsed,
  { path, at }: Pick<DocumentProblem, 'path' | 'at'>,
): number {
  let here: PlacedNode = { key: document.contents?.range?.[0] ?? 0, value: document.contents };
  for (const [index, step] of path.entries()) {
    const next = enter(document, here.value, step);
    if (next === undefined) return here.key;
    here = next;
    if (at === 'key' && index === path.length - 1) return here.key;
  }
  return here.value?.range?.[0] ?? here.key;
}

function enter(document: Document.Parsed, from: Node | null, step: Step): PlacedNode | undefined {
  const node = isAlias(from) ? (from.resolve(document) ?? null) : from;
  if (isSeq<Node>(node)) {
    const item = typeof step === 'number' ? node.items[step] : undefined;
    return item === undefined ? undefined : { key: item?.range?.[0] ?? 0, value: item };
  }
  if (!isMap<Node, Node | null>(node)) return undefined;
  const pair = node.items.findLast(({ key }) => isScalar(key) && String(key.value) === String(step));
  if (pair !== undefined) return { key: pair.key.range?.[0] ?? 0, value: pair.value };
  return enterMerged(document, node.items, step);
}

/** A key that comes from a merge (`<<: *defaults`) stands where the anchor is. */
function enterMerged(
  document: Document.Parsed,
  pairs: readonly { readonly key: Node; readonly value: Node | null }[],
  step: Step,
): PlacedNode | undefined {
  for (const { key, value } of pairs) {
    if (!isScalar(key) || key.source !== '<<') continue;
    const sources = isSeq<Node>(value) ? value.items : [value];
    for (const source of sources) {
      const found = enter(document, source, step);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
