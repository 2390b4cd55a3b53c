import { groupBy } from '../../errors/group-by.ts';
import type { EnvironmentConfig, ImageConfig } from '../../config/config.ts';
import type { EditorSettings } from '../../config/editor-settings.ts';
import { type Digest, isDigest } from '../../image/digest.ts';
import { formatReference, isTag, parseReference } from '../../image/reference.ts';
import { findReferences } from '../../manifest/find-references.ts';
import type { ManifestFile, Occurrence } from '../../manifest/plan-edits.ts';
import {
  type Declaration,
  declarationOf,
  type DeclaringPlace,
  type EnvironmentState,
} from '../../promotion/advance/environment-state.ts';
import type { ImageSource } from '../../records/record-reader.ts';

/**
 * Finds the digest that a tag points to now; undefined when the registry has no such tag. Each tag is asked
 * once.
 */
export type TagReader = (image: ImageConfig, tag: string) => Promise<Digest | undefined>;

export function tagReader({ registry, log }: Pick<ImageSource, 'registry' | 'log'>): TagReader {
  const known = new Map<string, Promise<Digest | undefined>>();
  return (image, tag) => {
    const reference = { ...parseReference(image.repository), tag };
    const key = formatReference(reference);
    const answer = known.get(key) ?? registry.taggedDigest(reference);
    if (!known.has(key)) {
      known.set(key, answer);
      void answer.then(
        (digest) => {
          if (digest === undefined)
            log.warning(`${image.name}: the registry has no ${key}, which is declared.`);
        },
        () => undefined,
      );
    }
    return answer;
  };
}

/** The files of an environment, and those of each of its targets by name, where it has any. */
export interface EnvironmentFiles {
  readonly all: readonly ManifestFile[];
  readonly byTarget: ReadonlyMap<string, readonly ManifestFile[]>;
}

/** How declarations are read from files. */
export interface DeclarationReading {
  readonly images: readonly ImageConfig[];
  readonly readTag: TagReader;
  readonly editor: Pick<EditorSettings, 'customResources' | 'appVersionOf'>;
}

/**
 * What an environment's files declare now of each image, and what those of each target alone declare. A tag
 * without a digest stands for what the registry says it is.
 */
export async function declaredState(
  { name }: Pick<EnvironmentConfig, 'name'>,
  files: EnvironmentFiles,
  reading: DeclarationReading,
): Promise<EnvironmentState> {
  const targets = new Map<string, ReadonlyMap<string, Declaration>>();
  for (const [target, own] of files.byTarget) targets.set(target, await declarations(own, reading));
  return { environment: name, images: await declarations(files.all, reading), targets };
}

async function declarations(
  files: readonly ManifestFile[],
  { images, readTag, editor }: DeclarationReading,
): Promise<ReadonlyMap<string, Declaration>> {
  const found = new Map<string, Declaration>();
  const occurrences = groupBy(findReferences(files, images, editor), ({ image }) => image);
  for (const image of images) {
    const places: DeclaringPlace[] = [];
    for (const place of occurrences.get(image.name) ?? []) {
      const declaring = await declaringPlace(image, place, readTag);
      if (declaring !== undefined) places.push(declaring);
    }
    if (places.length > 0) found.set(image.name, declarationOf(places));
  }
  return found;
}

async function declaringPlace(
  image: ImageConfig,
  place: Occurrence,
  readTag: TagReader,
): Promise<DeclaringPlace | undefined> {
  const { tag, digest } = place.declared;
  if (digest !== undefined) return isDigest(digest) ? { place, digest, resolved: false } : undefined;
  if (tag === undefined || tag === '') return undefined;
  return { place, digest: isTag(tag) ? await readTag(image, tag) : undefined, resolved: true };
}
