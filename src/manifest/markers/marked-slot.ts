import { no, ok, type Result } from '../../errors/result.ts';
import { isDigest } from '../../image/digest.ts';
import { isTag, tryParseReference } from '../../image/reference.ts';
import { keyRole, namingKey, siblingOf, siblingParts } from '../formats/helm/value-keys.ts';
import type { SoughtImage } from '../plan.ts';
import {
  type ReferenceSlot,
  prefixed,
  type Span,
  spanOf,
  spanText,
  splitTag,
} from '../view/reference-slot.ts';
import { writtenText } from '../view/describe.ts';
import type { View } from '../view/view.ts';
import type { PlacedScalar } from '../yaml/placed-scalars.ts';
import { pathText, type ScalarNode } from '../yaml/tree.ts';
import type { CommentMarker } from './comment-marker.ts';
import { referenceSpan, valueOnLine } from './marked-value.ts';
import { matchPattern } from './marker-pattern.ts';

/**
 * `tag: v1 # waybill: app tag`: the one value on a marker's line that can be what the marker says, or why
 * there is none.
 */
export function markedSlot(
  view: View,
  marker: CommentMarker,
  image: SoughtImage,
  onLine: readonly PlacedScalar[],
): Result<ReferenceSlot> {
  const results = onLine.map((placed) => slotAt(view, marker, image, placed));
  const found = results.flatMap((result) => (result.ok ? [result.value] : []));
  const exact = found.length > 1 ? found.filter(({ fits }) => fits) : found;
  const [only] = exact;
  if (only !== undefined && exact.length === 1) return ok(only.slot);
  const what = marker.pattern === undefined ? `a ${marker.part}` : `"${marker.pattern}"`;
  const reasons = results.flatMap((result) => (result.ok ? [] : [result.problem]));
  const reason = reasons.length > 1 ? '' : `: ${reasons[0] ?? 'no value begins there'}`;
  return no(
    found.length === 0
      ? `there is no ${what.replace(/^a /, '')} of ${image.name} on the line that it marks${reason}`
      : `the line that it marks holds more than one value that could be ${what} of ${image.name}`,
  );
}

interface MarkedFit {
  readonly slot: ReferenceSlot;
  /** Its key says the same as the marker. */
  readonly fits: boolean;
}

/** What the marker finds in one scalar, or why it finds nothing. */
function slotAt(
  view: View,
  marker: CommentMarker,
  image: SoughtImage,
  placed: PlacedScalar,
): Result<MarkedFit> {
  const { node, key, path } = placed;
  const isLine = view.language === 'lines';
  const base: MarkedPlace = {
    format: 'marker',
    view,
    at: isLine ? `line ${Number(path[0]) + 1}` : pathText(path),
    merged: false,
    asserted: { by: 'name', name: image.name },
    marked: [node],
  };
  const limit = isLine ? marker.lineEnd - node.start : node.text.length;
  const shown = quoted(writtenText(view, { node, from: 0, to: limit }).trim());
  if (marker.pattern !== undefined) {
    const slot = patternSlot(base, marker.pattern, node, limit);
    return slot === undefined
      ? no(`it does not stand exactly once in ${shown}, with what it asks for in its place`)
      : ok({ slot, fits: true });
  }
  if (marker.part === 'reference') {
    const value = referenceSpan(node, image, limit, isLine);
    if (value === undefined) return no(`${shown} does not name ${image.repository} exactly once`);
    const split = besideParts(base, placed, value);
    return ok({ slot: split ?? { ...base, shape: 'whole', value }, fits: true });
  }
  const span = isLine ? valueOnLine(node, limit) : spanOf(node);
  if (span === undefined) return no(`nothing in ${shown} stands alone, in quotes or behind "=" or ":"`);
  if (!canBe(marker.part, spanText(span), node))
    return no(`${quoted(writtenText(view, span))} is no ${marker.part}`);
  const role = key === undefined ? undefined : keyRole(key);
  const prefix = role?.prefix ?? '';
  const fits = role === undefined ? isLine : role.part === marker.part;
  const split = splitBase(base);
  if (marker.part === 'repository') {
    const alone = { ...split, repository: span, undecided: REPOSITORY_ALONE };
    return ok({ slot: besideParts(base, placed, span) ?? alone, fits });
  }
  if (marker.part === 'digest') return ok({ slot: { ...split, digest: span }, fits });
  return ok({ slot: { ...split, tag: span, digest: sibling(placed, prefix, 'digest') }, fits });
}

/** Whether a value can be what the marker says. Any other is left for a person to look at. */
function canBe(part: CommentMarker['part'], text: string, { templated }: ScalarNode): boolean {
  if (templated) return true;
  if (part === 'repository') {
    const reference = tryParseReference(text);
    return reference !== undefined && reference.tag === undefined && reference.digest === undefined;
  }
  if (text === '') return true;
  if (part === 'digest') return isDigest(prefixed(text));
  const [tag, digest] = splitTag(text);
  return isTag(tag) && (digest === undefined || isDigest(digest));
}

/** A repository in a key of its own, with the tag and digest that stand beside it. */
function besideParts(
  base: MarkedPlace,
  { key, map }: PlacedScalar,
  repository: Span,
): ReferenceSlot | undefined {
  const naming = key === undefined ? undefined : namingKey(key);
  const reference = tryParseReference(spanText(repository));
  if (map === undefined || naming === undefined) return undefined;
  if (reference?.tag !== undefined || reference?.digest !== undefined) return undefined;
  const { tag, digest, bareDigest } = siblingParts(map, naming);
  if (tag === undefined && digest === undefined) return undefined;
  return {
    ...splitBase(base),
    repository,
    tag: tag && spanOf(tag),
    digest: digest && spanOf(digest),
    bareDigest,
  };
}

function sibling({ map }: PlacedScalar, prefix: string, part: 'tag' | 'digest'): Span | undefined {
  const node = siblingOf(map, prefix, part);
  return node === undefined ? undefined : spanOf(node);
}

type MarkedPlace = Pick<ReferenceSlot, 'format' | 'view' | 'at' | 'merged' | 'asserted' | 'marked'>;

function splitBase(base: MarkedPlace) {
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

function patternSlot(
  base: MarkedPlace,
  pattern: string,
  node: ScalarNode,
  limit: number,
): ReferenceSlot | undefined {
  const spans = matchPattern(node.text.slice(0, limit), pattern);
  if (spans === undefined) return undefined;
  const at = (part: string): Span | undefined => {
    const range = spans.get(part);
    return range === undefined ? undefined : { node, ...range };
  };
  const value = at('reference');
  if (value !== undefined) return { ...base, shape: 'whole', value };
  const parts = { repository: at('repository'), tag: at('tag'), digest: at('digest') };
  return { ...splitBase(base), ...parts, undecided: REPOSITORY_ALONE };
}

const REPOSITORY_ALONE = {
  because: 'a promotion leaves the repository as it is',
  hint: 'Mark its tag or its digest, too.',
};

function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
