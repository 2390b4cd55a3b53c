import type { ManifestNode, MapEntry, MapNode, Path, ScalarNode, SeqNode } from './tree.ts';

/** A value scalar with the pair that holds it, as it is written: aliases are not followed. */
export interface PlacedScalar {
  readonly node: ScalarNode;
  readonly key: string | undefined;
  readonly map: MapNode | undefined;
  readonly path: Path;
}

/** All value scalars below a node, in the order of the text. */
export function* scalarsOf(
  node: ManifestNode,
  path: Path = [],
  map?: MapNode,
  entry?: MapEntry,
): Generator<PlacedScalar> {
  if (node.kind === 'scalar') yield { node, key: entry?.key, map, path };
  if (node.kind === 'seq') {
    for (const [index, item] of node.items.entries()) yield* scalarsOf(item, [...path, index]);
  }
  if (node.kind === 'map') {
    for (const child of node.entries) yield* scalarsOf(child.value, [...path, child.key ?? '?'], node, child);
  }
}

/** `tag: *version`: the place of an alias, with a scalar (`node`) that may take its place. */
export interface AliasSite extends PlacedScalar {
  /** The anchored scalar. */
  readonly target: ScalarNode;
}

/** All aliases below a node that stand for a scalar and are the value of a key or an item of a list. */
export function* aliasSites(
  node: ManifestNode,
  path: Path = [],
  parent?: MapNode | SeqNode,
  entry?: MapEntry,
): Generator<AliasSite> {
  if (node.kind === 'alias' && node.target?.kind === 'scalar') {
    const { target, start, end } = node;
    const { text, templated, tag } = target;
    const inFlow = parent?.flow ?? false;
    yield {
      node: { kind: 'scalar', style: 'alias', text, templated, start, end, inFlow, anchor: undefined, tag },
      target,
      key: entry?.key,
      map: parent?.kind === 'map' ? parent : undefined,
      path,
    };
  }
  if (node.kind === 'seq') {
    for (const [index, item] of node.items.entries()) yield* aliasSites(item, [...path, index], node);
  }
  if (node.kind === 'map') {
    for (const child of node.entries)
      yield* aliasSites(child.value, [...path, child.key ?? '?'], node, child);
  }
}
