import type { Config } from '../config/config.ts';
import { imageNamed } from '../config/images.ts';
import type { TagReader } from '../environments/declared/declared-states.ts';
import { errorsOf } from '../errors/waybill-error.ts';
import type { BroughtImage } from '../verification/brought-images.ts';
import { imageNotes, type Note, type TagStanding } from '../verification/notes.ts';

/** What is said of images beside the gates: tags that stand for something else, or alone. */
export async function notesOn(
  images: readonly BroughtImage[],
  environment: string,
  { config, readTag }: { readonly config: Config; readonly readTag: TagReader },
): Promise<readonly Note[]> {
  const notes: Note[] = [];
  for (const image of images) {
    // What stands alone was read to know the digest.
    const standing = image.resolved ? image.digest : await standingOf(image, config, readTag);
    notes.push(...imageNotes(environment, image, standing));
  }
  return notes;
}

async function standingOf(
  { name, tag, digest }: BroughtImage,
  config: Config,
  readTag: TagReader,
): Promise<TagStanding> {
  if (tag === undefined) return digest;
  try {
    return (await readTag(imageNamed(config, name), tag)) ?? 'gone';
  } catch (thrown) {
    if (errorsOf(thrown).some(({ party }) => party === 'bug')) throw thrown;
    return 'unread';
  }
}
