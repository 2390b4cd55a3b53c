import { tryParseReference } from '../../image/reference.ts';
import type { PassedOver, Refusal } from '../plan.ts';
import { type Candidate, declaredParts, spanText, type SplitCandidate } from '../view/candidate.ts';
import type { Match } from '../view/found.ts';
import { locateSpan, locationOf, spelled } from '../view/describe.ts';
import { locateInFile } from '../view/view.ts';
import type { ScalarNode } from '../yaml/tree.ts';
import { contextOf, replacementObstacle, replacementRefusal } from './refusals.ts';
import { replacedFields, type ReplacedImage } from './replaced-fields.ts';
import type { ScopedReplacement } from './scopes.ts';
import type { SourceText } from './sources.ts';

/** What the candidates of a match become where replacements of Kustomize write a part of them. */
export interface JoinedReplacements {
  readonly found: readonly Candidate[];
  /** Those of which another place decides the tag, whatever stands there. */
  readonly overwritten: ReadonlySet<Candidate>;
  readonly passedOver: readonly PassedOver[];
  readonly refusals: readonly Refusal[];
}

/** What the files hold of images, and the replacements that write over them. */
export interface ReplacementsInFiles {
  readonly candidates: readonly Candidate[];
  readonly replacements: readonly ScopedReplacement[];
  /** What markers say of scalars: that they are another image's, or to be left alone. */
  readonly markerReasons: ReadonlyMap<ScalarNode, string>;
}

/**
 * A replacement writes over what stands in the place of an image, so that the text that it takes is a part of the same
 * reference. It is changed along where that is certain: it is such a part, and goes into no other image. A tag that is put
 * between others' text leaves no room for a digest behind it, and so the image gets the tag alone. `together` are places of
 * other images that go to the same tag in the same plan.
 */
export function joinReplacements(
  survey: ReplacementsInFiles,
  match: Match,
  found: readonly Candidate[],
  together: ReadonlySet<Candidate>,
): JoinedReplacements {
  const none = { found, overwritten: new Set<Candidate>(), passedOver: [], refusals: [] };
  if (survey.replacements.length === 0 || found.length === 0) return none;
  const own = new Set(found);
  const others = survey.candidates.filter((one) => !own.has(one));
  const fields = replacedFields(survey.replacements, [...found, ...others]);
  const surroundings = contextOf(fields, found, others, together);
  const tagAlone = new Map<Candidate, Candidate | undefined>();
  const overwritten = new Set<Candidate>();
  const sources = new Map<string, Candidate>();
  const passedOver: PassedOver[] = [];
  const refusals: Refusal[] = [];
  for (const field of fields.filter(({ candidate }) => own.has(candidate))) {
    const { candidate, part, replacement } = field;
    const told = replacement.scalars.flatMap((node) => survey.markerReasons.get(node) ?? [])[0];
    if (told !== undefined) {
      passedOver.push(passedReplacement(field, match, told));
      continue;
    }
    if (part !== 'digest') overwritten.add(candidate);
    if (part === 'tag') tagAlone.set(candidate, withoutDigest(candidate));
    if (field.sources.length === 0)
      refusals.push(replacementRefusal(field, match, undefined, 'no file that is looked at has that text'));
    for (const source of field.sources) {
      const reason = survey.markerReasons.get(source.span.node);
      const owners = surroundings.owners.get(source.span.node)?.filter((one) => own.has(one)) ?? [];
      const obstacle = replacementObstacle(field, source, owners, surroundings);
      if (reason !== undefined) passedOver.push(passedSource(source, match, reason));
      else if (obstacle !== undefined) refusals.push(replacementRefusal(field, match, source, obstacle));
      else if (owners.length === 0) sources.set(keyOf(source), sourceCandidate(source, part, match));
      else if (part === 'tag') for (const one of owners) tagAlone.set(one, withoutDigest(one));
    }
  }
  const joined = found.flatMap((one) => (tagAlone.has(one) ? (tagAlone.get(one) ?? []) : one));
  const bare = found.filter((one) => tagAlone.has(one) && tagAlone.get(one) === undefined);
  return {
    found: [...joined, ...sources.values()],
    overwritten: new Set([...overwritten].flatMap((one) => tagAlone.get(one) ?? one)),
    passedOver: [...passedOver, ...bare.map((one) => passedBare(one, match))],
    refusals,
  };
}

function keyOf({ view, span }: SourceText): string {
  return `${view.file.path} ${view.outer?.at ?? ''} ${span.node.start} ${span.from}`;
}

/** The candidate as one of which the tag alone is written; undefined where it has none, so that nothing is left to write. */
function withoutDigest(candidate: Candidate): Candidate | undefined {
  const { tag } = declaredParts(candidate);
  if (candidate.shape === 'split')
    return candidate.repository === undefined ? candidate : inTagAlone(candidate);
  const { value, ...base } = candidate;
  if (tag === undefined) return undefined;
  const name = tryParseReference(spanText(value))?.spelling.length ?? 0;
  return {
    ...base,
    shape: 'split',
    registry: undefined,
    repository: { ...value, to: value.from + name },
    tag: { ...value, from: value.from + name + 1 },
    digest: undefined,
    insertion: undefined,
    bareDigest: false,
    emptyTagIsDefault: false,
  };
}

/** A Kustomize entry renders its digest behind the tag, where the replacement cuts; values keep theirs in a key of its own. */
function inTagAlone(candidate: SplitCandidate): Candidate | undefined {
  if (candidate.format === 'kustomize') {
    if (candidate.tag === undefined) return undefined;
    return { ...candidate, insertion: undefined };
  }
  return candidate.tag === undefined && candidate.digest === undefined ? undefined : candidate;
}

function sourceCandidate(source: SourceText, part: ReplacedImage['part'], match: Match): Candidate {
  const { view, span, at } = source;
  return {
    shape: 'split',
    format: 'kustomize',
    view,
    at,
    merged: false,
    asserted: { name: match.image.name },
    registry: undefined,
    repository: undefined,
    tag: part === 'tag' ? span : undefined,
    digest: part === 'digest' ? span : undefined,
    insertion: undefined,
    bareDigest: false,
    emptyTagIsDefault: false,
  };
}

function passedSource({ view, span }: SourceText, { image }: Match, reason: string): PassedOver {
  return { image: image.name, location: locateSpan(view, span), found: spanText(span), reason };
}

function passedReplacement({ replacement }: ReplacedImage, { image }: Match, reason: string): PassedOver {
  const { document, node, at } = replacement;
  return { image: image.name, location: locateInFile(document.view, node.start), found: at, reason };
}

function passedBare(candidate: Candidate, { image }: Match): PassedOver {
  const reason = 'it has no tag, and a replacement of Kustomize puts one there';
  return { image: image.name, location: locationOf(candidate), found: spelled(candidate), reason };
}
