import { isMap, parseDocument } from 'yaml';
import type { TreeFile } from './read-tree.ts';

/**
 * The registry that the chart around a file puts before its repositories: `global.imageRegistry` in the file
 * itself, else in the `values.yaml` of the nearest folder with a `Chart.yaml`. That is what the templates of
 * Bitnami do for all charts that take them over (`common.images.image` in
 * https://github.com/bitnami/charts/blob/main/bitnami/common/templates/_images.tpl).
 */
export function globalRegistries(files: readonly TreeFile[]): (file: TreeFile) => string | undefined {
  const charts = new Set(
    files.filter(({ path }) => /(?:^|\/)Chart\.ya?ml$/.test(path)).map(({ path }) => folderOf(path)),
  );
  const ofChart = new Map(
    files
      .filter(({ path }) => /(?:^|\/)values\.ya?ml$/.test(path) && charts.has(folderOf(path)))
      .map((file) => [folderOf(file.path), registryIn(file)]),
  );
  return (file) => {
    const own = registryIn(file);
    if (own !== undefined) return own;
    for (let folder = folderOf(file.path); ; folder = folderOf(folder.slice(0, -1))) {
      if (charts.has(folder)) return ofChart.get(folder);
      if (folder === '') return undefined;
    }
  };
}

function registryIn({ text }: TreeFile): string | undefined {
  if (!/^global:/m.test(text) || !text.includes('imageRegistry')) return undefined;
  const root = parseDocument(text, { uniqueKeys: false, logLevel: 'silent', strict: false }).contents;
  const registry = isMap(root) ? root.getIn(['global', 'imageRegistry']) : undefined;
  return typeof registry === 'string' && registry !== '' ? registry : undefined;
}

/** With a slash at its end; the root is empty. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
