/**
 * What a valid `waybill.yaml` says of its images: which there are, which move together, and how they are
 * pinned.
 */
import { didYouMean } from '../errors/nearest.ts';
import { WaybillError } from '../errors/waybill-error.ts';
import { sameRepository, tryParseReference } from '../image/reference.ts';
import type { Config, EnvironmentConfig, ImageConfig } from './config.ts';
import { matchedName, matchedRepository } from './image-patterns.ts';

/** What has one branch and one pull request in each environment: a group, or an image that is in no group. */
export interface LaneMembers {
  readonly name: string;
  readonly images: readonly ImageConfig[];
  /** Of a group: members that pass their gates go on with those that are declared already. */
  readonly join: boolean;
}

/** The image of that name. Throws `IMAGE_UNKNOWN` with the nearest name and the list of all. */
export function imageNamed(config: Config, name: string): ImageConfig {
  const found = config.images.find((image) => image.name === name) ?? matchedName(config, name);
  if (found === undefined) throw unknownImage(config, name);
  return found;
}

/** `nginx:1` finds the image of `docker.io/library/nginx`. Spelling, tag and digest make no difference. */
export function imageOfRepository(config: Config, repository: string): ImageConfig | undefined {
  const wanted = tryParseReference(repository);
  if (wanted === undefined) return undefined;
  const own = config.images.find((image) => {
    const reference = tryParseReference(image.repository);
    return reference !== undefined && sameRepository(reference, wanted);
  });
  return own ?? matchedRepository(config, wanted.spelling);
}

/**
 * The image that a person meant by a name, or else by a repository. Throws `IMAGE_UNKNOWN` when it is
 * neither.
 */
export function imageMeant(config: Config, nameOrRepository: string): ImageConfig {
  const found = tryImageMeant(config, nameOrRepository);
  if (found === undefined) throw unknownImage(config, nameOrRepository);
  return found;
}

/** The same; undefined when it is neither. */
export function tryImageMeant(config: Config, nameOrRepository: string): ImageConfig | undefined {
  const named = config.images.find((image) => image.name === nameOrRepository);
  const isWhole = nameOrRepository.includes('/');
  const byPattern = isWhole ? undefined : matchedName(config, nameOrRepository);
  return named ?? byPattern ?? imageOfRepository(config, nameOrRepository);
}

/** The lane of an image: its group with all members in the order of the file, or the image alone. */
export function laneOf(config: Config, image: ImageConfig): LaneMembers {
  const group = config.groups.find(({ images }) => images.includes(image.name));
  if (group === undefined) return { name: image.name, images: [image], join: false };
  const { name, images, join } = group;
  return { name, images: images.map((member) => imageNamed(config, member)), join };
}

/** Every lane: the groups, then the images that are in none. */
export function allLanes(config: Config): readonly LaneMembers[] {
  const lanes = config.images.map((image) => laneOf(config, image));
  return lanes.filter(({ name }, index) => lanes.findIndex((lane) => lane.name === name) === index);
}

/** What is written for an image: the environment decides, else the image, else it is the digest. */
export function pinOf(
  environment: Pick<EnvironmentConfig, 'pin'>,
  image: Pick<ImageConfig, 'pin'>,
): 'digest' | 'tag' {
  return environment.pin ?? image.pin ?? 'digest';
}

function unknownImage(config: Config, wanted: string): WaybillError {
  const known = config.images.flatMap(({ name, repository }) => [name, repository]);
  const names = [...config.images, ...config.patterns].map(({ name }) => name).join(', ');
  return new WaybillError('IMAGE_UNKNOWN', `${config.file} has no image "${wanted}"`, {
    hint: `${didYouMean(wanted, known).trimStart()} There is: ${names}.`.trimStart(),
  });
}
