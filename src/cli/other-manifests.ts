import { decodeManifest, LARGEST_MANIFEST } from '../manifest/decode-manifest.ts';
import type { ManifestFile } from '../manifest/plan.ts';
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
  const paths = others.sort((a, b) => (a.path < b.path ? -1 : 1)).slice(0, MOST_FILES);
  return paths.flatMap(({ path, absolute }) => {
    reader.characters(absolute, path);
    const result = decodeManifest(path, reader.bytes());
    return result.ok ? [result.file] : [];
  });
}
