import { mayLieOver, namesIn } from '../manifest/layer-names.ts';
import { mayBeBase, setsTagOrDigest } from '../manifest/may-hold.ts';

/** A file that could hold values, with what it stands for. */
export interface ValuesFile<F> {
  readonly path: string;
  readonly text: string;
  readonly file: F;
}

/**
 * Of `others`, those that lie over one of the values that name the image (`found`) by the names of the files, and those that name
 * what else these may lie over, so that a layer of several repositories is seen to be one. Only files that share a key at the top
 * with `found` matter: among ten thousand few do.
 */
export function layersByName<F>(
  found: readonly { readonly path: string; readonly text: string }[],
  others: readonly ValuesFile<F>[],
): ReadonlySet<F> {
  const bases = found.map(({ path, text }) => ({ path, keys: topKeys(text).add(GLOBAL) }));
  const keys = new Set(bases.flatMap((base) => [...base.keys]));
  const names = new Set(bases.flatMap(({ path }) => namesIn(path)));
  const related = others
    .filter(({ text }) => hasTopKey(text, keys))
    .map((other) => ({ ...other, keys: topKeys(other.text) }));
  const layers = related.filter(
    (other) =>
      setsTagOrDigest(other.text) &&
      namesIn(other.path).every((name) => names.has(name)) &&
      bases.some((base) => shares(other.keys, base.keys) && mayLieOver(other.path, base.path)),
  );
  const beneath = related.filter(
    (other) =>
      mayBeBase(other.path, other.text) &&
      layers.some((layer) => shares(layer.keys, other.keys) && mayLieOver(layer.path, other.path)),
  );
  return new Set([...layers, ...beneath].map(({ file }) => file));
}

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
