import { didYouMean } from '../../errors/nearest.ts';
import { canonicalRepository, tryParseReference } from '../../image/reference.ts';
import type { PassedOver, SoughtImage } from '../plan.ts';
import { mentions } from '../text/mention.ts';
import { anchorSpan, type Candidate, nodesOf, spanOf } from '../view/candidate.ts';
import { locateSpan } from '../view/describe.ts';
import type { View } from '../view/view.ts';
import { type AliasSite, aliasSites, type PlacedScalar, scalarsOf } from '../yaml/placed-scalars.ts';
import type { ScalarNode } from '../yaml/tree.ts';
import { type BrokenMarker, type CommentMarker, findMarkers } from './comment-marker.ts';
import { markedCandidate } from './marked-candidate.ts';

/**
 * A marker that names an image on a line where it finds no reference; a format may know what stands there.
 */
export interface NamingMarker {
  readonly image: string;
  readonly nodes: readonly ScalarNode[];
  readonly broken: BrokenMarker;
}

/** What the comment markers of a view say. */
export interface MarkerFindings {
  readonly candidates: readonly Candidate[];
  /**
   * Those of them that are found by the text around them, and so may be one part of a scalar among others.
   */
  readonly patterned: ReadonlySet<Candidate>;
  readonly naming: readonly NamingMarker[];
  /** Scalars that a marker speaks for: of another image, or to be left alone. */
  readonly reserved: ReadonlyMap<ScalarNode, string>;
  /**
   * Values of which a marker says a name that could be the image's, where nothing says which repository that
   * is.
   */
  readonly unexplained: readonly PassedOver[];
  readonly broken: readonly BrokenMarker[];
  /** Aliases that a marker points at, and which may so be replaced where they stand. */
  readonly aliases: readonly AliasSite[];
  /** Scalars that hold a marker inside their text. */
  readonly textsWithMarkers: readonly PlacedScalar[];
}

/**
 * Finds the markers of a view and what each points at. Markers of images that are not sought reserve their
 * place. Where the `names` of all images are known, a marker of any other name is broken.
 */
export function readMarkers(
  view: View,
  images: readonly SoughtImage[],
  names: readonly string[],
): MarkerFindings {
  const candidates: Candidate[] = [];
  const patterned = new Set<Candidate>();
  const naming: NamingMarker[] = [];
  const reserved = new Map<ScalarNode, string>();
  const broken: BrokenMarker[] = [];
  const unexplained: PassedOver[] = [];
  const inside = new Set<PlacedScalar>();
  const aliases = new Set<AliasSite>();
  const results = findMarkers(view.text);
  const sites = results.length === 0 ? [] : view.documents.flatMap((tree) => [...aliasSites(tree.root)]);
  const scalars = results.length === 0 ? [] : view.documents.flatMap((tree) => [...scalarsOf(tree.root)]);
  const ownerOf = new Map<Candidate, CommentMarker>();
  for (const read of results) {
    const { offset } = read.ok ? read.value : read.problem;
    const holder = scalars.find(({ node }) => holds(view, node, offset));
    if (holder !== undefined) {
      // A literal block holds lines of its own; in any other scalar the words are text.
      if (holder.node.style === 'literal') inside.add(holder);
      continue;
    }
    if (!read.ok) {
      broken.push(read.problem);
      continue;
    }
    const marker = read.value;
    const image = images.find((sought) => isNamed(sought, marker.image));
    const onLine = scalars.filter(({ node }) => isOnLine(node, marker));
    if (image === undefined) {
      if (isUnknown(marker, names)) broken.push(unknownImage(marker, names));
      const meant = names.length > 0 ? undefined : images.find((sought) => endsIn(sought, marker.image));
      const reason = meant === undefined ? reservation(marker) : `${reservation(marker)}, ${UNEXPLAINED}`;
      for (const { node } of onLine) {
        reserved.set(node, reason);
        // What names the repository itself is reported with every mention, for the same reason.
        if (meant !== undefined && !mentions(node.text, meant.repository))
          unexplained.push(unexplainedAt(view, node, meant, reason));
      }
      continue;
    }
    const here = sites.filter(({ node }) => isOnLine(node, marker));
    const result = markedCandidate(view, marker, image, [...onLine, ...here]);
    if (!result.ok) {
      const nodes = onLine.map(({ node }) => node);
      if (maySpeakOfFormat(marker)) naming.push({ image: image.name, nodes, broken: result.problem });
      else broken.push(result.problem);
      continue;
    }
    const found = result.value;
    if (candidates.some((candidate) => isSame(candidate, found))) continue;
    candidates.push(found);
    ownerOf.set(found, marker);
    if (marker.pattern !== undefined) patterned.add(found);
    const nodes = nodesOf(found);
    for (const site of here) if (nodes.includes(site.node)) aliases.add(site);
  }
  for (const [candidate, { offset, pattern }] of ownerOf) {
    const other = nodesOf(candidate).flatMap((node) => reserved.get(node) ?? [])[0];
    if (other !== undefined && pattern === undefined)
      broken.push({ offset, problem: `something else is said of the same value: ${other}` });
  }
  return {
    candidates,
    patterned,
    naming,
    reserved,
    unexplained,
    broken,
    aliases: [...aliases],
    textsWithMarkers: [...inside],
  };
}

/** Two markers that say the same of one place are one. */
function isSame(a: Candidate, b: Candidate): boolean {
  const [span, other] = [anchorSpan(a), anchorSpan(b)];
  const isThere = span.node === other.node && span.from === other.from && span.to === other.to;
  return isThere && JSON.stringify(a.asserted) === JSON.stringify(b.asserted);
}

/**
 * What stands behind the header of a block (`script: | # …`) is a comment; everything below it is the block's
 * text.
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
  const [own, other] = [image.repository, word].map(tryParseReference);
  return own !== undefined && other !== undefined && canonicalRepository(own) === canonicalRepository(other);
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
  return repository.slice(repository.lastIndexOf('/') + 1) === word;
}

function unexplainedAt(view: View, node: ScalarNode, { name }: SoughtImage, reason: string): PassedOver {
  const span = spanOf(node);
  const found = node.text.slice(span.from, span.to).slice(0, 120);
  return { image: name, location: locateSpan(view, span), found, reason };
}

const UNEXPLAINED = 'and without a waybill.yaml nothing says which repository that is';
