import type { PassedOver, Refusal } from '../plan.ts';
import type { ReferenceSlot } from '../view/reference-slot.ts';
import type { Match } from '../view/found.ts';
import { locateSpan, writtenText, locationOf, spelled } from '../view/describe.ts';
import { locateInFile } from '../view/view.ts';
import type { ScalarNode } from '../yaml/tree.ts';
import { contextOf, type ReplacementContext, replacementObstacle, replacementRefusal } from './refusals.ts';
import { replacedFields, type ReplacedImage, variableFields } from './replaced-fields.ts';
import { sourceSlot, withoutDigest, withoutVariables } from './replaced-slots.ts';
import type { ScopedReplacement } from './scopes.ts';
import type { SourceText } from '../view/source-text.ts';

/**
 * The replacements room follows `replacements` of Kustomize from the image that they write over to the text
 * that they take. It knows which files a Kustomization brings together. It knows neither the digest that is
 * written nor how.
 */

/** What the slots of a match become where replacements of Kustomize write a part of them. */
interface JoinedReplacements {
  readonly found: readonly ReferenceSlot[];
  /** Those of which another place decides the tag, whatever stands there. */
  readonly overwritten: ReadonlySet<ReferenceSlot>;
  readonly passedOver: readonly PassedOver[];
  readonly refusals: readonly Refusal[];
}

/** What the files hold of images, and the replacements that write over them. */
interface ReplacementsInFiles {
  readonly slots: readonly ReferenceSlot[];
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
  found: readonly ReferenceSlot[],
  alongside: ReadonlySet<ReferenceSlot>,
): JoinedReplacements {
  const taking = found.some(({ takes }) => takes !== undefined);
  if (found.length === 0 || (survey.replacements.length === 0 && !taking))
    return { found, overwritten: new Set(), passedOver: [], refusals: [] };
  const own = new Set(found);
  const others = survey.slots.filter((slot) => !own.has(slot));
  const all = [...found, ...others];
  const fields = [...replacedFields(survey.replacements, all), ...variableFields(all)];
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
  for (const field of fields) if (own.has(field.slot)) joinField(field, context, joining);
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
  readonly tagAlone: Map<ReferenceSlot, ReferenceSlot | undefined>;
  readonly overwritten: Set<ReferenceSlot>;
  /** Texts that replacements take and no format knows, by where they stand. */
  readonly sources: Map<string, ReferenceSlot>;
  readonly passedOver: PassedOver[];
  readonly refusals: Refusal[];
}

interface FieldContext extends ReplacementContext {
  readonly match: Match;
  readonly markerReasons: ReplacementsInFiles['markerReasons'];
  readonly own: ReadonlySet<ReferenceSlot>;
}

function joinField(field: ReplacedImage, context: FieldContext, joining: Joining): void {
  const { slot, part, replacement } = field;
  const { match, markerReasons } = context;
  const reason = replacement.scalars.flatMap((node) => markerReasons.get(node) ?? [])[0];
  if (reason !== undefined) {
    joining.passedOver.push(passedReplacement(field, match, reason));
    return;
  }
  if (part !== 'digest') joining.overwritten.add(slot);
  if (field.variable !== undefined) joining.tagAlone.set(slot, withoutVariables(slot));
  else if (part === 'tag') joining.tagAlone.set(slot, withoutDigest(slot));
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
  const obstacle =
    replacementObstacle(field, source, holders, context) ??
    otherMeaning(field, joining.sources.get(keyOf(source)));
  if (obstacle !== undefined) joining.refusals.push(replacementRefusal(field, match, source, obstacle));
  else if (holders.length === 0) joining.sources.set(keyOf(source), sourceSlot(source, field, match));
  else if (field.part === 'tag')
    for (const holder of holders) joining.tagAlone.set(holder, withoutDigest(holder));
}

/** `app:${TAG}` and `app:v${TAG}`: no value of the variable suits both. */
function otherMeaning(
  { part, variable }: ReplacedImage,
  known: ReferenceSlot | undefined,
): string | undefined {
  if (known?.shape !== 'split' || part === undefined || part === 'reference') return undefined;
  const { before = '', after = '' } = known.unit?.around ?? {};
  const { around = { before: '', after: '' } } = variable ?? {};
  const isSame = known[part] !== undefined && around.before === before && around.after === after;
  return isSame ? undefined : 'that text stands for something else in another place of the image';
}

function keyOf({ view, span }: SourceText): string {
  return `${view.file.path} ${view.outer?.at ?? ''} ${span.node.start} ${span.from}`;
}

function passedSource({ view, span }: SourceText, { image }: Match, reason: string): PassedOver {
  return { image: image.name, location: locateSpan(view, span), found: writtenText(view, span), reason };
}

function passedReplacement({ replacement }: ReplacedImage, { image }: Match, reason: string): PassedOver {
  const { view, node, at } = replacement;
  return { image: image.name, location: locateInFile(view, node.start), found: at, reason };
}

function passedBare(slot: ReferenceSlot, { image }: Match): PassedOver {
  const reason =
    slot.takes !== undefined
      ? 'variables decide it, and their values change along'
      : 'it has no tag, and a replacement of Kustomize puts one there';
  return { image: image.name, location: locationOf(slot), found: spelled(slot), reason, isSettled: true };
}
