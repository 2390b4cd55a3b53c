import { everyReference } from '../../manifest/every-reference.ts';
import { findReferences } from '../../manifest/find-references.ts';
import type { ManifestFile } from '../../manifest/plan-edits.ts';

/** An image that files declare, and where. */
export interface DeployedImage {
  /** In its canonical form: `docker.io/library/redis`. */
  readonly repository: string;
  readonly places: readonly ImagePlace[];
}

interface ImagePlace {
  readonly file: string;
  readonly line: number;
}

/** Every image that a file names by itself. What a template writes is nobody's image. */
export function namedImages(files: readonly ManifestFile[]): readonly DeployedImage[] {
  const places = everyReference(files).filter(({ isTemplated }) => !isTemplated);
  return imagesOf(places.map(({ repository, location }) => ({ repository, ...location })));
}

/**
 * Where the files decide which of the images runs. A tag in one file belongs to the repository in another
 * where they are laid over one another, so these are the places that a promotion would have to change.
 */
export function decidingPlaces(
  files: readonly ManifestFile[],
  images: readonly DeployedImage[],
): readonly DeployedImage[] {
  const sought = images.map(({ repository }) => ({ name: repository, repository }));
  const found = findReferences(files, sought);
  return imagesOf(found.map(({ image, location }) => ({ repository: image, ...location })));
}

function imagesOf(
  places: readonly (ImagePlace & { readonly repository: string })[],
): readonly DeployedImage[] {
  const byRepository = new Map<string, ImagePlace[]>();
  for (const { repository, file, line } of places) {
    const known = byRepository.get(repository) ?? [];
    known.push({ file, line });
    byRepository.set(repository, known);
  }
  return [...byRepository]
    .map(([repository, own]) => ({ repository, places: own }))
    .sort((a, b) => (a.repository < b.repository ? -1 : 1));
}

/** The files that declare one of the images. */
export function filesOf(images: readonly DeployedImage[]): readonly string[] {
  return [...new Set(images.flatMap(({ places }) => places.map(({ file }) => file)))].sort();
}
