import {
  bringsReplacements,
  mayHoldTest,
  decodeManifest,
  findCompanions,
  givesVariables,
  holdsSourcesAtMost,
  isDeclaration,
  LARGEST_MANIFEST,
  mayComplete,
  type Scope,
  type SoughtImage,
} from '../../manifest/companions/companions.ts';
import type { ManifestFile, PassedOver, Refusal } from '../../manifest/plan-edits.ts';
import { createByteReader } from './read-bytes.ts';
import type { TreeFile } from './working-tree.ts';

/** The files that a plan looks at, with their bytes as they were read, and those that cannot be looked at. */
export interface SearchedFiles {
  readonly manifests: readonly ManifestFile[];
  readonly originals: ReadonlyMap<string, { readonly file: TreeFile; readonly bytes: Uint8Array }>;
  readonly refusals: readonly Refusal[];
  readonly passedOver: readonly PassedOver[];
}

/**
 * Reads files and keeps those that can hold one of the images. It searches their bytes, so that the cost
 * follows the files that matter. Other files come with them: the layers that may lie over their Helm values,
 * what Kustomizations with replacements join with them, and every `Chart.yaml` when the version of a chart is
 * to follow.
 */
export function searchFiles(
  files: readonly TreeFile[],
  images: readonly SoughtImage[],
  scope: Scope,
  withCharts: boolean,
): SearchedFiles {
  const manifests: ManifestFile[] = [];
  const originals = new Map<string, { readonly file: TreeFile; readonly bytes: Uint8Array }>();
  const refusals: Refusal[] = [];
  const passedOver: PassedOver[] = [];
  const others: TreeFile[] = [];
  const sources = new Set<TreeFile>();
  const reader = createByteReader(LARGEST_MANIFEST);
  const mayHold = mayHoldTest(images, withCharts);
  let withReplacements = false;
  let withVariables = false;
  for (const file of files) {
    const characters = reader.characters(file);
    withReplacements ||= bringsReplacements(file, characters);
    const isHit = mayHold(file, characters);
    if (!isHit && holdsSourcesAtMost(characters)) sources.add(file);
    else withVariables ||= givesVariables(characters);
    if (!isHit) {
      others.push(file);
      continue;
    }
    const bytes = reader.bytes();
    const { path } = file;
    const result = decodeManifest(path, bytes);
    if (result.ok) {
      manifests.push(result.value);
      originals.set(path, { file, bytes });
    } else if (file.named || isDeclaration(path)) refusals.push(result.problem);
    else passedOver.push(notText(file, result.problem));
  }
  const read = (file: TreeFile): string => reader.characters(file);
  const companions = findCompanions({
    scope,
    found: manifests,
    others,
    sources,
    withReplacements,
    withVariables,
    read,
  });
  for (const { file, dependsOnText } of companions) {
    reader.characters(file);
    const bytes = reader.bytes();
    const result = decodeManifest(file.path, bytes);
    if (!result.ok || (dependsOnText && !mayComplete(result.value))) continue;
    manifests.push(result.value);
    originals.set(file.path, { file, bytes });
  }
  // Few are left by now, so that putting them in order costs less than it did to walk in order.
  manifests.sort((a, b) => compare(a.path, b.path));
  refusals.sort((a, b) => compare(fileOf(a), fileOf(b)));
  passedOver.sort((a, b) => compare(a.location.file, b.location.file));
  return { manifests, originals, refusals, passedOver };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function fileOf({ location }: Refusal): string {
  return location?.file ?? '';
}

/** Nobody named this file, and its name does not say that it declares anything. */
function notText(file: TreeFile, refusal: Refusal): PassedOver {
  const location = refusal.location ?? { file: file.path, line: 1, column: 1 };
  return { image: undefined, location, found: 'a file that is no text', reason: refusal.message };
}

const MOST_FILES = 200;
const MAY_DECLARE = /\.(?:ya?ml|json)$/i;

/**
 * Some of the files that do not name an image: it can be misspelled there. Only a plan that found nothing
 * reads them.
 */
export function otherManifests(
  files: readonly TreeFile[],
  known: ReadonlyMap<string, unknown>,
): readonly ManifestFile[] {
  const reader = createByteReader(LARGEST_MANIFEST);
  const others = files.filter(({ path }) => MAY_DECLARE.test(path) && !known.has(path));
  const first = others.sort((a, b) => (a.path < b.path ? -1 : 1)).slice(0, MOST_FILES);
  return first.flatMap((file) => {
    reader.characters(file);
    const result = decodeManifest(file.path, reader.bytes());
    return result.ok ? [result.value] : [];
  });
}
