import { spanOf, type Candidate, type Span } from '../view/candidate.ts';
import { isDigest } from '../../image/digest.ts';
import { tryParseReference } from '../../image/reference.ts';
import type { ManifestDocument } from '../view/view.ts';
import { lookUp } from '../yaml/merge.ts';
import { pathText, resolveAlias, type ManifestNode, type Path, type ScalarNode } from '../yaml/tree.ts';

/** A scalar at the end of a path, with whether a merge key brought it there. */
export interface ScalarAtPath {
  readonly node: ScalarNode;
  readonly path: Path;
  readonly merged: boolean;
}

/**
 * The scalars below `node` along a path of keys, in which `[]` stands for every item of a sequence and `*` for every
 * value of a map.
 */
export function* scalarsAt(
  node: ManifestNode | undefined,
  keys: readonly string[],
  at: Path = [],
  merged = false,
): Generator<ScalarAtPath> {
  const resolved = resolveAlias(node);
  const [key, ...rest] = keys;
  if (resolved === undefined) return;
  if (key === undefined) {
    if (resolved.kind === 'scalar') yield { node: resolved, path: at, merged };
    return;
  }
  if (key === '[]') {
    const items = resolved.kind === 'seq' ? resolved.items : [];
    for (const [index, item] of items.entries()) yield* scalarsAt(item, rest, [...at, index], merged);
    return;
  }
  if (resolved.kind !== 'map') return;
  if (key === '*') {
    for (const entry of resolved.entries) yield* scalarsAt(entry.value, rest, [...at, entry.key ?? '?'], merged);
    return;
  }
  const found = lookUp(resolved, key);
  if (found !== undefined) yield* scalarsAt(found.entry.value, rest, [...at, key], merged || found.merged);
}

/** The maps or other nodes below `node` along such a path. */
export function* nodesAt(
  node: ManifestNode | undefined,
  keys: readonly string[],
  at: Path = [],
): Generator<{ node: ManifestNode; path: Path }> {
  const resolved = resolveAlias(node);
  const [key, ...rest] = keys;
  if (resolved === undefined) return;
  if (key === undefined) {
    yield { node: resolved, path: at };
    return;
  }
  if (key === '[]') {
    const items = resolved.kind === 'seq' ? resolved.items : [];
    for (const [index, item] of items.entries()) yield* nodesAt(item, rest, [...at, index]);
    return;
  }
  if (resolved.kind !== 'map') return;
  if (key === '*') {
    for (const entry of resolved.entries) yield* nodesAt(entry.value, rest, [...at, entry.key ?? '?']);
    return;
  }
  yield* nodesAt(lookUp(resolved, key)?.entry.value, rest, [...at, key]);
}

/** A reference in one scalar, or in a stretch of it. */
export function wholeCandidate(
  document: ManifestDocument,
  format: string,
  { node, path, merged }: ScalarAtPath,
  value: Span = spanOf(node),
): Candidate {
  return { shape: 'whole', format, view: document.view, at: pathText(path), merged, value };
}

/**
 * Whether a text is a reference with a tag or digest, or has a variable where they would stand: that one is found, too,
 * so that it is refused rather than overlooked.
 */
export function isVersioned(text: string): boolean {
  // A digest has the form of a reference: a name before a colon, and a tag behind it.
  if (isDigest(text)) return false;
  const reference = tryParseReference(text);
  return (reference?.tag ?? reference?.digest) !== undefined || /^[^$\s]+[:@][^$\s]*\$\S+$/.test(text);
}
