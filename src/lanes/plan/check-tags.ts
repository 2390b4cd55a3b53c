import { WaybillError, WaybillErrors } from '../../errors/waybill-error.ts';
import { formatReference, parseReference } from '../../image/reference.ts';
import type { Occurrence } from '../../manifest/plan-edits.ts';
import type { ResolvedImage } from '../../promotion/lane/images.ts';
import type { ImageSource } from '../../records/record-reader.ts';
import type { EditedLane } from './plan-lane.ts';

/**
 * Where a file has no place for a digest, the tag is all that is declared: it has to point to the digest at
 * this moment, or the environment would run something else than the pull request says. Throws
 * `DIGEST_MISMATCH` for every tag that does not fit.
 */
export async function requireTagsOfDigests(
  lanes: readonly EditedLane[],
  registry: ImageSource['registry'],
): Promise<void> {
  const errors: WaybillError[] = [];
  for (const lane of lanes) {
    for (const image of lane.images) {
      const place = placeOfTagAlone(lane, image);
      const error = place === undefined ? undefined : await mismatchAt(place, image, registry);
      if (error !== undefined) errors.push(error);
    }
  }
  if (errors.length > 0) throw new WaybillErrors(errors);
}

/** The first place that declares the image by its tag and nothing more, once the plan is carried out. */
function placeOfTagAlone({ edits }: EditedLane, { name }: ResolvedImage): Occurrence | undefined {
  const written = edits.edits.find(({ image, becomes }) => image === name && becomes.digest === undefined);
  return (
    written ?? edits.unchanged.find(({ image, declared }) => image === name && declared.digest === undefined)
  );
}

async function mismatchAt(
  { location }: Occurrence,
  { name, repository, tag, digest }: ResolvedImage,
  registry: ImageSource['registry'],
): Promise<WaybillError | undefined> {
  if (tag === undefined) return undefined;
  const reference = { ...parseReference(repository, `the repository of ${name}`), tag, digest: undefined };
  const tagged = await registry.taggedDigest(reference);
  if (tagged === digest) return undefined;
  const found = tagged === undefined ? 'does not exist in the registry' : `is ${tagged}`;
  return new WaybillError(
    'DIGEST_MISMATCH',
    `${location.file} declares ${name} by its tag alone, and ${formatReference(reference)} ${found}, not ${digest}`,
    {
      location,
      hint: 'Promote what the tag points to, or give the file a place for the digest (a "digest" key beside the tag).',
    },
  );
}
