import { canonicalRepository, sameRepository, tryParseReference } from '../image/reference.ts';
import { nodesOf, referenceOf, type Candidate } from './candidate.ts';
import { allFormats } from './formats/all-formats.ts';
import type { Format, FormatOptions, LayerPart } from './formats/format.ts';
import { locateMarkers, type Located, type NamingMarker } from './locators.ts';
import { textTest, type SoughtImage } from './may-hold.ts';
import { documentsOf, openNested, openNestedLines } from './open-view.ts';
import { atMarkedAliases, layerAtMarkedAliases } from './replace-aliases.ts';
import type { ManifestDocument, View } from './view.ts';
import type { BrokenMarker } from './yaml/comment-marker.ts';
import type { ScalarNode } from './yaml/tree.ts';

/** What one view holds, with the views inside it. */
export interface ViewSurvey {
  readonly view: View;
  readonly documents: readonly ManifestDocument[];
  readonly candidates: readonly Candidate[];
  readonly layers: readonly LayerPart[];
  /** Candidates that a marker of another image, or one that says to ignore, took out. */
  readonly reserved: readonly { readonly candidate: Candidate; readonly reason: string }[];
  readonly broken: readonly BrokenMarker[];
  /** What markers of other images say of scalars. */
  readonly told: ReadonlyMap<ScalarNode, string>;
  readonly unexplained: Located['unexplained'];
  readonly inner: readonly ViewSurvey[];
}

/** Looks through a view and the texts nested in it. Throws `AliasBomb` for a text built to exhaust a reader. */
export function surveyView(view: View, images: readonly SoughtImage[], options: FormatOptions): ViewSurvey {
  const located = locateMarkers(view, images, options.names);
  const documents = documentsOf(view);
  const found: Candidate[] = [];
  const layers: LayerPart[] = [];
  const inner = new Map<ScalarNode, View>();
  const mayHold = textTest(images);
  for (const document of documents) {
    const claimed = new Map<ScalarNode, string>();
    for (const format of formatsFor(document)) {
      for (const candidate of format.find(document, options)) {
        if (claim(claimed, candidate, format)) found.push(candidate);
      }
      for (const part of format.layers?.(document) ?? [])
        layers.push(layerAtMarkedAliases(part, located.aliases));
      for (const { node, at } of format.nested?.(document) ?? []) {
        if (inner.has(node) || !mayHold(node.text)) continue;
        const nested = openNested(view, node, at);
        if (nested !== undefined) inner.set(node, nested);
      }
    }
  }
  for (const { node, path } of located.inside) {
    if (!inner.has(node)) inner.set(node, openNestedLines(view, node, path.join('.')));
  }
  const { broken, ...settled } = reconcile(found, located, images);
  return {
    view,
    documents,
    layers,
    ...settled,
    broken: [...located.broken, ...broken],
    told: located.reserved,
    unexplained: located.unexplained,
    inner: [...inner.values()].map((nested) => surveyView(nested, images, options)),
  };
}

/** Formats that know the document's kind; the ones that go by words only when there are none. */
function formatsFor(document: ManifestDocument): readonly Format[] {
  const known = allFormats.filter((format) => format.recognises(document));
  const kinds = known.filter((format) => format.certainty === 'kind');
  return kinds.length > 0 ? kinds : known;
}

function claim(claimed: Map<ScalarNode, string>, candidate: Candidate, format: Format): boolean {
  const nodes = nodesOf(candidate);
  if (nodes.some((node) => (claimed.get(node) ?? format.name) !== format.name)) return false;
  for (const node of nodes) claimed.set(node, format.name);
  return true;
}

/** Puts what formats found and what markers say together: one candidate for one place. */
function reconcile(found: readonly Candidate[], located: Located, images: readonly SoughtImage[]) {
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
  return { candidates: [...candidates, ...marked], reserved, broken };
}

interface Settled {
  readonly candidate: Candidate;
  /** The markers that have their say through the candidate. */
  readonly markers: readonly (Candidate | NamingMarker)[];
}

/**
 * A marker wins over a guess. Where both mean the same image the format's candidate stays, because it knows the parts
 * around the marked one. It stays also as another image's where the marker does no more than name the image: of a reference over
 * several keys, or of a value in which the marker by itself finds none. Undefined where the marker overrules it.
 */
function settle(
  candidate: Candidate,
  located: Located,
  found: readonly Candidate[],
  images: readonly SoughtImage[],
): Settled | undefined {
  const naming = located.naming.filter(({ nodes }) => isOnlyAt(nodes, candidate, found));
  const [name] = naming;
  if (name !== undefined) {
    const asserted = { name: name.image };
    return { candidate: { ...candidate, asserted, marked: name.nodes }, markers: naming };
  }
  const rivals = located.candidates.filter((marked) => touches(candidate, nodesOf(marked)));
  const [first] = rivals;
  if (first === undefined) return { candidate, markers: [] };
  const marked = rivals.flatMap(nodesOf);
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
