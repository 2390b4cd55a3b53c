import type { ManifestFile } from '../../manifest/plan-edits.ts';
import { decidingPlaces, type DeployedImage, filesOf } from './deployed-images.ts';
import { matcherOf } from './file-patterns.ts';
import type { FoundEnvironment } from './find-environments.ts';
import { nameOfImage } from './image-names.ts';
import { someOf } from './some-of.ts';

// What nobody can know from a tree, each as a sentence that stands behind "unsure:".

/**
 * Tags of an environment whose repository stands in a file that is none of its own: in a base, or in the
 * values of a chart. By repository.
 */
export function tagsAlone(
  images: readonly DeployedImage[],
  environments: readonly FoundEnvironment[],
  files: readonly ManifestFile[],
): ReadonlyMap<string, readonly string[]> {
  const alone = new Map<string, string[]>();
  for (const { patterns } of environments) {
    const isIn = matcherOf(patterns);
    const known = decidingPlaces(
      files.filter(({ path }) => isIn(path)),
      images,
    );
    const found = new Set(
      known.flatMap(({ repository, places }) => places.map((place) => keyOf(repository, place))),
    );
    for (const { repository, places } of images)
      for (const place of places.filter(({ file }) => isIn(file)))
        if (!found.has(keyOf(repository, place)))
          alone.set(repository, [...(alone.get(repository) ?? []), `${place.file}:${place.line}`]);
  }
  return new Map(
    images.map((image) => [
      image.repository,
      sentence(alone.get(image.repository), nameOfImage(image, images)),
    ]),
  );
}

function keyOf(repository: string, { file, line }: { readonly file: string; readonly line: number }): string {
  return JSON.stringify([repository, file, line]);
}

function sentence(places: readonly string[] | undefined, name: string): readonly string[] {
  if (places === undefined) return [];
  return [
    `its tag stands without its repository in ${someOf(places)}. Write "# waybill: ${name} tag" above each, or no promotion finds it.`,
  ];
}

export function whose(isGuess: boolean, own: readonly DeployedImage[]): readonly string[] {
  return isGuess ? [`which of these images are yours: ${someOf(own.map(repositoryOf))}.`] : [];
}

export function leftOut(others: readonly DeployedImage[]): readonly string[] {
  if (others.length === 0) return [];
  return [`left out, as they seem to be built by others: ${someOf(others.map(repositoryOf))}.`];
}

/** Images of a base, for example, where one digest is that of all environments. */
export function onlyElsewhere(idle: readonly DeployedImage[]): readonly string[] {
  return idle.length === 0
    ? []
    : [
        `left out, as no environment declares them but other files do: ${someOf(idle.map(repositoryOf))}, in ${someOf(filesOf(idle))}.`,
      ];
}

export function elsewhere(outside: readonly string[], own: readonly DeployedImage[]): readonly string[] {
  const declaring = new Set(filesOf(own));
  const files = outside.filter((file) => declaring.has(file));
  return files.length === 0 ? [] : [`an image of below stands in no environment here: ${someOf(files)}.`];
}

function repositoryOf({ repository }: DeployedImage): string {
  return repository;
}
