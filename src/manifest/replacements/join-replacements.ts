import { tryParseReference } from '../../image/reference.ts';
import type { PassedOver, Refusal } from '../plan.ts';
import { type Candidate, declaredParts, spanText, type SplitCandidate } from '../view/candidate.ts';
import type { Match } from '../view/found.ts';
import { locateSpan, locationOf, spelled } from '../view/describe.ts';
import { locateInFile } from '../view/view.ts';
import type { ScalarNode } from '../yaml/tree.ts';
import { contextOf, type ReplacementContext, replacementObstacle, replacementRefusal } from './refusals.ts';
import { replacedFields, type ReplacedImage } from './replaced-fields.ts';
import type { ScopedReplacement } from './scopes.ts';
import type { SourceText } from './sources.ts';

/**
 * The replacements room follows `replacements` of Kustomize from the image that they write over to the text
 * that they take. It knows which files a Kustomization brings together. It knows neither the digest that is
 * written nor how.
 */

/** What the candidates of a match become where replacements of Kustomize write a part of them. */
interface JoinedReplacements {
  readonly found: readonly Candidate[];
  /** Those of which another place decides the tag, whatever stands there. */
  readonly overwritten: ReadonlySet<Candidate>;
  readonly passedOver: readonly PassedOver[];
  readonly refusals: readonly Refusal[];
}

/** What the files hold of images, and the replacements that write over them. */
interface ReplacementsInFiles {
  readonly candidates: readonly Candidate[];
  readonly replacements: readonly ScopedReplacement[];
  /** What markers say of scalars: that they are another image's, or to be left alone. */
  readonly markerReasons: ReadonlyMap<ScalarNode, string>;
}

/**
 * `replacements` of a Kustomization copy `v1` out of a ConfigMap into `ghcr.io/acme/api:v0`: then `v1` is a
 * part of that reference. It is changed along where that is certain. It has to be such a part, and to go into
 * no other image. Where the tag is put between other text, there is no room for a digest behind it, and the
 * image gets the tag alone. `alongside` are places of images that go to the same tag in the same plan.
 */
export function joinReplacements(
  survey: ReplacementsInFiles,
  match: Match,
  found: readonly Candidate[],
  alongside: ReadonlySet<Candidate>,
): JoinedReplacements {
  if (survey.replacements.length === 0 || found.length === 0)
    return { found, overwritten: new Set(), passedOver: [], refusals: [] };
  const own = new Set(found);
  const others = survey.candidates.filter((candidate) => !own.has(candidate));
  const fields = replacedFields(survey.replacements, [...found, ...others]);
  const context = {
    match,
    markerReasons: survey.markerReasons,
    own,
    ...contextOf(fields, found, others, alongside),
  };
  const joining: Joining = {
    tagAlone: new Map(),
    overwritten: new Set(),
    sources: new Map(),
    passedOver: [],
    refusals: [],
  };
  for (const field of fields) if (own.has(field.candidate)) joinField(field, context, joining);
  const { tagAlone, overwritten, sources, passedOver, refusals } = joining;
  const kept = found.flatMap((place) => (tagAlone.has(place) ? (tagAlone.get(place) ?? []) : place));
  const bare = found.filter((place) => tagAlone.has(place) && tagAlone.get(place) === undefined);
  return {
    found: [...kept, ...sources.values()],
    overwritten: new Set([...overwritten].flatMap((place) => tagAlone.get(place) ?? place)),
    passedOver: [...passedOver, ...bare.map((place) => passedBare(place, match))],
    refusals,
  };
}

/** What is gathered while the fields are gone through. */
interface Joining {
  /** Places of which the tag alone is written, as such; undefined where that leaves nothing to write. */
  readonly tagAlone: Map<Candidate, Candidate | undefined>;
  readonly overwritten: Set<Candidate>;
  /** Texts that replacements take and no format knows, by where they stand. */
  readonly sources: Map<string, Candidate>;
  readonly passedOver: PassedOver[];
  readonly refusals: Refusal[];
}

interface FieldContext extends ReplacementContext {
  readonly match: Match;
  readonly markerReasons: ReplacementsInFiles['markerReasons'];
  readonly own: ReadonlySet<Candidate>;
}

function joinField(field: ReplacedImage, context: FieldContext, joining: Joining): void {
  const { candidate, part, replacement } = field;
  const { match, markerReasons } = context;
  const reason = replacement.scalars.flatMap((node) => markerReasons.get(node) ?? [])[0];
  if (reason !== undefined) {
    joining.passedOver.push(passedReplacement(field, match, reason));
    return;
  }
  if (part !== 'digest') joining.overwritten.add(candidate);
  if (part === 'tag') joining.tagAlone.set(candidate, withoutDigest(candidate));
  if (field.sources.length === 0)
    joining.refusals.push(
      replacementRefusal(field, match, undefined, 'no file that is looked at has that text'),
    );
  for (const source of field.sources) joinSource(source, field, context, joining);
}

function joinSource(source: SourceText, field: ReplacedImage, context: FieldContext, joining: Joining): void {
  const { match, markerReasons, own, owners } = context;
  const { node } = source.span;
  const reason = markerReasons.get(node);
  if (reason !== undefined) {
    joining.passedOver.push(passedSource(source, match, reason));
    return;
  }
  const holders = owners.get(node)?.filter((owner) => own.has(owner)) ?? [];
  const obstacle = replacementObstacle(field, source, holders, context);
  if (obstacle !== undefined) joining.refusals.push(replacementRefusal(field, match, source, obstacle));
  else if (holders.length === 0)
    joining.sources.set(keyOf(source), sourceCandidate(source, field.part, match));
  else if (field.part === 'tag')
    for (const holder of holders) joining.tagAlone.set(holder, withoutDigest(holder));
}

function keyOf({ view, span }: SourceText): string {
  return `${view.file.path} ${view.outer?.at ?? ''} ${span.node.start} ${span.from}`;
}

/**
 * The candidate with its tag alone to be written. Undefined where it has no tag, so that nothing is left to
 * write.
 */
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

/**
 * A Kustomize entry renders its digest behind the tag, where the replacement cuts; values keep theirs in a
 * key of its own.
 */
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
    asserted: { by: 'name', name: match.image.name },
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
