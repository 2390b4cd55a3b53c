import { type Document, isAlias, isMap, isScalar, isSeq, type Node } from 'yaml';

/** A step into a document: a key of a map, or an index of a list. */
export type Step = string | number;

/** One mistake in a file that Waybill reads, before it has a line and a column. */
export interface DocumentProblem {
  readonly path: readonly Step[];
  /** Whether the mistake is the key at the end of the path, or its value. */
  readonly at: 'key' | 'value';
  readonly message: string;
  readonly hint: string;
}

/** A mistake with its place: an offset in the text. */
export interface PlacedProblem {
  readonly offset: number;
  readonly message: string;
  readonly hint: string;
}

/**
 * What is wrong with one value. `problem` ends a sentence that starts with "is …, "; `hint` is a whole
 * sentence.
 */
export interface ValueProblem {
  readonly problem: string;
  readonly hint: string;
}

/** A path as people write it: `environments.prod.after[0]`. The root is `waybill.yaml`. */
export function describePath(path: readonly Step[]): string {
  if (path.length === 0) return 'waybill.yaml';
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`))
    .join('');
}

/** A value as a message quotes it: on one line, and not much of it. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}

export function problem(
  path: readonly Step[],
  at: DocumentProblem['at'],
  message: string,
  hint: string,
): DocumentProblem {
  return { path, at, message, hint };
}

/** An entry of a list that repeats an earlier one. */
export function twice(path: readonly Step[], name: string): DocumentProblem {
  return problem(path, 'value', `${describePath(path)}: ${quote(name)} is there twice`, 'Keep one of them.');
}

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
