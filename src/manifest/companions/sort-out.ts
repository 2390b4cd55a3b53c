import type { ManifestFile } from '../plan.ts';
import {
  carriesValues,
  isChartFile,
  isFluxPolicy,
  mayBeBase,
  mayBeLayer,
  takesFromObjects,
} from '../text/may-hold-values.ts';
import type { ValuesFile } from './layers-by-name.ts';

/** Whether a text may say more of an image that another one names. */
export function mayComplete({ path, text }: ManifestFile): boolean {
  return isChartFile(path) || mayBeLayer(path, text) || mayBeBase(path, text) || isFluxPolicy(text);
}

/** Whether a file is of a kind that declares something, by its name. */
export function isDeclaration(path: string): boolean {
  return /\.(?:ya?ml|json)$|(?:^|\/)Kustomization$/i.test(path);
}

/** Files by what their texts are. */
interface SortedFiles<File> {
  readonly charts: readonly ManifestFile[];
  /** Documents with values in them, or that say which values are laid over one another. */
  readonly carriers: ReadonlyMap<File, string>;
  readonly values: readonly ValuesFile<File>[];
  /** Texts of objects that take values from a ConfigMap or a Secret. */
  readonly takers: readonly string[];
}

/** Everything beside a file that was found is a companion, so that only the charts there have to be read. */
export function sortOut<File extends { readonly path: string }>(
  beside: readonly File[],
  farther: readonly File[],
  read: (file: File) => string,
): SortedFiles<File> {
  const charts: ManifestFile[] = [];
  const carriers = new Map<File, string>();
  const takers: string[] = [];
  const values: ValuesFile<File>[] = [];
  for (const file of beside) {
    const text = isDeclaration(file.path) ? read(file) : '';
    if (isChartFile(file.path)) charts.push({ path: file.path, text });
    if (takesFromObjects(text)) takers.push(text);
  }
  for (const file of farther) {
    const { path } = file;
    const text = read(file);
    if (takesFromObjects(text)) takers.push(text);
    if (isChartFile(path)) charts.push({ path, text });
    else if (carriesValues(text) && mayBeLayer(path, text)) carriers.set(file, text);
    else if (mayComplete({ path, text })) values.push({ path, text, file });
  }
  return { charts, carriers, values, takers };
}
