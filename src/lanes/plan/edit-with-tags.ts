import { parseReference } from '../../image/reference.ts';
import type { ResolvedImage } from '../../promotion/lane/images.ts';
import type { ImageSource } from '../../records/record-reader.ts';
import { tagOfDigest } from '../../records/tag-of-digest.ts';
import { type EditedLane, editLane, type LaneGround, type LaneImages } from './plan-lane.ts';

/**
 * Finds what the images of a lane change in the files, as `editLane` does. The registry is asked for a tag
 * where an image comes by its digest alone, and a file holds a tag.
 */
export async function editWithTags(
  input: LaneImages,
  ground: LaneGround,
  source: ImageSource,
): Promise<EditedLane> {
  const edited = editLane(input, ground);
  if (!input.images.some((image) => wantsTag(image, edited))) return edited;
  const images: ResolvedImage[] = [];
  for (const image of input.images)
    images.push(wantsTag(image, edited) ? { ...image, tag: await tagFor(image, source) } : image);
  return images.every(({ tag }, index) => tag === input.images[index]?.tag)
    ? edited
    : editLane({ ...input, images }, ground);
}

/** A tag that is there would be refused, or taken away. */
function wantsTag({ name, tag }: ResolvedImage, { edits }: EditedLane): boolean {
  if (tag !== undefined) return false;
  const isRefused = edits.refusals.some(
    ({ code, image }) => image === name && code === 'REFERENCE_UNEDITABLE',
  );
  return (
    isRefused ||
    edits.edits.some(
      ({ image, declared, becomes }) => image === name && hasText(declared.tag) && !hasText(becomes.tag),
    )
  );
}

function hasText(part: string | undefined): boolean {
  return part !== undefined && part !== '';
}

async function tagFor(image: ResolvedImage, source: ImageSource): Promise<string | undefined> {
  const { name, digest } = image;
  const repository = parseReference(image.repository, `the repository of ${name}`);
  const record = image.record ?? (await source.readRecord({ ...repository, tag: undefined, digest })).record;
  return tagOfDigest({ name, repository, digest }, record, source);
}
