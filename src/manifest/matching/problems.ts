import type { Location } from '../../errors/location.ts';
import { canonicalRepository, sameRepository, tryParseReference } from '../../image/reference.ts';
import type { ImageChange, Occurrence, PassedOver, Refusal } from '../plan.ts';
import type { NearMisses } from '../survey/near-misses.ts';
import type { FilesSurvey } from '../survey/survey.ts';
import { type ReferenceSlot, isTemplated, referenceOf } from '../view/reference-slot.ts';
import { locateSpan, locationOf, spelled, writtenText } from '../view/describe.ts';
import type { Lookalike, Match } from '../view/found.ts';
import { isBare, isReplacement } from './match.ts';

const MOST_LISTED = 10;
const MOST_PLACES_LISTED = 20;

/**
 * What there is to say of one image apart from its edits: nothing found, a lookalike beside it, places left
 * alone.
 */
export function problemsOf(
  survey: FilesSurvey,
  match: Match,
  findNear: () => NearMisses,
): { passedOver: PassedOver[]; refusals: Refusal[] } {
  const reserved = survey.reserved.filter(({ slot }) => isOf(match, slot));
  const passedReserved = reserved.map(({ slot, reason }) => passedSlot(match, slot, reason));
  const reservedAt = new Set(passedReserved.map(({ location }) => placeKey(location)));
  const passedOver = [
    ...passedReserved,
    ...match.placeholders.map((placeholder) =>
      settledSlot(match, placeholder, 'it is a placeholder that a Kustomization replaces'),
    ),
    ...match.renamings.map(({ slot, repository }) =>
      passedSlot(
        match,
        slot,
        isBare(slot)
          ? `it puts ${repository} in its place and leaves the tag as it is`
          : `it puts ${repository} in its place, with a tag or digest of its own, so what is written for the image there is not deployed`,
      ),
    ),
    ...match.lookalikes.map((lookalike) => passedLookalike(match, lookalike)),
    ...match.otherCharts.map((chart) =>
      settledSlot(match, chart, 'nothing in the folder of this chart holds the image'),
    ),
    ...survey.mentions.filter(
      ({ image, location }) => image === match.image.name && !reservedAt.has(placeKey(location)),
    ),
  ];
  if (match.found.length === 0)
    return { passedOver, refusals: notFoundUnlessUnread(survey, match, passedOver, findNear) };
  const sought = tryParseReference(match.image.repository);
  const rivals = match.lookalikes.filter(({ slot }) => sought !== undefined && isReplacement(slot, sought));
  return { passedOver, refusals: rivals.length === 0 ? [] : [ambiguity(match, rivals)] };
}

function placeKey({ file, line, column }: Location): string {
  return `${line}:${column}:${file}`;
}

function isOf(match: Match, slot: ReferenceSlot): boolean {
  const reference = referenceOf(slot);
  const sought = tryParseReference(match.image.repository);
  return reference !== undefined && sought !== undefined && sameRepository(reference, sought);
}

function passedSlot(match: Match, slot: ReferenceSlot, reason: string): PassedOver {
  return { image: match.image.name, location: locationOf(slot), found: spelled(slot), reason };
}

function settledSlot(match: Match, slot: ReferenceSlot, reason: string): PassedOver {
  return { ...passedSlot(match, slot, reason), isSettled: true };
}

/** A variable or a template in its name may come to the image all the same. */
function passedLookalike(match: Match, lookalike: Lookalike): PassedOver {
  const { slot, repository } = lookalike;
  const reason = reasonOf(match, lookalike);
  const isOpen = repository.includes('$') || isTemplated(slot);
  return isOpen ? passedSlot(match, slot, reason) : settledSlot(match, slot, reason);
}

function reasonOf({ image }: Match, { slot, repository }: Lookalike): string {
  const sought = tryParseReference(image.repository);
  if (repository.includes('$')) return `a variable decides its repository (${repository})`;
  if (isTemplated(slot)) return 'a template writes its repository, which ends in the same part';
  return sought !== undefined && isReplacement(slot, sought)
    ? `it puts another repository (${repository}) in the place of the image`
    : `it is another repository (${repository}) with the same last part`;
}

/** Nothing is said of an image that is not found where a file could not be read: that has its own refusal. */
function notFoundUnlessUnread(
  survey: FilesSurvey,
  match: Match,
  near: readonly PassedOver[],
  findNear: () => NearMisses,
): Refusal[] {
  return survey.refusals.length > 0 ? [] : [notFound(match, near, findNear())];
}

function notFound(match: Match, passedOver: readonly PassedOver[], misses: NearMisses): Refusal {
  const { name, repository } = match.image;
  const repositoryOf = name === repository ? 'how the repository is written' : `the repository of ${name}`;
  const near = passedOver.length > 0 ? passedOver : guesses(match, misses);
  const listed = near.slice(0, MOST_LISTED).map(({ found, location, reason }) => {
    return `\n  ${location.file}:${location.line}: ${JSON.stringify(found)}: ${reason}`;
  });
  const more = near.length > MOST_LISTED ? `\n  and ${near.length - MOST_LISTED} more` : '';
  return {
    code: 'REFERENCE_NOT_FOUND',
    image: name,
    message: `no file declares ${repository}${listed.length > 0 ? `. Near misses:${listed.join('')}${more}` : ''}`,
    hint: `Waybill changes references that are there, and never adds the first one: write it by hand once. If it is there, check ${repositoryOf} and which files are looked at, or point at the place with a "# waybill: ${name}" comment.`,
    location: near[0]?.location,
  };
}

function guesses(match: Match, { similar, unnamed }: NearMisses): readonly PassedOver[] {
  if (similar !== undefined) return [passedSlot(match, similar, 'it is another repository')];
  const { name } = match.image;
  return unnamed.flatMap(({ view, tag, digest }) => {
    const span = tag ?? digest;
    if (span === undefined) return [];
    const part = tag === undefined ? 'digest' : 'tag';
    const reason = `it is the ${part} of an image that no file names; if it is this one, write "# waybill: ${name} ${part}" in the line above it`;
    return [{ image: name, location: locateSpan(view, span), found: writtenText(view, span), reason }];
  });
}

/**
 * The image stands in the files, and a Kustomize entry puts another one in its place. A repository that only
 * ends in the same part is no rival: the image is spelled in full.
 */
function ambiguity(match: Match, rivals: readonly Lookalike[]): Refusal {
  const places = [
    ...match.found.slice(0, 1).map((found) => [spelled(found), locationOf(found)] as const),
    ...rivals.slice(0, MOST_LISTED).map(({ slot }) => [spelled(slot), locationOf(slot)] as const),
  ];
  const list = places.map(([text, at]) => `\n  ${at.file}:${at.line}: ${text}`).join('');
  return {
    code: 'REFERENCE_AMBIGUOUS',
    image: match.image.name,
    message: `the files hold ${rivals.length === 1 ? 'two' : 'several'} repositories that could be ${match.image.name}:${list}`,
    hint: `If it is another image, name its repository under "images" in waybill.yaml, or mark its line with "# waybill: ignore"; if it is the same one, mark it with "# waybill: ${match.image.name}".`,
    location: places[1]?.[1],
  };
}

export function duplicateChangeRefusals(changes: readonly ImageChange[]): Refusal[] {
  const seen = new Map<string, ImageChange>();
  const refusals: Refusal[] = [];
  for (const change of changes) {
    const reference = tryParseReference(change.repository);
    const key = reference === undefined ? change.repository : canonicalRepository(reference);
    const other = seen.get(key);
    seen.set(key, change);
    if (other === undefined || (other.digest === change.digest && other.tag === change.tag)) continue;
    refusals.push({
      code: 'REFERENCE_AMBIGUOUS',
      image: change.name,
      message: `${other.name} and ${change.name} have one repository, ${change.repository}, and two different targets`,
      hint: 'Promote one of the two, or give them different repositories.',
      location: undefined,
    });
  }
  return refusals;
}

/**
 * `expect: { api: 3 }` in `waybill.yaml`, and the files declare it in two places: one was moved away, and
 * half of an environment would be promoted. Nothing is counted where nothing is expected. An image in no
 * place at all has a refusal of its own.
 */
export function countRefusals(
  image: string,
  all: readonly Occurrence[],
  places: Readonly<Record<string, number>> = {},
): Refusal[] {
  const seen = all.filter(({ isHandedOn }) => isHandedOn !== true);
  const wanted = new Map(Object.entries(places)).get(image);
  if (wanted === undefined || seen.length === 0 || wanted === seen.length) return [];
  const listed = seen
    .slice(0, MOST_PLACES_LISTED)
    .map(({ location, at }) => `\n  ${location.file}:${location.line}: ${at}`)
    .join('');
  const more = seen.length > MOST_PLACES_LISTED ? `\n  and ${seen.length - MOST_PLACES_LISTED} more` : '';
  return [
    {
      code: 'REFERENCE_MISCOUNTED',
      image,
      message: `${image} is declared in ${inPlaces(seen.length)}, and ${inPlaces(wanted)} ${wanted === 1 ? 'is' : 'are'} expected:${listed}${more}`,
      hint: `Mend the files, or write "expect: { ${image}: ${seen.length} }" for the environment in waybill.yaml.`,
      location: seen[0]?.location,
    },
  ];
}

function inPlaces(count: number): string {
  return count === 1 ? 'one place' : `${count} places`;
}
