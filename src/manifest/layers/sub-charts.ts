import { groupBy } from '../../errors/group-by.ts';
import { type ChartDependency, VALUES_FILES } from '../formats/format.ts';
import type { ManifestFile } from '../plan.ts';
import { isChartFile } from '../text/may-hold-values.ts';
import { folderOf } from '../text/repository-path.ts';
import { mayLieOver } from './layer-names.ts';
import type { ValuesHolder } from './stacks.ts';

/**
 * A place in values: the file and the path in it, such as `image` in `charts/app/values.yaml`. The same value
 * of a sub-chart counts in other places too, below a key of each parent: `app.image` in `values.yaml`.
 */
export interface ValuesPlace extends ValuesHolder {
  readonly path: string;
  /** How many parents stand between. */
  readonly depth: number;
  /**
   * The same place in the values of its parents. For each name that a parent has for it, where it may stand.
   */
  readonly above: readonly (readonly ValuesPlace[])[];
}

/** Which charts are parts of others (https://helm.sh/docs/chart_template_guide/subcharts_and_globals/). */
export interface SubCharts {
  /** Where values count: their own place first, then those in their parents' values. */
  placesOf(own: ValuesHolder & { readonly path: string }): readonly ValuesPlace[];
  /** Whether Helm never lays one over the other, whatever the names of their files. */
  keepsApart(layer: ValuesPlace, base: ValuesPlace): boolean;
}

const OWN_VALUES = 'values.yaml';
const VENDORED = /(?:^|\/)charts\/[^/]+\/$/;

/** Limits of the search: charts may name each other in a circle, and under many names. */
const DEEPEST = 8;
const MOST_PLACES = 200;

interface GrowingPlace extends ValuesPlace {
  readonly above: ValuesPlace[][];
}

/**
 * Finds sub-charts by where they stand (`charts/app` in the folder of their parent) and by what
 * `dependencies` say. Only a folder with a `Chart.yaml` is known to be that of a chart.
 */
export function indexSubCharts(
  files: readonly ManifestFile[],
  dependencies: readonly ChartDependency[],
): SubCharts {
  const names = namesOfCharts(files);
  const mounts = groupBy(mountsOf(files, names, dependencies), ({ child }) => child);
  const all = [...mounts.values()].flat();
  const keys = new Set([
    ...all.map(({ parent, key }) => mountKey(parent, key)),
    ...dependencies.map(({ parent, name, alias }) => mountKey(parent, alias ?? name)),
  ]);
  const chartAround = (file: string): string | undefined =>
    foldersAround(file).findLast((folder) => names.has(folder));
  const isOfOwnSubChart = ({ file, path }: ValuesPlace): boolean => {
    const chart = chartAround(file);
    return chart !== undefined && keys.has(mountKey(chart, firstKey(path)));
  };
  const vendoredIn = (file: string): readonly string[] =>
    foldersAround(file).filter((folder) => VENDORED.test(folder) && names.has(parentOf(folder)));
  return {
    placesOf: (own) => placesWithParents(own, mounts),
    keepsApart(layer, base) {
      if (base.depth > 0 && isOfOwnSubChart(layer) && chartAround(layer.file) !== folderOf(base.file))
        return true;
      const [ofLayer, ofBase] = [vendoredIn(layer.file), vendoredIn(base.file)];
      const [innermost, outermost] = [ofBase.at(-1), ofBase[0]];
      if (ofLayer.at(-1) === innermost) return false;
      if (ofLayer.length > 0 || outermost === undefined) return true;
      // What lies over the parent's values does so over the sub-chart's below its key alone.
      return mayLieOver(layer.file, `${parentOf(outermost)}${OWN_VALUES}`);
    },
  };
}

/**
 * A place of values with those above it, breadth first. Only the values that a chart brings along count in
 * its parents.
 */
function placesWithParents(
  { group, file, path }: ValuesHolder & { readonly path: string },
  mounts: ReadonlyMap<string, readonly Mount[]>,
): readonly ValuesPlace[] {
  const places: GrowingPlace[] = [{ group, file, path, depth: 0, above: [] }];
  if (group !== VALUES_FILES || file !== `${folderOf(file)}${OWN_VALUES}`) return places;
  // A list hands out what is added to it while it is walked.
  for (const place of places) {
    if (place.depth >= DEEPEST || places.length >= MOST_PLACES) break;
    const depth = place.depth + 1;
    for (const { parent, key } of mounts.get(folderOf(place.file)) ?? []) {
      const parentFile = `${parent}${OWN_VALUES}`;
      const above = pathsAbove(key, place.path).map((pathAbove): GrowingPlace => {
        return { group, file: parentFile, path: pathAbove, depth, above: [] };
      });
      place.above.push(above);
      places.push(...above);
    }
  }
  return places;
}

/** A chart below a key of its parent's values. */
interface Mount {
  readonly parent: string;
  readonly key: string;
  readonly child: string;
}

/** Folders of charts, with the names that they give themselves. */
function namesOfCharts(files: readonly ManifestFile[]): ReadonlyMap<string, string | undefined> {
  const charts = files.filter(({ path }) => isChartFile(path));
  return new Map(
    charts.map(({ path, text }) => [folderOf(path), /^name:[ \t]*["']?([\w.-]+)/m.exec(text)?.[1]]),
  );
}

function mountsOf(
  files: readonly ManifestFile[],
  names: ReadonlyMap<string, string | undefined>,
  dependencies: readonly ChartDependency[],
): readonly Mount[] {
  const vendored = new Set(
    files.flatMap(({ path }) => (path.includes('charts/') ? foldersAround(path) : [])),
  );
  const byParent = groupBy(dependencies, ({ parent }) => parent);
  const byPath = [...vendored]
    .filter((folder) => VENDORED.test(folder))
    .flatMap((child) => {
      const parent = parentOf(child);
      const name = names.get(child) ?? child.slice(parent.length + 'charts/'.length, -1);
      const entries = (byParent.get(parent) ?? []).filter((entry) => entry.name === name);
      const keys = entries.length === 0 ? [name] : entries.map(({ alias }) => alias ?? name);
      return keys.map((key): Mount => ({ parent, key, child }));
    });
  const byReference = dependencies.flatMap(({ parent, name, alias, folder }): readonly Mount[] =>
    folder === undefined ? [] : [{ parent, key: alias ?? name, child: folder }],
  );
  const mounts = [...byPath, ...byReference];
  return [
    ...new Map(
      mounts.map((mount) => [`${mountKey(mount.parent, mount.key)} ${mount.child}`, mount]),
    ).values(),
  ];
}

function mountKey(parent: string, key: string): string {
  return `${parent} ${key}`;
}

/** The folder of the chart that holds a vendored one: `shop/` of `shop/charts/app/`. */
function parentOf(vendored: string): string {
  return vendored.replace(/charts\/[^/]+\/$/, '');
}

/** The folders that a file stands in, the root first. */
function foldersAround(file: string): readonly string[] {
  const folders = [''];
  for (let at = file.indexOf('/'); at !== -1; at = file.indexOf('/', at + 1))
    folders.push(file.slice(0, at + 1));
  return folders;
}

/** The key at the top that a path of values begins with: `app` of `app.image`. */
export function firstKey(path: string): string {
  return /^[^.[]*/.exec(path)?.[0] ?? '';
}

/** What a parent sets below `global` goes to all of its sub-charts. */
function pathsAbove(key: string, path: string): readonly string[] {
  return /^global(?![^.[])/.test(path) ? [below(key, path), path] : [below(key, path)];
}

/** A path of values below a key. */
function below(key: string, path: string): string {
  const first = /^[\w$/-]+$/.test(key) ? key : `[${JSON.stringify(key)}]`;
  return path === '' || path.startsWith('[') ? `${first}${path}` : `${first}.${path}`;
}
