import { VALUES_FILES } from '../formats/format.ts';
import { mayLieOver, namesIn } from '../layers/layer-names.ts';
import { firstKey, type ValuesPlace, type SubCharts } from '../layers/sub-charts.ts';
import { mayBeBase, setsTagOrDigest } from '../text/may-hold-values.ts';

/** A file that could hold values, and what stands for it outside. */
export interface ValuesFile<F> {
  readonly path: string;
  readonly text: string;
  readonly file: F;
}

/** A place in which a file's values count, with the keys at the top that speak of it there. */
interface KeyedPlace {
  readonly place: ValuesPlace;
  readonly keys: ReadonlySet<string>;
  /** The keys at the top of the file itself. Undefined where they were not read. */
  readonly own: ReadonlySet<string> | undefined;
}

/**
 * `found` are values that name the image. Of `others`, gives the layers: those that lie over one of `found`,
 * by the names of the files. And it gives whatever else these layers may lie over, so that a layer of several
 * repositories is seen to be one. The values of a sub-chart count as those of its parents, too. Only files
 * that share a key at the top with `found` matter: among ten thousand few do.
 */
export function layersByName<F>(
  found: readonly { readonly path: string; readonly text: string }[],
  others: readonly ValuesFile<F>[],
  charts: SubCharts,
): ReadonlySet<F> {
  const bases = found.flatMap(({ path, text }) =>
    keyedPlaces(charts, path, topKeys(text).add(GLOBAL)).map((keyed) => ({
      ...keyed,
      keys: new Set([...keyed.keys, GLOBAL]),
    })),
  );
  const keys = new Set(bases.flatMap((base) => [...base.keys]));
  const names = new Set(bases.flatMap(({ place }) => namesIn(place.file)));
  const related = others.flatMap((other) => {
    const isNear = hasTopKey(other.text, keys);
    const places = keyedPlaces(charts, other.path, isNear ? topKeys(other.text) : undefined);
    return places.some((place) => shares(place.keys, keys)) ? [{ ...other, places }] : [];
  });
  const layers = related.flatMap((other) =>
    setsTagOrDigest(other.text) ? [{ ...other, places: other.places.filter(isLayer) }] : [],
  );
  function isLayer(layer: KeyedPlace): boolean {
    return (
      namesIn(layer.place.file).every((name) => names.has(name)) &&
      bases.some((base) => mayMeet(layer, base, charts))
    );
  }
  const layerPlaces = layers.flatMap(({ places }) => places);
  const beneath = related.filter(
    (other) =>
      mayBeBase(other.path, other.text) &&
      other.places.some((place) => layerPlaces.some((layer) => mayMeet(layer, place, charts))),
  );
  const kept = [...layers.filter(({ places }) => places.length > 0), ...beneath];
  return new Set(kept.map(({ file }) => file));
}

/** Where the values of a file count. */
export function placesOfValues(charts: SubCharts, file: string): readonly ValuesPlace[] {
  return charts.placesOf({ group: VALUES_FILES, file, path: '' });
}

function keyedPlaces(
  charts: SubCharts,
  path: string,
  own: ReadonlySet<string> | undefined,
): readonly KeyedPlace[] {
  return placesOfValues(charts, path).map((place) => ({
    place,
    keys: place.depth === 0 ? (own ?? NO_KEYS) : new Set([firstKey(place.path)]),
    own,
  }));
}

/**
 * Whether one may be laid over the other. A chart's own layers never lie over the values of a chart that it
 * brings along: `image` in the one is not `image` in the other.
 */
function mayMeet(layer: KeyedPlace, base: KeyedPlace, charts: SubCharts): boolean {
  if (!mayShareKey(layer, base) || !mayLieOver(layer.place.file, base.place.file)) return false;
  const areOwn = layer.place.depth === 0 && base.place.depth === 0;
  return !areOwn || !charts.keepsApart(layer.place, base.place);
}

/**
 * `image` in the values of the chart `shop` is `shop.image` in those of its parent. `image` in the values of
 * its part `redis` is `shop.redis.image` there, and is another one, unless `shop` has a key `redis`.
 */
function mayShareKey(layer: KeyedPlace, base: KeyedPlace): boolean {
  if (!shares(layer.keys, base.keys)) return false;
  const [outer, inner] = layer.place.path.length < base.place.path.length ? [layer, base] : [base, layer];
  if (outer.own === undefined) return true;
  if (outer.place.path === inner.place.path) return inner.own === undefined || shares(outer.own, inner.own);
  if (outer.own.has(GLOBAL) && inner.keys.has(GLOBAL)) return true;
  if (!inner.place.path.startsWith(outer.place.path)) return true;
  const key = firstKey(inner.place.path.slice(outer.place.path.length).replace(/^\./, ''));
  return key === '' || outer.own.has(key);
}

const NO_KEYS: ReadonlySet<string> = new Set();

/** The registry of all images stands below it, and the image below another key. */
const GLOBAL = 'global';
const TOP_KEY = /^["']?([\w.-]+)["']?[ \t]*:/gm;

function topKeys(text: string): Set<string> {
  return new Set([...text.matchAll(TOP_KEY)].flatMap(([, key]) => key ?? []));
}

function hasTopKey(text: string, keys: ReadonlySet<string>): boolean {
  for (const [, key] of text.matchAll(TOP_KEY)) if (key !== undefined && keys.has(key)) return true;
  return false;
}

function shares(first: ReadonlySet<string>, second: ReadonlySet<string>): boolean {
  for (const key of first) if (second.has(key)) return true;
  return false;
}
