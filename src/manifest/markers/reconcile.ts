import { canonicalRepository, sameRepository, tryParseReference } from '../../image/reference.ts';
import type { LayerPart } from '../formats/format.ts';
import type { SoughtImage } from '../plan.ts';
import { type Candidate, nodesOf, referenceOf } from '../view/candidate.ts';
import type { ScalarNode } from '../yaml/tree.ts';
import type { BrokenMarker } from './comment-marker.ts';
import { atMarkedAliases } from './marked-aliases.ts';
import type { MarkerFindings, NamingMarker } from './read-markers.ts';

/** A candidate that a marker took out, and why. */
export interface ReservedCandidate {
  readonly candidate: Candidate;
  readonly reason: string;
}

/** The candidates of a view, those that a marker took out, and the markers that nothing can be made of. */
interface Reconciled {
  readonly candidates: readonly Candidate[];
  readonly reserved: readonly ReservedCandidate[];
  readonly broken: readonly BrokenMarker[];
}

/** Puts what formats found and what markers say together: one candidate for one place. */
export function reconcile(
  found: readonly Candidate[],
  markers: MarkerFindings,
  images: readonly SoughtImage[],
  layers: readonly LayerPart[],
): Reconciled {
  const candidates: Candidate[] = [];
  const reserved: ReservedCandidate[] = [];
  const heeded = new Set<Candidate | NamingMarker>();
  for (const candidate of found.map((guess) => atMarkedAliases(guess, markers.aliases))) {
    const reason = nodesOf(candidate).flatMap((node) => markers.reserved.get(node) ?? [])[0];
    if (reason !== undefined) {
      reserved.push({ candidate, reason });
      continue;
    }
    const outcome = settle(candidate, markers, found, images);
    if (outcome === undefined) continue;
    for (const marker of outcome.heeded) heeded.add(marker);
    candidates.push(outcome.candidate);
  }
  const marked = markers.candidates.filter((candidate) => !heeded.has(candidate));
  const unheeded = markers.naming.filter((marker) => !heeded.has(marker));
  return {
    candidates: [...candidates, ...marked.map((candidate) => placedAmongValues(candidate, layers))],
    reserved,
    broken: unheeded.map(({ broken }) => broken),
  };
}

interface HeededMarkers {
  readonly candidate: Candidate;
  /** The markers that have their say through the candidate. */
  readonly heeded: readonly (Candidate | NamingMarker)[];
}

/**
 * A marker wins over a format's guess. Undefined where it overrules the candidate, which stays in two cases:
 * - Both mean the same image. The format knows the parts around the marked one.
 * - The marker does no more than name the image, of a reference over several keys, or of a value in which it
 *   finds none by itself. The candidate then is that image's.
 */
function settle(
  candidate: Candidate,
  markers: MarkerFindings,
  found: readonly Candidate[],
  images: readonly SoughtImage[],
): HeededMarkers | undefined {
  const naming = markers.naming.filter(({ nodes }) => isOnlyAt(nodes, candidate, found));
  const [name] = naming;
  if (name !== undefined) {
    const asserted = { by: 'name', name: name.image } as const;
    return { candidate: { ...candidate, asserted, marked: name.nodes }, heeded: naming };
  }
  const rivals = markers.candidates.filter((marked) => touches(candidate, marked.marked ?? []));
  const [first] = rivals;
  if (first === undefined) return { candidate, heeded: [] };
  const marked = rivals.flatMap((rival) => rival.marked ?? []);
  if (rivals.every((rival) => meansSame(rival, candidate, images)))
    return { candidate: { ...candidate, marked }, heeded: rivals };
  const namesIt = candidate.shape === 'split' && rivals.length === 1 && !markers.patterned.has(first);
  return namesIt
    ? { candidate: { ...candidate, asserted: first.asserted, marked }, heeded: rivals }
    : undefined;
}

function isOnlyAt(nodes: readonly ScalarNode[], candidate: Candidate, found: readonly Candidate[]): boolean {
  return touches(candidate, nodes) && found.filter((other) => touches(other, nodes)).length === 1;
}

/** Whether any of the scalars is one that the candidate is made of, or that names its image as well. */
function touches(candidate: Candidate, nodes: readonly ScalarNode[]): boolean {
  return [...nodesOf(candidate), ...(candidate.also ?? [])].some((node) => nodes.includes(node));
}

/** Whether `other` is the image that a marker says `marked` is. */
export function meansSame(marked: Candidate, other: Candidate, images: readonly SoughtImage[]): boolean {
  const { asserted } = marked;
  const reference = referenceOf(other);
  if (asserted === undefined || reference === undefined) return false;
  if (asserted.by === 'repository') return canonicalRepository(reference) === asserted.repository;
  const image = images.find(({ name }) => name === asserted.name);
  const sought = image === undefined ? undefined : tryParseReference(image.repository);
  return sought !== undefined && sameRepository(sought, reference);
}

/**
 * `tag: v1 # waybill: app tag`, where the chart holds the repository: a tag or digest that a comment points
 * at gets its place among the values. Layers of it, such as a digest in another file, are then found as those
 * of a repository are.
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
