import type { MapEntry, ManifestNode, MapNode, ScalarNode } from './tree.ts';

/** A value scalar with the pair that holds it, as written: aliases are not followed. */
export interface PlacedScalar {
  readonly node: ScalarNode;
  readonly key: string | undefined;
  readonly map: MapNode | undefined;
  readonly path: readonly (string | number)[];
}

/** All value scalars below a node, in the order of the text. */
export function* scalarsOf(
  node: ManifestNode,
  path: readonly (string | number)[] = [],
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
