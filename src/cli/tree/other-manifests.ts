import { decodeManifest, LARGEST_MANIFEST } from '../../manifest/companions/companions.ts';
import type { ManifestFile } from '../../manifest/plan-edits.ts';
import { createByteReader } from './read-bytes.ts';
import type { TreeFile } from './working-tree.ts';

const MOST_FILES = 200;
const DECLARES = /\.(?:ya?ml|json)$/i;

/** Some of the files that do not name an image, in which a misspelt one may stand. Only a plan that found nothing reads them. */
export function otherManifests(
  files: readonly TreeFile[],
  known: ReadonlyMap<string, unknown>,
): readonly ManifestFile[] {
  const reader = createByteReader(LARGEST_MANIFEST);
  const others = files.filter(({ path }) => DECLARES.test(path) && !known.has(path));
  const first = others.sort((a, b) => (a.path < b.path ? -1 : 1)).slice(0, MOST_FILES);
  return first.flatMap((file) => {
    reader.characters(file);
    const result = decodeManifest(file.path, reader.bytes());
    return result.ok ? [result.file] : [];
  });
}
