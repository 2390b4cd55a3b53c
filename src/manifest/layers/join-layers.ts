import type { LayerPart } from '../formats/format.ts';
import type { PassedOver, Refusal } from '../plan.ts';
import { type ReferenceSlot, type Span, spanText, type SplitSlot } from '../view/reference-slot.ts';
import type { Match } from '../view/found.ts';
import {
  type BasesBeneath,
  basesBeneath,
  indexRepositories,
  isValuesBase,
  type Links,
  type RepositoryIndex,
  type ValuesBase,
} from './bases-beneath.ts';
import { inheritedParts } from './inherited-parts.ts';
import {
  foreignReason,
  passedLayer,
  sharedReason,
  takenFromElsewhere,
  undecidedLayer,
} from './layer-messages.ts';
import { loneDigestRefusals } from './lone-digests.ts';

/**
 * The layers room knows how values are laid over one another across files: Helm values and their sub-charts,
 * the variables of Compose files, registries. It says which tag in which file belongs to which repository. It
 * knows neither the digest that is written nor how.
 */

/** What layers add to a match: tags and digests of the image at its path in other files. */
interface JoinedLayers {
  readonly slots: readonly ReferenceSlot[];
  readonly passedOver: readonly PassedOver[];
  readonly refusals: readonly Refusal[];
  /** Bases that a refusal speaks of: what decides them is known, and disputed. */
  readonly disputed: readonly ReferenceSlot[];
}

/** What the files hold of values: repositories, layers, and what says which of them lie over which. */
interface ValuesInFiles extends Links {
  readonly slots: readonly ReferenceSlot[];
  readonly layers: readonly LayerPart[];
  /** What stands for a variable of an image. A file that holds it may look like values of a chart. */
  readonly variableTexts: ReadonlySet<unknown>;
}

/**
 * `values.yaml` names the repository, `values-prod.yaml` sets its tag: the last one wins, so both belong to
 * one reference. Documents say what is laid over what; where none does, the names of the files do. A layer of
 * several repositories is refused, as nobody can tell which one would change. A digest that may win is never
 * left. `alongside` are places of images that go to the same tag in the same plan.
 */
export function joinLayers(
  survey: ValuesInFiles,
  match: Match,
  alongside: ReadonlySet<ReferenceSlot>,
): JoinedLayers {
  const bases = survey.slots.filter(isValuesBase);
  const ours = new Set<ReferenceSlot>(match.found);
  const index = indexRepositories(bases, ours, survey);
  const owned = new Set([
    ...bases.flatMap((base) => [base.tag?.node, base.digest?.node]),
    ...survey.variableTexts,
  ]);
  const context: LayerContext = { match, links: survey, index, ours, owned, alongside };
  const joined: Writable<JoinedLayers> = { slots: [], passedOver: [], refusals: [], disputed: [] };
  for (const layer of survey.layers) {
    const relevant = layerOfImage(layer, context);
    if (relevant === undefined) continue;
    const outcome = outcomeOf(relevant, context);
    if (outcome.kind === 'joins') joined.slots.push(outcome.slot);
    else if (outcome.kind === 'passed') joined.passedOver.push(outcome.passedOver);
    else {
      joined.refusals.push(outcome.refusal);
      joined.disputed.push(...outcome.disputed);
    }
  }
  const images = { bases, ours, alongside };
  for (const { base, above, ...parts } of inheritedParts(images, index, survey, survey.layers))
    joined.refusals.push(undecidedLayer({ ...base, ...parts }, [base, ...above], match));
  joined.refusals.push(...loneDigestRefusals(survey, match));
  return joined;
}

/** What is known of one image while layers are looked at. */
interface LayerContext {
  readonly match: Match;
  readonly links: Links;
  readonly index: RepositoryIndex;
  readonly ours: ReadonlySet<ReferenceSlot>;
  /** Scalars that belong to a repository of their own, or to a variable. */
  readonly owned: ReadonlySet<unknown>;
  readonly alongside: ReadonlySet<ReferenceSlot>;
}

/** A layer that may decide the image. */
interface LayerOfImage {
  /** What of it can count. */
  readonly part: LayerPart;
  readonly beneath: BasesBeneath;
  readonly own: readonly ValuesBase[];
  readonly first: ValuesBase;
  /** Its texts are all empty, and take away what stands beneath. */
  readonly isEmpty: boolean;
}

type LayerOutcome =
  | { readonly kind: 'joins'; readonly slot: ReferenceSlot }
  | { readonly kind: 'passed'; readonly passedOver: PassedOver }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly disputed: readonly ReferenceSlot[] };

function layerOfImage(
  layer: LayerPart,
  { links, index, ours, owned }: LayerContext,
): LayerOfImage | undefined {
  if (spansOf(layer, owned).length === 0) return undefined;
  const beneath = basesBeneath(layer, index, links);
  const own = beneath?.bases.filter((base) => ours.has(base)) ?? [];
  const [first] = own;
  if (beneath === undefined || first === undefined) return undefined;
  const part = beneath.isUnder ? withoutBeaten(layer, own) : layer;
  const spans = spansOf(part, owned);
  if (spans.length === 0) return undefined;
  const isEmpty = spans.every((span) => spanText(span) === '');
  const isWhollyOurs = own.length === beneath.bases.length && !beneath.isForeign;
  if (isEmpty && (beneath.isUnder || !isWhollyOurs || !takesAway(part, own))) return undefined;
  return { part, beneath, own, first, isEmpty };
}

function outcomeOf(layer: LayerOfImage, { match, owned, alongside }: LayerContext): LayerOutcome {
  const { part, beneath, own, first, isEmpty } = layer;
  const pass = (reason: string): LayerOutcome => ({
    kind: 'passed',
    passedOver: passedLayer(part, match, reason),
  });
  const setsDigest = part.digest !== undefined && spanText(part.digest) !== '';
  if (part.reserved !== undefined) return pass(part.reserved);
  if (part.takenFrom !== undefined) {
    const refusal = takenFromElsewhere(part, part.takenFrom, first, match);
    return { kind: 'refused', refusal, disputed: [] };
  }
  if (beneath.isForeign && !setsDigest) return pass(foreignReason(first));
  if (!beneath.isForeign && haveOneMeaning(beneath.bases, own, alongside)) {
    const takesTagAway = isEmpty && part.tag !== undefined;
    return { kind: 'joins', slot: { ...layerSlot(part, first, match, owned), takesTagAway } };
  }
  // A tag that several images get from their sub-chart counts only where nothing above sets one.
  if (beneath.isUnder && !setsDigest) return pass(sharedReason(beneath.bases));
  const refusal = undecidedLayer(part, beneath.bases, match);
  return { kind: 'refused', refusal, disputed: beneath.bases };
}

function spansOf({ tag, digest }: LayerPart, owned: ReadonlySet<unknown>): readonly Span[] {
  return [tag, digest].flatMap((span) => span ?? []).filter(({ node }) => !owned.has(node));
}

/** What a sub-chart sets does not count where the parent's values set it, even to nothing. */
function withoutBeaten(part: LayerPart, above: readonly ValuesBase[]): LayerPart {
  const tag = above.every((base) => base.tag !== undefined) ? undefined : part.tag;
  const digest = above.every((base) => base.digest !== undefined) ? undefined : part.digest;
  return { ...part, tag, digest };
}

/**
 * `tag: ""` over `tag: v1` takes the tag away: an empty value is a value, too, and the last one wins. Whether
 * a layer of empty texts does so.
 */
function takesAway({ tag, digest }: LayerPart, bases: readonly ValuesBase[]): boolean {
  const isSet = (span: Span | undefined): boolean => span !== undefined && spanText(span) !== '';
  return bases.some(
    (base) => (tag !== undefined && isSet(base.tag)) || (digest !== undefined && isSet(base.digest)),
  );
}

/**
 * Whether all of these repositories are the image, or go to the same tag, and read the layer as the same
 * part.
 */
function haveOneMeaning(
  bases: readonly ValuesBase[],
  own: readonly ValuesBase[],
  alongside: ReadonlySet<ReferenceSlot>,
): boolean {
  const meanings = new Set(own.map(({ unit }) => JSON.stringify([unit.part, unit.around])));
  return meanings.size === 1 && bases.every((base) => own.includes(base) || alongside.has(base));
}

type Writable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer I)[] ? I[] : T[K] };

function layerSlot(
  part: LayerPart,
  { unit }: ValuesBase,
  match: Match,
  owned: ReadonlySet<unknown>,
): SplitSlot {
  const { format, view, at, merged } = part;
  const [tag, digest] = unit.part === 'digest' ? [part.digest, part.tag] : [part.tag, part.digest];
  return {
    shape: 'split',
    format,
    view,
    at,
    merged,
    asserted: { by: 'name', name: match.image.name },
    registry: undefined,
    repository: undefined,
    tag: tag === undefined || owned.has(tag.node) ? undefined : tag,
    digest: digest === undefined || owned.has(digest.node) ? undefined : digest,
    insertion: undefined,
    bareDigest: part.bareDigest,
    emptyTagIsDefault: true,
    unit: {
      ...unit,
      path: part.path,
      group: unit.part === undefined ? part.group : unit.group,
      prefixes: [part.prefix],
      ownRegistry: undefined,
    },
  };
}
