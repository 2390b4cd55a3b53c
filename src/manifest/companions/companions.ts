import { maySetVariables } from '../layers/layer-names.ts';
import { indexSubCharts } from '../layers/sub-charts.ts';
import type { ManifestFile, SoughtImage } from '../plan.ts';
import { isKustomizationFile, kustomizedAround, mayReplace } from '../replacements/kustomized-files.ts';
import { filesWithVariables } from '../replacements/variables/files-with-variables.ts';
import {
  carriesValues,
  hasFluxSetter,
  isChartFile,
  mayBeBase,
  takesFromObjects,
  takesVariables,
} from '../text/may-hold-values.ts';
import { bytesTest } from '../text/may-hold-image.ts';
import { folderOf } from '../text/repository-path.ts';
import { withoutIdleSources } from './idle-sources.ts';
import { layersByName, placesOfValues } from './layers-by-name.ts';
import { roughDependencies } from './rough-dependencies.ts';
import { isDeclaration, sortOut } from './sort-out.ts';

/**
 * Which other files have a say in an image, beside those that name it. `values.yaml` names the repository,
 * and `values-prod.yaml` beside it holds nothing but `tag: v1`: the second is a companion of the first.
 *
 * This room goes by paths and by words, and knows no parser: the command line looks through ten thousand
 * files before it needs one. It does not know where files come from; who calls hands in their paths and a way
 * to their texts.
 */
export { holdsSourcesAtMost } from './idle-sources.ts';
export { isDeclaration, mayComplete } from './sort-out.ts';
export { decodeManifest, LARGEST_MANIFEST } from '../text/decode.ts';
export type { SoughtImage } from '../plan.ts';

/** A file that there is. Its path may be put together when it is asked for. */
interface PathHolder {
  readonly path: string;
}

/**
 * How far companions are looked for. The files of an `environment` all belong together, as in a promotion.
 * Among `paths` that somebody named, the values of many charts may stand. There a file is a companion only
 * beside one that names the image, or where a document, or the names of both, say that one is laid over the
 * other.
 */
export type Scope = 'environment' | 'paths';

/** What companions are looked for, and among which files. */
interface CompanionSearch<File extends PathHolder> {
  readonly scope: Scope;
  /** The files that name the image. */
  readonly found: readonly ManifestFile[];
  readonly others: readonly File[];
  /** Those of them for which `holdsSourcesAtMost` holds. */
  readonly sources: ReadonlySet<File>;
  /** Whether `bringsReplacements` holds for any of all these files. */
  readonly withReplacements: boolean;
  /** Whether `givesVariables` holds for any of them. */
  readonly withVariables: boolean;
  /** The text of a file. Its bytes as Latin-1 will do: what is sought is ASCII. */
  readonly read: (file: File) => string;
}

interface Companion<File> {
  readonly file: File;
  /** Path and neighbours do not decide: it is a companion only if `mayComplete` holds for its text. */
  readonly dependsOnText: boolean;
}

/**
 * A test for files that are planned on their own account. They can hold one of the images, or are the chart
 * whose version is to follow. Make it once for many files.
 */
export function mayHoldTest(
  images: readonly SoughtImage[],
  withCharts: boolean,
): (file: PathHolder, characters: string) => boolean {
  const mayHold = bytesTest(images);
  return (file, characters) => mayHold(characters) || (withCharts && isChartFile(file.path));
}

/** Whether a file is a Kustomization that could write over what stands in other files. */
export function bringsReplacements(file: PathHolder, text: string): boolean {
  return isKustomizationFile(file.path) && mayReplace(text);
}

/** Whether a text could give variables their values: Flux's, or from files that a generator reads. */
export function givesVariables(text: string): boolean {
  return /postBuild|ApplicationSet/.test(text);
}

/** The companions of the files that name the image. None where no file names it. */
export function findCompanions<File extends PathHolder>(
  search: CompanionSearch<File>,
): readonly Companion<File>[] {
  const { scope, found, others, withReplacements, withVariables, read } = search;
  const kustomized = new Set(withReplacements ? kustomizedWith(search) : []);
  const isWhole = scope === 'environment';
  const ofVariables = new Set(isWhole || !withVariables ? [] : filesWithVariables(found, others, read));
  const related = !isWhole ? laidWith(search) : found.length === 0 ? [] : others;
  return [...new Set([...related, ...kustomized, ...ofVariables])].map((file) => ({
    file,
    dependsOnText: !isWhole && !kustomized.has(file) && !ofVariables.has(file),
  }));
}

/**
 * The files that Kustomizations bring together with those that were found, where replacements may write over
 * these.
 */
function kustomizedWith<File extends PathHolder>({
  found,
  others,
  read,
}: CompanionSearch<File>): readonly File[] {
  const texts = new Map(found.map(({ path, text }) => [path, text]));
  const hits = new Set(texts.keys());
  const files = new Map(others.map((file) => [file.path, file]));
  const textOf = (path: string): string => {
    const file = files.get(path);
    const text = texts.get(path) ?? (file === undefined ? '' : read(file));
    texts.set(path, text);
    return text;
  };
  const known = {
    has: (path: string) => files.has(path) || texts.has(path),
    paths: () => [...hits, ...files.keys()],
    textOf,
  };
  const together = kustomizedAround(hits, known);
  return [...new Set(together.flatMap(({ files: brought }) => [...brought]))].flatMap(
    (path) => files.get(path) ?? [],
  );
}

/** The files that may be laid over those that were found, or lie beneath them. Workloads stand alone. */
function laidWith<File extends PathHolder>({
  found,
  others,
  sources,
  read,
}: CompanionSearch<File>): readonly File[] {
  const wanting = found.filter(wantsCompanions);
  if (wanting.length === 0) return [];
  const folders = new Set(wanting.map(({ path }) => folderOf(path)));
  const beside = others.filter(({ path }) => folders.has(folderOf(path)));
  const farther = others.filter(({ path }) => !folders.has(folderOf(path)) && isDeclaration(path));
  const texts = wanting.map(({ text }) => text);
  const active = farther.filter((file) => !sources.has(file) || isChartFile(file.path));
  const sorted = sortOut(beside, active, read);
  const takers = [...texts, ...sorted.takers].filter(takesFromObjects);
  const taken = takers.length === 0 ? [] : farther.filter((file) => sources.has(file));
  const { charts, values } = sorted;
  const carriers = withoutIdleSources(
    new Map([...sorted.carriers, ...sortOut([], taken, read).carriers]),
    takers,
  );
  const named = namedFiles([...texts, ...carriers.values()]);
  const ownCharts = found.filter(({ path }) => isChartFile(path));
  const subCharts = indexSubCharts(
    [...found, ...values, ...charts],
    [...ownCharts, ...charts].flatMap(roughDependencies),
  );
  const bases = wanting.filter(({ path, text }) => mayBeBase(path, text));
  const byName = layersByName(bases, values, subCharts);
  const chartFolders = new Set(
    [...wanting, ...byName].flatMap(({ path }) =>
      placesOfValues(subCharts, path).map(({ file }) => folderOf(file)),
    ),
  );
  const isCompanion = (file: File): boolean =>
    carriers.has(file) ||
    named.has(lastTwoParts(file.path)) ||
    byName.has(file) ||
    (isChartFile(file.path) && chartFolders.has(folderOf(file.path)));
  return [
    ...beside,
    ...farther.filter(isCompanion),
    ...variableFiles(wanting, others).filter(({ path }) => !folders.has(folderOf(path))),
  ];
}

/** Values have no kind of their own; a release has values in it, and a setter speaks of a policy. */
function wantsCompanions({ text }: ManifestFile): boolean {
  return !/^kind:/m.test(text) || carriesValues(text) || hasFluxSetter(text);
}

/** Files that set the variables of a Compose file, wherever they stand. */
function variableFiles<File extends PathHolder>(
  found: readonly ManifestFile[],
  others: readonly File[],
): readonly File[] {
  const templates = found.filter(({ text }) => takesVariables(text));
  if (templates.length === 0) return [];
  return others.filter((file) => templates.some(({ path }) => maySetVariables(file.path, path)));
}

/**
 * Files that documents name with a folder before them, by the last two parts of their paths. The end of the
 * name is looked for first: few words end like a file, and any word could be the name of a folder.
 */
function namedFiles(texts: readonly string[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const text of texts)
    for (const { 0: end, index } of text.matchAll(/\.(?:ya?ml|json)\b/g)) {
      const before = /[\w.$-]{1,100}\/[\w.-]{1,100}$/.exec(text.slice(Math.max(0, index - 201), index));
      if (before !== null) names.add(before[0] + end);
    }
  return names;
}

function lastTwoParts(path: string): string {
  return path.split('/').slice(-2).join('/');
}
