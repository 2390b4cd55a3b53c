import { lookUp } from '../yaml/merge.ts';
import { type ManifestNode, type Path, resolveAlias, type ScalarNode } from '../yaml/tree.ts';

/** A scalar at the end of a path. `merged` says whether a merge key brought it there. */
export interface ScalarAtPath {
  readonly node: ScalarNode;
  readonly path: Path;
  readonly merged: boolean;
}

/**
 * `['spec', 'containers', '[]', 'image']` leads to the image of each container: the scalars below `node`
 * along a path of keys. `[]` stands for every item of a sequence, `*` for every value of a map. `at` is the
 * path of `node` itself.
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
    for (const entry of resolved.entries)
      yield* scalarsAt(entry.value, rest, [...at, entry.key ?? '?'], merged);
    return;
  }
  const found = lookUp(resolved, key);
  if (found !== undefined) yield* scalarsAt(found.entry.value, rest, [...at, key], merged || found.merged);
}

/** The nodes of any kind below `node` along such a path. */
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

/** The texts of the scalars along such a path, without blanks around them. */
export function textsAt(node: ManifestNode | undefined, ...keys: readonly string[]): readonly string[] {
  return [...scalarsAt(node, keys)].map((scalar) => scalar.node.text.trim());
}
