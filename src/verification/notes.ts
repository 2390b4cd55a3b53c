import type { Location } from '../errors/location.ts';
import type { Digest } from '../image/digest.ts';
import type { BroughtImage } from './brought-images.ts';

/**
 * What is said of an image that a change brings, and refuses nothing. The set is closed.
 *
 * - `NOT_PINNED`: its tag stands alone, so whoever may push can change what runs
 * - `TAG_MOVED`: the tag beside its digest points to another digest now
 * - `TAG_GONE`: the registry does not have the tag beside its digest
 * - `TAG_UNREAD`: the registry did not say what the tag points to
 */
export const NOTE_CODES = ['NOT_PINNED', 'TAG_MOVED', 'TAG_GONE', 'TAG_UNREAD'] as const;

export interface Note {
  readonly code: (typeof NOTE_CODES)[number];
  /** One sentence. */
  readonly words: string;
  readonly location: Location | undefined;
}

/** What the tag of an image is in the registry now. */
export type TagStanding = Digest | 'gone' | 'unread';

/** The digest decides what runs. A tag that says something else is told to whoever reads it. */
export function imageNotes(
  environment: string,
  { name, tag, digest, resolved, places }: BroughtImage,
  standing: TagStanding,
): readonly Note[] {
  if (tag === undefined) return [];
  const note = (code: Note['code'], words: string): readonly Note[] => [
    { code, words: `${environment}: ${words}.`, location: places[0]?.location },
  ];
  if (resolved) return note('NOT_PINNED', `${name} is not pinned: it is whatever ${tag} points to`);
  if (standing === 'unread')
    return note(
      'TAG_UNREAD',
      `the registry does not say whether ${tag} of ${name} still points to ${digest}`,
    );
  if (standing === 'gone') return note('TAG_GONE', `the registry has no ${tag} of ${name} any more`);
  if (standing === digest) return [];
  return note('TAG_MOVED', `${tag} of ${name} points to ${standing} now, and not to ${digest}`);
}
