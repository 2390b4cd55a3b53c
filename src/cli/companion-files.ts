import { mayLieOver } from '../manifest/layers/layer-names.ts';
import { indexSubCharts } from '../manifest/layers/sub-charts.ts';
import type { ManifestFile } from '../manifest/plan.ts';
import { kustomizedAround } from '../manifest/replacements/kustomized-files.ts';
import {
  carriesValues,
  DOTENV,
  isChartFile,
  mayBeBase,
  mayBeLayer,
  takesVariables,
} from '../manifest/text/may-hold-values.ts';
import { folderOf } from '../manifest/text/repository-path.ts';
import { layersByName, type ValuesFile, valuesSeats } from './layers-by-name.ts';
import { roughDependencies } from './rough-dependencies.ts';
import type { TreeFile } from './working-tree.ts';

/**
 * Which files belong together. The files of an `environment` all do, as in a promotion. Among `paths` that somebody named, a file
 * that does not name the image belongs to it only beside one that does, or where a document or the names of both say that it is
 * laid over it: a tree may hold the values of many charts.
 */
export type Scope = 'environment' | 'paths';

/** The files that could matter because of the ones that were found, by what values are laid over. Workloads stand alone. */
export function companions(
  found: readonly ManifestFile[],
  others: readonly TreeFile[],
  scope: Scope,
  read: (file: TreeFile) => string,
): readonly TreeFile[] {
  if (scope === 'environment') return found.length === 0 ? [] : others;
  const wanting = found.filter(wantsCompanions);
  if (wanting.length === 0) return [];
  const folders = new Set(wanting.map(({ path }) => folderOf(path)));
  const beside = others.filter(({ path }) => folders.has(folderOf(path)));
  const farther = others.filter(({ path }) => !folders.has(folderOf(path)) && DECLARES.test(path));
  const carriers = new Map<TreeFile, string>();
  const values: ValuesFile<TreeFile>[] = [];
  const charts = found.filter(({ path }) => isChartFile(path));
  for (const file of beside) if (isChartFile(file.path)) charts.push({ path: file.path, text: read(file) });
  for (const file of farther) {
    const text = read(file);
    if (isChartFile(file.path)) charts.push({ path: file.path, text });
    else if (carriesValues(text) && mayBeLayer(file.path, text)) carriers.set(file, text);
    else if (mayComplete(file.path, text)) values.push({ path: file.path, text, file });
  }
  const named = namedFiles([...wanting.map(({ text }) => text), ...carriers.values()]);
  const isNamed = ({ path }: TreeFile): boolean => named.has(lastTwo(path));
  const subCharts = indexSubCharts([...found, ...values, ...charts], charts.flatMap(roughDependencies));
  const byName = layersByName(
    wanting.filter(({ path, text }) => mayBeBase(path, text)),
    values,
    subCharts,
  );
  const ofCharts = new Set(
    [...wanting, ...byName].flatMap(({ path }) =>
      valuesSeats(subCharts, path).map(({ file }) => folderOf(file)),
    ),
  );
  const isOfChart = ({ path }: TreeFile): boolean => isChartFile(path) && ofCharts.has(folderOf(path));
  return [
    ...beside,
    ...farther.filter((file) => carriers.has(file) || isNamed(file) || byName.has(file) || isOfChart(file)),
    ...environmentFiles(wanting, others).filter(({ path }) => !folders.has(folderOf(path))),
  ];
}

/** Files that set the variables of a Compose file from another folder. */
function environmentFiles(found: readonly ManifestFile[], others: readonly TreeFile[]): readonly TreeFile[] {
  const templates = found.filter(({ text }) => takesVariables(text));
  if (templates.length === 0) return [];
  return others.filter(
    (file) => DOTENV.test(file.path) && templates.some(({ path }) => mayLieOver(file.path, path)),
  );
}

const DECLARES = /\.(?:ya?ml|json)$|(?:^|\/)Kustomization$/i;

/** Files that documents name with a folder before them, by the last two parts of their paths. */
function namedFiles(texts: readonly string[]): ReadonlySet<string> {
  return new Set(
    texts.flatMap((text) =>
      [...text.matchAll(/[\w.$-]{1,100}\/[\w.-]{1,100}\.(?:ya?ml|json)\b/g)].map(([name]) => name),
    ),
  );
}

function lastTwo(path: string): string {
  return path.split('/').slice(-2).join('/');
}

/** Values have no kind of their own; a release has values in it, and a setter speaks of a policy. */
function wantsCompanions({ text }: ManifestFile): boolean {
  return !/^kind:/m.test(text) || carriesValues(text) || text.includes('$imagepolicy');
}

/** Whether a text may say more of an image that another one names. */
export function mayComplete(path: string, text: string): boolean {
  return (
    isChartFile(path) ||
    mayBeLayer(path, text) ||
    mayBeBase(path, text) ||
    /^kind: *["']?Image(?:Policy|Repository)/m.test(text)
  );
}

/** The files that Kustomizations bring together with those that were found, where replacements may write over these. */
export function replacementCompanions(
  found: readonly ManifestFile[],
  others: readonly TreeFile[],
  read: (file: TreeFile) => string,
): readonly TreeFile[] {
  const texts = new Map(found.map(({ path, text }) => [path, text]));
  const hits = new Set(texts.keys());
  const files = new Map(others.map((file) => [file.path, file]));
  const textOf = (path: string): string => {
    const file = files.get(path);
    const text = texts.get(path) ?? (file === undefined ? '' : read(file));
    texts.set(path, text);
    return text;
  };
  const known = { has: (path: string) => files.has(path) || texts.has(path), textOf };
  const around = kustomizedAround(hits, [...hits, ...files.keys()], known);
  return [...new Set(around.flatMap((one) => [...one.files]))].flatMap((path) => files.get(path) ?? []);
}
