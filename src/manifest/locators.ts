import { nodesOf, spanOf, type Candidate, type Assertion, type Span } from './candidate.ts';
import { keyRole, siblingOf } from './formats/helm-words.ts';
import { referenceSpan, valueOnLine } from './marked-value.ts';
import type { SoughtImage } from './may-hold.ts';
import type { View } from './view.ts';
import { findMarkers, type BrokenMarker, type CommentMarker } from './yaml/comment-marker.ts';
import { matchPattern } from './marker-pattern.ts';
import { aliasSites, type AliasSite } from './yaml/alias-sites.ts';
import { scalarsOf, type PlacedScalar } from './yaml/scalar-index.ts';
import { pathText, type ScalarNode } from './yaml/tree.ts';

/** What the comment markers of a view say. */
export interface Located {
  readonly candidates: readonly Candidate[];
  /** Scalars that a marker speaks for: of another image, or to be left alone. */
  readonly reserved: ReadonlyMap<ScalarNode, string>;
  readonly broken: readonly BrokenMarker[];
  /** Aliases that a marker points at, and which may so be replaced where they stand. */
  readonly aliases: readonly AliasSite[];
  /** Scalars that hold a marker inside their text. */
  readonly inside: readonly PlacedScalar[];
}

/** Finds the markers of a view and what each points at. Markers of images that are not sought reserve their place. */
export function locateMarkers(view: View, images: readonly SoughtImage[]): Located {
  const candidates: Candidate[] = [];
  const reserved = new Map<ScalarNode, string>();
  const broken: BrokenMarker[] = [];
  const inside = new Set<PlacedScalar>();
  const markers = findMarkers(view.text);
  const aliases = new Set<AliasSite>();
  const sites = markers.length === 0 ? [] : view.documents.flatMap((tree) => [...aliasSites(tree.root)]);
  const scalars = markers.length === 0 ? [] : view.documents.flatMap((tree) => [...scalarsOf(tree.root)]);
  for (const marker of markers) {
    const holder =
      view.language === 'lines' ? undefined : scalars.find(({ node }) => holds(node, marker.offset));
    if (holder !== undefined) {
      // A literal block holds lines of its own; in any other scalar the words are text.
      if (holder.node.style === 'literal') inside.add(holder);
      continue;
    }
    if ('problem' in marker) {
      broken.push(marker);
      continue;
    }
    const image = images.find((one) => isNamed(one, marker.image));
    const onLine = scalars.filter(
      ({ node }) => node.start >= marker.lineStart && node.start < marker.lineEnd,
    );
    if (image === undefined) {
      const reason =
        marker.part === 'ignore' ? 'a marker says to ignore it' : `a marker says it is ${marker.image}`;
      for (const { node } of onLine) reserved.set(node, reason);
      continue;
    }
    const here = sites.filter(({ node }) => node.start >= marker.lineStart && node.start < marker.lineEnd);
    const found = markedCandidate(view, marker, image, [...onLine, ...here]);
    if ('problem' in found) broken.push(found);
    else {
      candidates.push(found);
      const nodes = nodesOf(found);
      for (const site of here) if (nodes.includes(site.node)) aliases.add(site);
    }
  }
  return { candidates, reserved, broken, aliases: [...aliases], inside: [...inside] };
}

function holds(node: ScalarNode, offset: number): boolean {
  return node.start <= offset && offset < node.end;
}

function isNamed(image: SoughtImage, word: string): boolean {
  return image.name === word || image.repository === word;
}

function markedCandidate(
  view: View,
  marker: CommentMarker,
  image: SoughtImage,
  onLine: readonly PlacedScalar[],
): Candidate | BrokenMarker {
  const found = onLine.flatMap((placed) => candidateAt(view, marker, image, placed) ?? []);
  const exact = found.length > 1 ? found.filter(({ fits }) => fits) : found;
  const [only] = exact;
  if (only !== undefined && exact.length === 1) return only.candidate;
  const what = marker.pattern === undefined ? `a ${marker.part}` : `"${marker.pattern}"`;
  const problem =
    exact.length === 0 && found.length === 0
      ? `there is no ${what.replace(/^a /, '')} of ${image.name} on the line that it marks`
      : `the line that it marks holds more than one value that could be ${what} of ${image.name}`;
  return { offset: marker.offset, problem };
}

interface Fitting {
  readonly candidate: Candidate;
  /** Its key says the same as the marker. */
  readonly fits: boolean;
}

function candidateAt(
  view: View,
  marker: CommentMarker,
  image: SoughtImage,
  placed: PlacedScalar,
): Fitting | undefined {
  const { node, key, path } = placed;
  const base = {
    format: 'marker',
    view,
    at: view.language === 'lines' ? `line ${Number(path[0]) + 1}` : pathText(path),
    merged: false,
    asserted: { name: image.name } satisfies Assertion,
  };
  const limit = view.language === 'lines' ? marker.lineEnd - node.start : node.text.length;
  if (marker.pattern !== undefined) return patternCandidate(base, marker.pattern, node, limit);
  if (marker.part === 'reference') {
    const value = referenceSpan(node, image, limit, view.language === 'lines');
    return value === undefined ? undefined : { candidate: { ...base, shape: 'whole', value }, fits: true };
  }
  const span = view.language === 'lines' ? valueOnLine(node, limit) : spanOf(node);
  if (span === undefined) return undefined;
  const role = key === undefined ? undefined : keyRole(key);
  const split = splitBase(base);
  const fits = role === undefined ? view.language === 'lines' : role.part === marker.part;
  if (marker.part === 'repository') return { candidate: { ...split, repository: span }, fits };
  if (marker.part === 'digest') return { candidate: { ...split, digest: span }, fits };
  const digest = siblingOf(placed.map, role?.prefix ?? '', 'digest');
  return {
    candidate: { ...split, tag: span, digest: digest === undefined ? undefined : spanOf(digest) },
    fits,
  };
}

function splitBase<B extends object>(base: B) {
  return {
    ...base,
    shape: 'split',
    registry: undefined,
    repository: undefined,
    tag: undefined,
    digest: undefined,
    insertion: undefined,
    bareDigest: false,
    emptyTagIsDefault: false,
  } as const;
}

function patternCandidate(
  base: Parameters<typeof splitBase>[0] & Omit<Candidate, 'shape'>,
  pattern: string,
  node: ScalarNode,
  limit: number,
): Fitting | undefined {
  const spans = matchPattern(node.text.slice(0, limit), pattern);
  if (spans === undefined) return undefined;
  const at = (part: string): Span | undefined => {
    const range = spans.get(part);
    return range === undefined ? undefined : { node, ...range };
  };
  const value = at('reference');
  if (value !== undefined) return { candidate: { ...base, shape: 'whole', value }, fits: true };
  const parts = { repository: at('repository'), tag: at('tag'), digest: at('digest') };
  return { candidate: { ...splitBase(base), ...parts }, fits: true };
}
