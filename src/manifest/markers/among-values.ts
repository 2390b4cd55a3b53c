import { nodesOf, type Candidate } from '../view/candidate.ts';
import type { LayerPart } from '../formats/format.ts';

/**
 * A tag or digest that a comment points at, with its place among the values, so that layers of it are found as those of a
 * repository are: `tag: v1 # waybill: app tag`, where the chart holds the repository, and a digest over it.
 */
export function placedAmongValues(candidate: Candidate, layers: readonly LayerPart[]): Candidate {
  if (candidate.shape === 'whole') return candidate;
  const nodes = nodesOf(candidate);
  const part = layers.find(({ tag, digest }) =>
    [tag, digest].some((span) => span !== undefined && nodes.includes(span.node)),
  );
  if (part === undefined) return candidate;
  const { group, path, prefix } = part;
  return { ...candidate, unit: { group, path, prefixes: [prefix], ownRegistry: undefined } };
}
