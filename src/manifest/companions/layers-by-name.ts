import { VALUES_FILES } from '../formats/format.ts';
import { mayLieOver, namesIn } from '../layers/layer-names.ts';
import { firstKey, type Seat, type SubCharts } from '../layers/sub-charts.ts';
import { mayBeBase, setsTagOrDigest } from '../text/may-hold-values.ts';

/** A file that could hold values, with what it stands for. */
export interface ValuesFile<F> {
  readonly path: string;
  readonly text: string;
  readonly file: F;
}

/** A place in which a file's values count, with the keys at the top that speak of it there. */
interface KeyedSeat {
  readonly path: string;
  readonly keys: ReadonlySet<string>;
}

/**
 * Of `others`, those that lie over one of the values that name the image (`found`) by the names of the files, and those that name
 * what else these may lie over, so that a layer of several repositories is seen to be one. The values of a sub-chart count as
 * those of its parents, too. Only files that share a key at the top with `found` matter: among ten thousand few do.
 */
export function layersByName<F>(
  found: readonly { readonly path: string; readonly text: string }[],
  others: readonly ValuesFile<F>[],
  charts: SubCharts,
): ReadonlySet<F> {
  const bases = found.flatMap(({ path, text }) =>
    keyedSeats(charts, path, topKeys(text)).map((seat) => ({
      ...seat,
      keys: new Set([...seat.keys, GLOBAL]),
    })),
  );
  const keys = new Set(bases.flatMap((base) => [...base.keys]));
  const names = new Set(bases.flatMap(({ path }) => namesIn(path)));
  const related = others.flatMap((other) => {
    const isNear = hasTopKey(other.text, keys);
    const seats = keyedSeats(charts, other.path, isNear ? topKeys(other.text) : NO_KEYS);
    return seats.some((seat) => shares(seat.keys, keys)) ? [{ ...other, seats }] : [];
  });
  const layers = related.flatMap((other) =>
    setsTagOrDigest(other.text) ? [{ ...other, seats: other.seats.filter(isLayer) }] : [],
  );
  function isLayer(seat: KeyedSeat): boolean {
    return (
      namesIn(seat.path).every((name) => names.has(name)) &&
      bases.some((base) => shares(seat.keys, base.keys) && mayLieOver(seat.path, base.path))
    );
  }
  const layerSeats = layers.flatMap(({ seats }) => seats);
  const beneath = related.filter(
    (other) =>
      mayBeBase(other.path, other.text) &&
      other.seats.some((seat) =>
        layerSeats.some((layer) => shares(layer.keys, seat.keys) && mayLieOver(layer.path, seat.path)),
      ),
  );
  const kept = [...layers.filter(({ seats }) => seats.length > 0), ...beneath];
  return new Set(kept.map(({ file }) => file));
}

/** Where the values of a file count. */
export function seatsOfValues(charts: SubCharts, file: string): readonly Seat[] {
  return charts.seatsOf({ group: VALUES_FILES, file, path: '' });
}

function keyedSeats(charts: SubCharts, path: string, own: ReadonlySet<string>): readonly KeyedSeat[] {
  return seatsOfValues(charts, path).map((seat) => ({
    path: seat.file,
    keys: seat.depth === 0 ? own : new Set([firstKey(seat.path)]),
  }));
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

function shares(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  for (const key of one) if (other.has(key)) return true;
  return false;
}
