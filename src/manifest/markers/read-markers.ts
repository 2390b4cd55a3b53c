import { didYouMean } from '../../errors/nearest.ts';
import { canonicalRepository, lastSegment, tryParseReference } from '../../image/reference.ts';
import type { PassedOver, SoughtImage } from '../plan.ts';
import { mentions } from '../text/mention.ts';
import { anchorSpan, type ReferenceSlot, nodesOf, spanOf } from '../view/reference-slot.ts';
import { locateSpan, writtenText } from '../view/describe.ts';
import type { View } from '../view/view.ts';
import { type AliasSite, aliasSites, type PlacedScalar, scalarsOf } from '../yaml/placed-scalars.ts';
import type { ScalarNode } from '../yaml/tree.ts';
import { type BrokenMarker, type CommentMarker, findMarkers } from './comment-marker.ts';
import { markedSlot } from './marked-slot.ts';

/**
 * The markers room reads what people say of a value in a comment beside it: `tag: v1 # waybill: app tag`, or
 * the setters of Flux. It says which value is meant, and puts that together with what formats found. It looks
 * at one view at a time and knows nothing of other files.
 */

/** What the comment markers of a view say. */
export interface MarkerFindings {
  readonly slots: readonly ReferenceSlot[];
  /** Those of the slots that a pattern found. Such a one may be one part of a scalar among others. */
  readonly patterned: ReadonlySet<ReferenceSlot>;
  readonly naming: readonly NamingMarker[];
  /** Scalars that a marker speaks for: they are another image's, or to be left alone. With the reason. */
  readonly reserved: ReadonlyMap<ScalarNode, string>;
  /**
   * Values of which a marker says a name that could be the image's, where nothing says which repository that
   * is.
   */
  readonly unexplained: readonly PassedOver[];
  readonly broken: readonly BrokenMarker[];
  /** Aliases that a marker points at. They may be replaced where they stand. */
  readonly aliases: readonly AliasSite[];
  /** Scalars that hold a marker inside their text. */
  readonly textsWithMarkers: readonly PlacedScalar[];
}

/**
 * A marker that names an image on a line where it finds no reference itself. A format may know what stands
 * there.
 */
export interface NamingMarker {
  readonly image: string;
  readonly nodes: readonly ScalarNode[];
  readonly broken: BrokenMarker;
}

/** A view with everything in it that a marker may point at. */
interface MarkableView {
  readonly view: View;
  readonly scalars: readonly PlacedScalar[];
  readonly aliases: readonly AliasSite[];
}

interface CollectedFindings {
  /** Each slot with the marker that points at it. */
  readonly slots: Map<ReferenceSlot, CommentMarker>;
  readonly naming: NamingMarker[];
  readonly reserved: Map<ScalarNode, string>;
  readonly unexplained: PassedOver[];
  readonly broken: BrokenMarker[];
  readonly aliases: Set<AliasSite>;
  readonly textsWithMarkers: Set<PlacedScalar>;
}

/**
 * Finds the markers of a view and what each points at. A marker of an image that is not sought reserves its
 * place. Where the `names` of all images are known, a marker of any other is broken.
 */
export function readMarkers(
  view: View,
  images: readonly SoughtImage[],
  names: readonly string[],
): MarkerFindings {
  const markers = findMarkers(view.text);
  if (markers.length === 0) return NO_MARKERS;
  const scalars = view.documents.flatMap((tree) => [...scalarsOf(tree.root)]);
  const aliases = view.documents.flatMap((tree) => [...aliasSites(tree.root)]);
  const findings = nothingYet();
  for (const { offset, reading } of markers) {
    const holder = scalars.find(({ node }) => holds(view, node, offset));
    if (holder !== undefined) {
      // A literal block holds lines of its own; in any other scalar the words are text.
      if (holder.node.style === 'literal') findings.textsWithMarkers.add(holder);
      continue;
    }
    if (!reading.ok) {
      findings.broken.push({ offset, problem: reading.problem });
      continue;
    }
    const marker = reading.value;
    const image = images.find((sought) => isNamed(sought, marker.image));
    if (image !== undefined) followMarker(findings, { view, scalars, aliases }, marker, image);
    else {
      if (isUnknown(marker, names)) findings.broken.push(unknownImage(marker, names));
      const meant = names.length > 0 ? undefined : images.find((sought) => endsIn(sought, marker.image));
      reserveLine(findings, { view, scalars, aliases }, marker, meant);
    }
  }
  findings.broken.push(...contradictions(findings));
  return settled(findings);
}

const NO_MARKERS = settled(nothingYet());

function nothingYet(): CollectedFindings {
  return {
    slots: new Map(),
    naming: [],
    reserved: new Map(),
    unexplained: [],
    broken: [],
    aliases: new Set(),
    textsWithMarkers: new Set(),
  };
}

function settled({ slots, aliases, textsWithMarkers, ...findings }: CollectedFindings): MarkerFindings {
  const patterned = [...slots].filter(([, { pattern }]) => pattern !== undefined);
  return {
    ...findings,
    slots: [...slots.keys()],
    patterned: new Set(patterned.map(([slot]) => slot)),
    aliases: [...aliases],
    textsWithMarkers: [...textsWithMarkers],
  };
}

/** A marker of a sought image: the value that it points at becomes a slot. */
function followMarker(
  findings: CollectedFindings,
  { view, scalars, aliases }: MarkableView,
  marker: CommentMarker,
  image: SoughtImage,
): void {
  const onLine = scalars.filter(({ node }) => isOnLine(node, marker));
  const aliasesOnLine = aliases.filter(({ node }) => isOnLine(node, marker));
  const found = markedSlot(view, marker, image, [...onLine, ...aliasesOnLine]);
  if (!found.ok) {
    const broken = { offset: marker.offset, problem: found.problem };
    const nodes = onLine.map(({ node }) => node);
    if (maySpeakOfFormat(marker)) findings.naming.push({ image: image.name, nodes, broken });
    else findings.broken.push(broken);
    return;
  }
  const slot = found.value;
  if ([...findings.slots.keys()].some((other) => isSame(other, slot))) return;
  findings.slots.set(slot, marker);
  const nodes = nodesOf(slot);
  for (const alias of aliasesOnLine) if (nodes.includes(alias.node)) findings.aliases.add(alias);
}

/**
 * A marker of no sought image: what stands on its line is left as it is. `meant` is the image that it may
 * speak of.
 */
function reserveLine(
  findings: CollectedFindings,
  { view, scalars }: MarkableView,
  marker: CommentMarker,
  meant: SoughtImage | undefined,
): void {
  const reason = meant === undefined ? reservation(marker) : `${reservation(marker)}, ${UNEXPLAINED}`;
  for (const { node } of scalars) {
    if (!isOnLine(node, marker)) continue;
    findings.reserved.set(node, reason);
    // What names the repository itself is told like every mention, with the same reason.
    if (meant !== undefined && !mentions(node.text, meant.repository))
      findings.unexplained.push(unexplainedAt(view, node, meant, reason));
  }
}

/** Markers that point at a value of which another one says something else. */
function contradictions({ slots, reserved }: CollectedFindings): readonly BrokenMarker[] {
  return [...slots].flatMap(([slot, { offset, pattern }]) => {
    const other = nodesOf(slot).flatMap((node) => reserved.get(node) ?? [])[0];
    if (other === undefined || pattern !== undefined) return [];
    return [{ offset, problem: `something else is said of the same value: ${other}` }];
  });
}

/** Two markers that say the same of one place are one. */
function isSame(a: ReferenceSlot, b: ReferenceSlot): boolean {
  const [first, second] = [anchorSpan(a), anchorSpan(b)];
  const isThere = first.node === second.node && first.from === second.from && first.to === second.to;
  return isThere && JSON.stringify(a.asserted) === JSON.stringify(b.asserted);
}

/**
 * Behind the header of a block (`script: | # …`) stands a comment. Everything below it is the block's text.
 */
function holds({ text, language }: View, node: ScalarNode, offset: number): boolean {
  if (language === 'lines' || offset < node.start || offset >= node.end) return false;
  const isBlock = node.style === 'literal' || node.style === 'folded';
  return !isBlock || text.slice(node.start, offset).includes('\n');
}

function isOnLine(node: ScalarNode, { lineStart, lineEnd }: CommentMarker): boolean {
  return node.start >= lineStart && node.start < lineEnd;
}

/** Beside `${VAR:-mirror/app:v1}` and the like, the format knows where the reference and its tag are. */
function maySpeakOfFormat({ part, pattern }: CommentMarker): boolean {
  return (part === 'reference' || part === 'tag') && pattern === undefined;
}

/** By its name, or by its repository in any spelling. */
function isNamed(image: SoughtImage, word: string): boolean {
  if (image.name === word || image.repository === word) return true;
  const [repository, named] = [image.repository, word].map(tryParseReference);
  if (repository === undefined || named === undefined) return false;
  return canonicalRepository(repository) === canonicalRepository(named);
}

function reservation({ part, image }: CommentMarker): string {
  return part === 'ignore' ? 'a marker says to ignore it' : `a marker says it is ${image}`;
}

function isUnknown({ part, image }: CommentMarker, names: readonly string[]): boolean {
  if (part === 'ignore' || names.length === 0) return false;
  return !names.some((name) => isNamed({ name, repository: name }, image));
}

function unknownImage({ offset, image }: CommentMarker, names: readonly string[]): BrokenMarker {
  return { offset, problem: `"${image}" is no image of waybill.yaml.${didYouMean(image, names)}` };
}

function endsIn({ repository }: SoughtImage, word: string): boolean {
  return lastSegment(repository) === word;
}

function unexplainedAt(view: View, node: ScalarNode, { name }: SoughtImage, reason: string): PassedOver {
  const span = spanOf(node);
  const found = writtenText(view, span).slice(0, 120);
  return { image: name, location: locateSpan(view, span), found, reason };
}

const UNEXPLAINED = 'and without a waybill.yaml nothing says which repository that is';
