import { imageNamed, pinOf } from '../../config/images.ts';
import type { Destination } from '../../environments/destination.ts';
import { headStanding, proposedBy } from '../../promotion/lane/head-standing.ts';
import type { ImageSource } from '../../records/record-reader.ts';
import type { LaneImages } from './plan-lane.ts';
import { carriedImage } from './resolve-images.ts';

/**
 * The images of a lane: those that were asked for, and those that its open proposal holds besides. Without
 * the second, an image that is promoted alone would push the rest of its group out of the pull request.
 */
export async function withCarriedImages(
  input: LaneImages,
  { config, environment, state }: Destination,
  source: ImageSource,
): Promise<LaneImages> {
  const standing = headStanding(input.lane, input.state, state.base.oid);
  if (standing.kind !== 'ours' || config === undefined) return input;
  const pull = input.state.pulls.find(({ headOid }) => headOid === standing.head.oid);
  if (pull !== undefined && pull.state !== 'open') return input;
  const asked = new Set(input.images.map(({ name }) => name));
  const images = [...input.images];
  for (const trailer of proposedBy(standing.trailers, input.lane).filter(({ name }) => !asked.has(name))) {
    const image = imageNamed(config, trailer.name);
    const { name, repository, source: builtFrom, path } = image;
    source.log.info(`${name}: stays in the proposal with ${trailer.digest}`);
    const settings = { name, repository, source: builtFrom, path, pin: pinOf(environment, image) };
    images.push(await carriedImage(trailer, settings, source));
  }
  const inLane = ({ name }: { readonly name: string }): number => input.lane.images.indexOf(name);
  return { ...input, images: images.sort((a, b) => inLane(a) - inLane(b)) };
}
