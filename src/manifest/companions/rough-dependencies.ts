import type { ChartDependency } from '../formats/format.ts';
import type { ManifestFile } from '../plan.ts';
import { isParentChart } from '../text/may-hold-values.ts';
import { folderOf, resolvePath } from '../text/repository-path.ts';

/**
 * What the words of a `Chart.yaml` say of its dependencies, without a parser: every name may go with every
 * alias and every folder. One too many costs a look at a file, and none is missed. The exact ones are read in
 * `formats/helm/chart-file.ts`.
 */
export function roughDependencies(chart: ManifestFile): readonly ChartDependency[] {
  if (!isParentChart(chart)) return [];
  const parent = folderOf(chart.path);
  const names = words(chart.text, /\bname["']?:[ \t]*["']?([\w.-]+)/g);
  const aliases = words(chart.text, /\balias["']?:[ \t]*["']?([\w.-]+)/g);
  const folders = words(chart.text, /file:\/\/([^\s"',}]+)/g).flatMap(
    (path) => resolvePath(parent, path) ?? [],
  );
  const vendored = names.flatMap((name) =>
    [undefined, ...aliases].map((alias): ChartDependency => ({ parent, name, alias, folder: undefined })),
  );
  const local = folders.flatMap((folder) =>
    [...names, ...aliases].map((name): ChartDependency => ({
      parent,
      name,
      alias: undefined,
      folder: `${folder}/`,
    })),
  );
  return [...vendored, ...local];
}

function words(text: string, pattern: RegExp): readonly string[] {
  return [...new Set([...text.matchAll(pattern)].flatMap(([, word]) => word ?? []))];
}
