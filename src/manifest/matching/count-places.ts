import type { Occurrence, Refusal } from '../plan.ts';

const MOST_LISTED = 20;

/**
 * Whether an image is declared in exactly as many places as its owner counts on; a place that was moved out of the files, or copied,
 * is noticed before half of an environment is promoted. Nothing is counted where nothing is said; that an image is declared nowhere has
 * a refusal of its own.
 */
export function countRefusals(
  image: string,
  seen: readonly Occurrence[],
  places: Readonly<Record<string, number>> = {},
): Refusal[] {
  const wanted = new Map(Object.entries(places)).get(image);
  if (wanted === undefined || seen.length === 0 || wanted === seen.length) return [];
  const listed = seen
    .slice(0, MOST_LISTED)
    .map(({ location, at }) => `\n  ${location.file}:${location.line}: ${at}`)
    .join('');
  const more = seen.length > MOST_LISTED ? `\n  and ${seen.length - MOST_LISTED} more` : '';
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
