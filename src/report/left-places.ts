import type { Location } from '../errors/location.ts';
import { code, fold } from './markdown.ts';

/** A place that names an image, or may hold a part of it, and that nothing was written at. */
export interface LeftPlace {
  /** Undefined where it is not known whose it is. */
  readonly image: string | undefined;
  readonly location: Location;
  /** What stands there. */
  readonly found: string;
  /** Why it was left, as a sentence. */
  readonly reason: string;
}

/** The log has all of them. */
const MOST_LISTED = 20;

/**
 * Places that were left as they are, as a fold of Markdown: somebody may have to change them by hand.
 * Nothing where there are none.
 */
export function leftSection(places: readonly LeftPlace[]): readonly string[] {
  if (places.length === 0) return [];
  const count = places.length === 1 ? '1 place that names' : `${places.length} places that name`;
  const title = `Left alone: ${count} the image`;
  const lines = places.slice(0, MOST_LISTED).map(lineOf);
  const more = places.length - lines.length;
  return [
    fold(title, [...lines, ...(more > 0 ? [`- and ${more} more, in the log of the run`] : [])].join('\n')),
  ];
}

function lineOf({ image, location: { file, line }, found, reason }: LeftPlace): string {
  const of = image === undefined ? '' : `${code(image)} in `;
  return `- ${of}${code(`${file}:${line}`, 300)}: ${code(found)}: ${code(reason, 300)}`;
}
