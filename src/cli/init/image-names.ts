import type { DeployedImage } from './deployed-images.ts';

/** An image of the proposal. */
export interface ProposedImage {
  readonly name: string;
  readonly repository: string;
  readonly unsure: readonly string[];
}

const LONGEST_NAME = 63;

/** The last part of the repository names an image, with those before it where that is not enough. */
export function nameOfImage({ repository }: DeployedImage, all: readonly DeployedImage[]): string {
  const lengths = repository.split('/').map((_part, index) => index + 1);
  const isAlone = (length: number): boolean =>
    all.filter((other) => endOf(other.repository, length) === endOf(repository, length)).length === 1;
  const length = lengths.find(isAlone) ?? lengths.length;
  return endOf(repository, length)
    .slice(-LONGEST_NAME)
    .replace(/^[-_.]+/, '');
}

/** `blog-api`: the last two parts of `ghcr.io/acme/blog/api`, as a name. */
function endOf(repository: string, length: number): string {
  return repository
    .split('/')
    .slice(-length)
    .join('-')
    .replace(/[^A-Za-z0-9._-]+/g, '-');
}

/** Names the images. `unsure` says what nobody can know of one, by its repository. */
export function withNames(
  images: readonly DeployedImage[],
  unsure: ReadonlyMap<string, readonly string[]>,
): readonly ProposedImage[] {
  return images.map((image) => {
    const { repository } = image;
    return { name: nameOfImage(image, images), repository, unsure: unsure.get(repository) ?? [] };
  });
}
