import { canonicalRepository, sameRepository, tryParseReference } from '../../image/reference.ts';
import type { LayerPart } from '../formats/format.ts';
import type { SoughtImage } from '../plan.ts';
import { type Candidate, nodesOf, referenceOf } from '../view/candidate.ts';
import type { ScalarNode } from '../yaml/tree.ts';
import type { BrokenMarker } from './comment-marker.ts';
import { atMarkedAliases } from './marked-aliases.ts';
import type { MarkerFindings, NamingMarker } from './read-markers.ts';

/** The candidates of a view, those that a marker took out, and the markers that nothing can be made of. */
interface Reconciled {
  readonly candidates: readonly Candidate[];
  readonly reserved: readonly { readonly candidate: Candidate; readonly reason: string }[];
  readonly broken: readonly BrokenMarker[];
}

/** Puts what formats found and what markers say together: one candidate for one place. */
export function reconcile(
  found: readonly Candidate[],
  located: MarkerFindings,
  images: readonly SoughtImage[],
  layers: readonly LayerPart[],
): Reconciled {
  const candidates: Candidate[] = [];
  const reserved: { candidate: Candidate; reason: string }[] = [];
  const heeded = new Set<Candidate | NamingMarker>();
  for (const candidate of found.map((one) => atMarkedAliases(one, located.aliases))) {
    const reason = nodesOf(candidate).flatMap((node) => located.reserved.get(node) ?? [])[0];
    if (reason !== undefined) {
      reserved.push({ candidate, reason });
      continue;
    }
    const settled = settle(candidate, located, found, images);
    if (settled === undefined) continue;
    for (const marker of settled.markers) heeded.add(marker);
    candidates.push(settled.candidate);
  }
  const marked = located.candidates.filter((one) => !heeded.has(one));
  const broken = located.naming.filter((one) => !heeded.has(one)).map((one) => one.broken);
  return {
    candidates: [...candidates, ...marked.map((one) => placedAmongValues(one, layers))],
    reserved,
    broken,
  };
}

interface HeededMarkers {
  readonly candidate: Candidate;
  /** The markers that have their say through the candidate. */
  readonly markers: readonly (Candidate | NamingMarker)[];
}

/**
 * A marker wins over a guess. Where both mean the same image the format's candidate stays, because it knows
 * the parts around the marked one. It stays also as another image's where the marker does no more than name
 * the image: of a reference over several keys, or of a value in which the marker by itself finds none.
 * Undefined where the marker overrules it.
 */
function settle(
  candidate: Candidate,
  located: MarkerFindings,
  found: readonly Candidate[],
  images: readonly SoughtImage[],
): HeededMarkers | undefined {
  const naming = located.naming.filter(({ nodes }) => isOnlyAt(nodes, candidate, found));
  const [name] = naming;
  if (name !== undefined) {
    const asserted = { name: name.image };
    return { candidate: { ...candidate, asserted, marked: name.nodes }, markers: naming };
  }
  const rivals = located.candidates.filter((marked) => touches(candidate, marked.marked ?? []));
  const [first] = rivals;
  if (first === undefined) return { candidate, markers: [] };
  const marked = rivals.flatMap((one) => one.marked ?? []);
  if (rivals.every((one) => meansSame(one, candidate, images)))
    return { candidate: { ...candidate, marked }, markers: rivals };
  const namesIt = candidate.shape === 'split' && rivals.length === 1 && !located.patterned.has(first);
  return namesIt
    ? { candidate: { ...candidate, asserted: first.asserted, marked }, markers: rivals }
    : undefined;
}

function isOnlyAt(nodes: readonly ScalarNode[], candidate: Candidate, found: readonly Candidate[]): boolean {
  return touches(candidate, nodes) && found.filter((one) => touches(one, nodes)).length === 1;
}

/** Whether any of the scalars is one that the candidate is made of, or that names its image as well. */
function touches(candidate: Candidate, nodes: readonly ScalarNode[]): boolean {
  const own = [...nodesOf(candidate), ...(candidate.also ?? [])];
  return own.some((node) => nodes.includes(node));
}

/** Whether a candidate is the image that a marker asserts. */
export function meansSame(marked: Candidate, other: Candidate, images: readonly SoughtImage[]): boolean {
  const { asserted } = marked;
  const reference = referenceOf(other);
  if (asserted === undefined || reference === undefined) return false;
  if ('repository' in asserted) return canonicalRepository(reference) === asserted.repository;
  const image = images.find((one) => one.name === asserted.name);
  const sought = image === undefined ? undefined : tryParseReference(image.repository);
  return sought !== undefined && sameRepository(sought, reference);
}

/**
 * A tag or digest that a comment points at, with its place among the values, so that layers of it are found
 * as those of a repository are: `tag: v1 # waybill: app tag`, where the chart holds the repository, and a
 * digest over it.
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
