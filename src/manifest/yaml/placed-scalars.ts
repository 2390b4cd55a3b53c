import type { ManifestNode, MapEntry, MapNode, ScalarNode } from './tree.ts';

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

/** The place of an alias of a scalar, with a scalar that may take its place. */
export interface AliasSite extends PlacedScalar {
  /** The anchored scalar. */
  readonly target: ScalarNode;
}

/** All aliases below a node that stand for a scalar and are the value of a key or an item of a list. */
export function aliasSites(root: ManifestNode): Generator<AliasSite> {
  return sitesBelow(root, { path: [], map: undefined, key: undefined, inFlow: false });
}

/** Where a node stands. */
interface NodePlace extends Pick<PlacedScalar, 'path' | 'map' | 'key'> {
  readonly inFlow: boolean;
}

function* sitesBelow(node: ManifestNode, place: NodePlace): Generator<AliasSite> {
  const { inFlow, ...above } = place;
  if (node.kind === 'alias' && node.target?.kind === 'scalar') {
    const { target, start, end } = node;
    const { text, templated } = target;
    const own = { start, end, inFlow, anchor: undefined, tag: target.tag };
    yield {
      node: { kind: 'scalar', style: 'alias', text, templated, ...own },
      target,
      ...above,
    };
  }
  if (node.kind === 'seq') {
    for (const [index, item] of node.items.entries())
      yield* sitesBelow(item, {
        path: [...above.path, index],
        map: undefined,
        key: undefined,
        inFlow: node.flow,
      });
  }
  if (node.kind === 'map') {
    for (const child of node.entries)
      yield* sitesBelow(child.value, {
        path: [...above.path, child.key ?? '?'],
        map: node,
        key: child.key,
        inFlow: node.flow,
      });
  }
}
