import type { Destination } from '../../environments/destination.ts';
import { isDigest } from '../../image/digest.ts';
import { parseReference } from '../../image/reference.ts';
import { type ArrivingImage, doubtsOf, type DoubtTools } from '../../lanes/plan/doubts.ts';
import type { EditedLane } from '../../lanes/plan/plan-lane.ts';
import { mergesItself, type PullSettings } from '../../lanes/pull-settings.ts';
import type { DoubtedImage } from '../../promotion/gates/doubt.ts';
import { headStanding } from '../../promotion/lane/head-standing.ts';
import type { PlacedImage } from '../../promotion/lane/images.ts';
import type { ImageSource } from '../../records/record-reader.ts';

/** What the images of a lane are looked at with, before they are brought. */
export interface ArrivalTools extends DoubtTools {
  readonly destination: Destination;
  readonly pull: PullSettings;
  readonly registry: ImageSource['registry'];
}

/**
 * The images of a lane that a person has to decide on. Where a person merges anyway, only an older build
 * matters: that somebody asks for a digest again, or that nobody can tell its order, is in plain sight there.
 */
export async function doubtsOfLane(
  edited: EditedLane,
  { destination, pull, registry, ...tools }: ArrivalTools,
): Promise<readonly DoubtedImage[]> {
  const isMerging = mergesItself(pull, destination.environment);
  const open = edited.state.pulls.find(({ state }) => state === 'open');
  const changesNothing = open !== undefined && (!isMerging || open.autoMerge);
  if (changesNothing && isAsProposed(edited, destination.state.base.oid)) return [];
  const images: ArrivingImage[] = [];
  for (const placed of edited.placed) images.push(await arriving(placed, edited, registry));
  const by = { lane: edited.lane, pulls: edited.state.pulls, base: destination.state };
  const doubted = await doubtsOf(images, by, tools);
  return isMerging ? doubted : doubted.filter(({ doubt }) => doubt.kind === 'older');
}

/** The commit on the branch brings just this, and takes the place of just what is declared now. */
function isAsProposed({ lane, state, placed }: EditedLane, baseOid: string): boolean {
  const standing = headStanding(lane, state, baseOid);
  if (standing.kind !== 'ours') return false;
  return placed.every(({ image, from }) => {
    const written = standing.trailers.images.find(({ name }) => name === image.name);
    const now = from.digests.length > 0 ? from.digests : from.tags;
    return written?.digest === image.digest && written.from.join() === now.join();
  });
}

async function arriving(
  { image, from }: PlacedImage,
  { images, edits }: EditedLane,
  registry: ImageSource['registry'],
): Promise<ArrivingImage> {
  const { name, repository, digest, tag } = image;
  const settings = images.find((known) => known.name === name);
  const own = edits.edits.filter((edit) => edit.image === name);
  return {
    image: { name, repository, digest, tag, source: settings?.source },
    declared: (await declaredBy(from, repository, registry)).filter((version) => version.digest !== digest),
    paths: [...new Set(own.map(({ location }) => location.file))],
    upstreams: [],
    wentBack: [],
  };
}

/** The versions that files declare; where they write tags alone, what these point to now. */
async function declaredBy(
  { digests, tags }: PlacedImage['from'],
  repository: string,
  registry: ImageSource['registry'],
): Promise<ArrivingImage['declared']> {
  const [only, another] = tags;
  const tag = another === undefined ? only : undefined;
  if (digests.length > 0) return digests.filter(isDigest).map((digest) => ({ digest, tag }));
  const found: { digest: ArrivingImage['declared'][number]['digest']; tag: string }[] = [];
  for (const name of tags) {
    const digest = await registry.taggedDigest({ ...parseReference(repository), tag: name });
    if (digest !== undefined) found.push({ digest, tag: name });
  }
  return found;
}
