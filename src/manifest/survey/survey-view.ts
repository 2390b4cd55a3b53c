import { allFormats } from '../formats/all-formats.ts';
import type { ChartDependency, Format, FormatOptions, LayerPart, ValuesStack } from '../formats/format.ts';
import { findReplacements, type Replacement } from '../formats/kustomize/replacements.ts';
import type { BrokenMarker } from '../markers/comment-marker.ts';
import { layerAtMarkedAliases } from '../markers/marked-aliases.ts';
import { type MarkerFindings, readMarkers } from '../markers/read-markers.ts';
import { reconcile } from '../markers/reconcile.ts';
import type { SoughtImage } from '../plan.ts';
import { mayReplace } from '../replacements/kustomized-files.ts';
import { setsTagOrDigest } from '../text/may-hold-values.ts';
import { textTest } from '../text/may-hold.ts';
import { type Candidate, nodesOf } from '../view/candidate.ts';
import { documentsOf, openNested, openNestedLines } from '../view/open-view.ts';
import type { ManifestDocument, View } from '../view/view.ts';
import type { ScalarNode } from '../yaml/tree.ts';

/** What one view holds, with the views inside it. */
export interface ViewSurvey {
  readonly view: View;
  readonly documents: readonly ManifestDocument[];
  readonly candidates: readonly Candidate[];
  readonly layers: readonly LayerPart[];
  readonly stacks: readonly ValuesStack[];
  readonly replacements: readonly Replacement[];
  readonly dependencies: readonly ChartDependency[];
  /** Candidates that a marker of another image, or one that says to ignore, took out. */
  readonly reserved: readonly { readonly candidate: Candidate; readonly reason: string }[];
  readonly broken: readonly BrokenMarker[];
  /** What markers of other images say of scalars. */
  readonly markerReasons: ReadonlyMap<ScalarNode, string>;
  readonly unexplained: MarkerFindings['unexplained'];
  readonly inner: readonly ViewSurvey[];
}

/**
 * Looks through a view and the texts nested in it. Throws `AliasBomb` for a text built to exhaust a reader.
 */
export function surveyView(view: View, images: readonly SoughtImage[], options: FormatOptions): ViewSurvey {
  const located = readMarkers(view, images, options.names);
  const documents = documentsOf(view);
  const found: Candidate[] = [];
  const layers: LayerPart[] = [];
  const stacks: ValuesStack[] = [];
  const dependencies: ChartDependency[] = [];
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
      stacks.push(...(format.stacks?.(document) ?? []));
      dependencies.push(...(format.dependencies?.(document) ?? []));
      for (const nested of format.nested?.(document) ?? []) {
        const { node, group } = nested;
        if (inner.has(node)) continue;
        if (!mayHold(node.text) && !(group !== undefined && mayAddTo(node.text))) continue;
        const opened = openNested(view, nested);
        if (opened !== undefined) inner.set(node, opened);
      }
    }
  }
  for (const { node, path } of located.textsWithMarkers) {
    if (!inner.has(node)) inner.set(node, openNestedLines(view, node, path.join('.')));
  }
  const { broken, ...settled } = reconcile(found, located, images, layers);
  return {
    view,
    documents,
    layers: layers.flatMap((part) => unmarked(part, located)),
    stacks,
    replacements: documents.flatMap(findReplacements),
    dependencies,
    ...settled,
    broken: [...located.broken, ...broken],
    markerReasons: located.reserved,
    unexplained: located.unexplained,
    inner: [...inner.values()].map((nested) => surveyView(nested, images, options)),
  };
}

/** Whether a text that does not name the image may decide a part of it. */
function mayAddTo(text: string): boolean {
  return setsTagOrDigest(text) || mayReplace(text);
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

/** A layer unless a marker speaks for it: one of the image does so itself, any other keeps it as it is. */
function unmarked(part: LayerPart, located: MarkerFindings): readonly LayerPart[] {
  const nodes = [part.tag, part.digest].flatMap((span) => span?.node ?? []);
  if (located.candidates.some((marked) => nodesOf(marked).some((node) => nodes.includes(node)))) return [];
  const reserved = nodes.flatMap((node) => located.reserved.get(node) ?? [])[0];
  return [reserved === undefined ? part : { ...part, reserved }];
}

/** The registry of a repository in the same map; any other may go before a repository in another file. */
function isBeside(part: LayerPart, { unit }: Candidate): boolean {
  return unit?.path === part.path && unit.prefixes.includes(part.prefix);
}

/**
 * A file of values that was read only because it may hold a layer, without its parsed tree when it holds
 * none: its own repositories own every tag and digest in it. What stays are these repositories, to which
 * layers in other files may belong. Among ten thousand values files nearly all are such.
 */
export function leanSurvey(survey: ViewSurvey): ViewSurvey {
  const { candidates, layers, inner, view } = survey;
  const owned = new Set(
    candidates.flatMap((one) => (one.shape === 'split' ? [one.tag?.node, one.digest?.node] : [])),
  );
  const isOwned = layers.every(
    (part) =>
      [part.tag, part.digest].every((span) => span === undefined || owned.has(span.node)) &&
      (part.registry === undefined || candidates.some((one) => isBeside(part, one))),
  );
  if (!isOwned || inner.length > 0) return survey;
  const lean = { ...view, documents: [] };
  const bases = candidates.filter((one) => one.unit !== undefined);
  return {
    ...survey,
    view: lean,
    documents: [],
    layers: [],
    candidates: bases.map((one): Candidate => ({ ...one, view: lean })),
  };
}
