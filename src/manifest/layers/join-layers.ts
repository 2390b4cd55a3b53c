import type { LayerPart } from '../formats/format.ts';
import type { PassedOver, Refusal } from '../plan.ts';
import { type Candidate, referenceOf, type Span, spanText, type SplitCandidate } from '../view/candidate.ts';
import type { Match } from '../view/found.ts';
import { locationOf } from '../view/describe.ts';
import { locateInFile } from '../view/view.ts';
import {
  type ValuesBase,
  basesBeneath,
  isValuesBase,
  type Links,
  indexRepositories,
} from './bases-beneath.ts';
import { inheritedParts } from './inherited-parts.ts';

/** What layers add to a match: tags and digests of the image at its path in other files. */
export interface JoinedLayers {
  readonly candidates: readonly Candidate[];
  readonly passedOver: readonly PassedOver[];
  readonly refusals: readonly Refusal[];
  /** Bases that a refusal speaks of: what decides them is known, and disputed. */
  readonly disputed: readonly Candidate[];
}

/** What the files hold of values: repositories, layers, and what says which of them lie over which. */
export interface ValuesInFiles extends Links {
  readonly candidates: readonly Candidate[];
  readonly layers: readonly LayerPart[];
}

/**
 * Values are laid over one another, and the last one wins, so a tag or digest at the image's path in any layer belongs to the
 * same reference. Documents say what is laid over what; where none does, the names of the files do. When several
 * repositories could be meant, nobody can tell which one would change, and a digest that may win is never left. `together`
 * are places of other images that go to the same tag in the same plan.
 */
export function joinLayers(
  survey: ValuesInFiles,
  match: Match,
  together: ReadonlySet<Candidate>,
): JoinedLayers {
  const layers = { candidates: [], passedOver: [], refusals: [], disputed: [] } as Writable<JoinedLayers>;
  const bases = survey.candidates.filter(isValuesBase);
  const ours = new Set<Candidate>(match.found);
  const places = indexRepositories(bases, ours, survey);
  const owned = new Set(bases.flatMap((one) => [one.tag?.node, one.digest?.node]));
  for (const whole of survey.layers) {
    if (spansOf(whole, owned).length === 0) continue;
    const beneath = basesBeneath(whole, places, survey);
    const own = beneath?.bases.filter((base) => ours.has(base)) ?? [];
    const [first] = own;
    if (beneath === undefined || first === undefined) continue;
    const part = beneath.isUnder ? withoutBeaten(whole, own) : whole;
    const spans = spansOf(part, owned);
    if (spans.length === 0) continue;
    const empties = spans.every((span) => spanText(span) === '');
    const isWhollyOurs = own.length === beneath.bases.length && !beneath.isForeign;
    if (empties && (beneath.isUnder || !isWhollyOurs || !takesAway(part, own))) continue;
    const setsDigest = part.digest !== undefined && spanText(part.digest) !== '';
    if (part.reserved !== undefined) layers.passedOver.push(passed(part, match, part.reserved));
    else if (part.takenFrom !== undefined)
      layers.refusals.push(elsewhere(part, part.takenFrom, first, match));
    else if (beneath.isForeign && !setsDigest) layers.passedOver.push(passed(part, match, foreign(first)));
    else if (beneath.isForeign || !haveOneMeaning(beneath.bases, own, together)) {
      // A tag that several images get from their sub-chart counts only where nothing above sets one.
      if (beneath.isUnder && !setsDigest) {
        layers.passedOver.push(passed(part, match, shared(beneath.bases)));
        continue;
      }
      layers.refusals.push(undecided(part, beneath.bases, match));
      layers.disputed.push(...beneath.bases);
    } else {
      const takesTagAway = empties && part.tag !== undefined;
      layers.candidates.push({ ...layerCandidate(part, first, match, owned), takesTagAway });
    }
  }
  const images = { bases, ours, together };
  for (const { base, above, ...parts } of inheritedParts(images, places, survey, survey.layers))
    layers.refusals.push(undecided({ ...base, ...parts }, [base, ...above], match));
  return layers;
}

function spansOf({ tag, digest }: LayerPart, owned: ReadonlySet<unknown>): readonly Span[] {
  return [tag, digest].flatMap((span) => span ?? []).filter(({ node }) => !owned.has(node));
}

/** What a sub-chart sets does not count where the parent's values set it, too, if only to nothing. */
function withoutBeaten(part: LayerPart, above: readonly ValuesBase[]): LayerPart {
  const tag = above.every((base) => base.tag !== undefined) ? undefined : part.tag;
  const digest = above.every((base) => base.digest !== undefined) ? undefined : part.digest;
  return { ...part, tag, digest };
}

/** Whether a layer without a text in it takes something from a base: an empty value is a value too, and the last one wins. */
function takesAway({ tag, digest }: LayerPart, bases: readonly ValuesBase[]): boolean {
  const isSet = (span: Span | undefined): boolean => span !== undefined && spanText(span) !== '';
  return bases.some(
    (base) => (tag !== undefined && isSet(base.tag)) || (digest !== undefined && isSet(base.digest)),
  );
}

/** Whether a layer of these bases is one part of the image, with one text around it, and of no image that goes elsewhere. */
function haveOneMeaning(
  bases: readonly ValuesBase[],
  own: readonly ValuesBase[],
  together: ReadonlySet<Candidate>,
): boolean {
  const meanings = new Set(own.map(({ unit }) => JSON.stringify([unit.part, unit.around])));
  return meanings.size === 1 && bases.every((base) => own.includes(base) || together.has(base));
}

type Writable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer I)[] ? I[] : T[K] };

function layerCandidate(
  part: LayerPart,
  { unit }: ValuesBase,
  match: Match,
  owned: ReadonlySet<unknown>,
): SplitCandidate {
  const { format, view, at, merged } = part;
  const [tag, digest] = unit.part === 'digest' ? [part.digest, part.tag] : [part.tag, part.digest];
  return {
    shape: 'split',
    format,
    view,
    at,
    merged,
    asserted: { name: match.image.name },
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

function locationOfPart({ view, tag, digest }: Pick<LayerPart, 'view' | 'tag' | 'digest'>) {
  return locateInFile(view, (tag ?? digest)?.node.start ?? 0);
}

function passed(part: LayerPart, match: Match, reason: string): PassedOver {
  const found = [part.tag, part.digest].flatMap((span) => (span === undefined ? [] : spanText(span)));
  return { image: match.image.name, location: locationOfPart(part), found: found.join('@'), reason };
}

function foreign(base: ValuesBase): string {
  const { file, line } = locationOf(base);
  return `the image stands at this path in ${file}:${line}, but the name of this file speaks of something else`;
}

function shared(bases: readonly ValuesBase[]): string {
  const places = bases.map((base) => {
    const { file, line } = locationOf(base);
    return `${file}:${line}`;
  });
  return `it is what a sub-chart has for several images (${places.join(', ')})`;
}

/** Only the path of the value stands in the document; what would be written is somewhere else. */
function elsewhere(part: LayerPart, source: string, base: ValuesBase, { image }: Match): Refusal {
  const { file, line } = locationOf(base);
  const what = part.tag === undefined ? 'digest' : 'tag';
  return {
    code: 'REFERENCE_UNEDITABLE',
    image: image.name,
    message: `${part.at} in ${part.view.file.path} takes the ${what} of ${image.name} from ${source}, over what stands in ${file}:${line}`,
    hint: `Write the ${what} into the values, or mark it where it stands with "# waybill: ${image.name} ${what}", and this line with "# waybill: ignore".`,
    location: locationOfPart(part),
  };
}

function undecided(
  part: Pick<LayerPart, 'at' | 'view' | 'tag' | 'digest'>,
  bases: readonly ValuesBase[],
  match: Match,
): Refusal {
  const { name } = match.image;
  const places = bases.map((base) => {
    const { line } = locateInFile(base.view, base.repository?.node.start ?? 0);
    return `\n  ${base.view.file.path}:${line}: ${referenceOf(base)?.spelling ?? '?'}`;
  });
  const what =
    bases.length === 1
      ? 'may override this one, and nothing says whether it does'
      : 'may override any of these, and nothing says which';
  return {
    code: 'REFERENCE_AMBIGUOUS',
    image: name,
    message: `${part.at} in ${part.view.file.path} ${what}:${places.join('')}`,
    hint: `Mark its value with "# waybill: ${name} ${part.tag === undefined ? 'digest' : 'tag'}" if it is ${name}'s, with the other image's name, or with "# waybill: ignore"${bases.length === 1 ? '' : '; or promote the images together to one tag'}.`,
    location: locationOfPart(part),
  };
}
