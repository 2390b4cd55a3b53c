import { allFormats } from '../formats/all-formats.ts';
import type { ChartDependency, Format, FormatOptions, LayerPart, ValuesStack } from '../formats/format.ts';
import { automationAround, automationObjects } from '../formats/objects/other-automation.ts';
import { findReplacements, type Replacement } from '../formats/kustomize/replacements.ts';
import type { BrokenMarker } from '../markers/comment-marker.ts';
import { layerAtMarkedAliases } from '../markers/marked-aliases.ts';
import { type MarkerFindings, readMarkers } from '../markers/read-markers.ts';
import { reconcile, type ReservedSlot } from '../markers/reconcile.ts';
import type { SoughtImage } from '../plan.ts';
import { mayReplace } from '../replacements/kustomized-files.ts';
import { isPatch, setsTagOrDigest } from '../text/may-hold-values.ts';
import { textTest } from '../text/may-hold-image.ts';
import { type ReferenceSlot, nodesOf } from '../view/reference-slot.ts';
import { documentsOf, openNested, openNestedLines } from '../view/open-view.ts';
import type { ViewDocument, NestedText, View } from '../view/view.ts';
import type { ScalarNode } from '../yaml/tree.ts';

/** What one view holds, with the views inside it. */
export interface ViewSurvey {
  readonly view: View;
  readonly documents: readonly ViewDocument[];
  readonly slots: readonly ReferenceSlot[];
  readonly layers: readonly LayerPart[];
  readonly stacks: readonly ValuesStack[];
  readonly replacements: readonly Replacement[];
  readonly dependencies: readonly ChartDependency[];
  /** Slots that a marker of another image, or one that says to ignore, took out. */
  readonly reserved: readonly ReservedSlot[];
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
  const markers = readMarkers(view, images, options.names);
  const documents = documentsOf(view);
  const mayHold = textTest(images);
  // A text that belongs to a group of values may decide a part of the image without naming it.
  const isWorthOpening = ({ node, group }: NestedText): boolean =>
    mayHold(node.text) ||
    (group !== undefined && (setsTagOrDigest(node.text) || mayReplace(node.text) || isPatch(node.text)));
  const found: FormatFindings = {
    slots: [],
    layers: [],
    stacks: [],
    dependencies: [],
    inner: new Map(),
  };
  for (const document of documents) collectFromFormats(found, document, options, isWorthOpening);
  const { inner } = found;
  for (const { node, path } of markers.textsWithMarkers) {
    if (!inner.has(node)) inner.set(node, openNestedLines(view, node, path.join('.')));
  }
  const layers = found.layers.map((part) => layerAtMarkedAliases(part, markers.aliases));
  const { broken, ...reconciled } = reconcile(found.slots, markers, images, layers);
  return {
    view,
    documents,
    layers: layers.flatMap((part) => unmarked(part, markers)),
    stacks: found.stacks,
    replacements: documents.flatMap(findReplacements),
    dependencies: found.dependencies,
    ...reconciled,
    broken: [...markers.broken, ...broken],
    markerReasons: markers.reserved,
    unexplained: markers.unexplained,
    inner: [...inner.values()].map((nested) => surveyView(nested, images, options)),
  };
}

interface FormatFindings {
  readonly slots: ReferenceSlot[];
  readonly layers: LayerPart[];
  readonly stacks: ValuesStack[];
  readonly dependencies: ChartDependency[];
  /** The texts inside scalars that were opened. */
  readonly inner: Map<ScalarNode, View>;
}

function collectFromFormats(
  found: FormatFindings,
  document: ViewDocument,
  options: FormatOptions,
  isWorthOpening: (nested: NestedText) => boolean,
): void {
  const claimed = new Map<ScalarNode, Claim>();
  const hasAliases = document.aliases.length > 0;
  const automation = automationObjects(document);
  const isDeclared = (nodes: readonly ScalarNode[]): boolean =>
    automation.length === 0 || !nodes.some((node) => automationAround(automation, node) !== undefined);
  for (const format of formatsFor(document)) {
    for (const slot of format.find(document, options)) {
      if (isDeclared(nodesOf(slot)) && claim(claimed, slot, hasAliases)) found.slots.push(slot);
    }
    for (const part of format.layers?.(document) ?? []) found.layers.push(part);
    found.stacks.push(...(format.stacks?.(document) ?? []));
    found.dependencies.push(...(format.dependencies?.(document) ?? []));
    for (const nested of format.nested?.(document) ?? []) {
      if (found.inner.has(nested.node) || !isDeclared([nested.node]) || !isWorthOpening(nested)) continue;
      const opened = openNested(document.view, nested);
      if (opened !== undefined) found.inner.set(nested.node, opened);
    }
  }
}

/** Formats that know the document's kind. The ones that go by words only where there are none. */
function formatsFor(document: ViewDocument): readonly Format[] {
  const recognising = allFormats.filter((format) => format.recognises(document));
  const isKnown = recognising.some(({ certainty }) => certainty === 'kind');
  return isKnown ? recognising.filter(({ certainty }) => certainty !== 'words') : recognising;
}

/** Who has a scalar, and where: through aliases it stands in several places. */
interface Claim {
  readonly format: string;
  readonly places: Set<string>;
}

/** Takes the scalars of a slot for its format. Returns false where another format has one of them. */
function claim(claimed: Map<ScalarNode, Claim>, slot: ReferenceSlot, hasAliases: boolean): boolean {
  const nodes = nodesOf(slot);
  const isTaken = (node: ScalarNode): boolean => {
    const before = claimed.get(node);
    if (before === undefined || before.format === slot.format) return false;
    return !hasAliases || slot.isHandedOn !== true || before.places.has(slot.at);
  };
  if (nodes.some(isTaken)) return false;
  for (const node of nodes) {
    const before = claimed.get(node);
    if (before === undefined) claimed.set(node, { format: slot.format, places: new Set([slot.at]) });
    else before.places.add(slot.at);
  }
  return true;
}

/** A layer unless a marker speaks for it. One of the image does so itself, any other keeps it as it is. */
function unmarked(part: LayerPart, markers: MarkerFindings): readonly LayerPart[] {
  const nodes = [part.tag, part.digest].flatMap((span) => span?.node ?? []);
  if (markers.slots.some((marked) => nodesOf(marked).some((node) => nodes.includes(node)))) return [];
  const reserved = nodes.flatMap((node) => markers.reserved.get(node) ?? [])[0];
  return [reserved === undefined ? part : { ...part, reserved }];
}

/**
 * The survey of a file of values without its parsed tree, where the file holds no layer: its own repositories
 * own every tag and digest in it. These repositories stay, because layers in other files may belong to them.
 * Among ten thousand files of values nearly all are such, and their trees would fill the memory.
 */
export function leanSurvey(survey: ViewSurvey): ViewSurvey {
  const { slots, layers, inner, view } = survey;
  const owned = new Set(
    slots.flatMap((slot) => (slot.shape === 'split' ? [slot.tag?.node, slot.digest?.node] : [])),
  );
  const isOwned = layers.every(
    (part) =>
      [part.tag, part.digest].every((span) => span === undefined || owned.has(span.node)) &&
      (part.registry === undefined || slots.some((slot) => isBeside(part, slot))),
  );
  if (!isOwned || inner.length > 0) return survey;
  const lean = { ...view, documents: [] };
  const bases = slots.filter((slot) => slot.unit !== undefined);
  return {
    ...survey,
    view: lean,
    documents: [],
    layers: [],
    slots: bases.map((base): ReferenceSlot => ({ ...base, view: lean })),
  };
}

/** The registry of a repository in the same map. Any other may go before a repository in another file. */
function isBeside(part: LayerPart, { unit }: ReferenceSlot): boolean {
  return unit?.path === part.path && unit.prefixes.includes(part.prefix);
}
