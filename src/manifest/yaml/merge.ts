import {
  isMergeKey,
  type ManifestNode,
  type MapEntry,
  type MapNode,
  resolveAlias,
  type ResolvedNode,
  type ScalarNode,
} from './tree.ts';

/**
 * Thrown where aliases and merge keys multiply a small text beyond reason. Callers turn it into a refusal of
 * the file.
 */
export class AliasBomb extends Error {}

/** An entry of a map as a reader sees it. */
interface EffectiveEntry {
  readonly entry: MapEntry;
  /** True when a merge key (`<<`) brings it. */
  readonly merged: boolean;
}

/** An entry that holds a scalar, aliases resolved. */
export interface ScalarEntry extends EffectiveEntry {
  readonly node: ScalarNode;
}

const DEEPEST_MERGE = 32;
const remembered = new WeakMap<MapNode, readonly EffectiveEntry[]>();

/**
 * A map's own entries, then those that its merge keys bring and it does not override, the strongest first.
 */
export function effectiveEntries(map: MapNode, depth = 0): readonly EffectiveEntry[] {
  if (!map.index.has('<<')) return map.entries.map((entry) => ({ entry, merged: false }));
  const before = remembered.get(map);
  if (before !== undefined) return before;
  if (depth > DEEPEST_MERGE) throw new AliasBomb(`merge keys nest deeper than ${DEEPEST_MERGE} levels`);
  const entries: EffectiveEntry[] = [];
  const keys = new Set<string | undefined>();
  for (const entry of map.entries) {
    if (isMergeKey(entry)) continue;
    entries.push({ entry, merged: false });
    keys.add(entry.key);
  }
  for (const source of mergeSources(map)) {
    for (const { entry } of effectiveEntries(source, depth + 1)) {
      if (keys.has(entry.key)) continue;
      keys.add(entry.key);
      entries.push({ entry, merged: true });
    }
  }
  remembered.set(map, entries);
  return entries;
}

function mergeSources(map: MapNode): readonly MapNode[] {
  const merge = map.index.get('<<');
  if (merge === undefined || !isMergeKey(merge)) return [];
  const value = resolveAlias(merge.value);
  const sources = value?.kind === 'seq' ? value.items.map(resolveAlias) : [value];
  return sources.filter((source): source is MapNode => source?.kind === 'map');
}

/** The entry under `key`: the map's own, or what a merge key brings. */
export function lookUp(map: MapNode, key: string): EffectiveEntry | undefined {
  const entry = map.index.get(key);
  if (entry !== undefined) return { entry, merged: false };
  if (!map.index.has('<<')) return undefined;
  return effectiveEntries(map).find((effective) => effective.entry.key === key);
}

/** The node below `node` along `keys`, aliases and merge keys resolved. */
export function nodeAt(node: ManifestNode | undefined, ...keys: readonly string[]): ResolvedNode | undefined {
  let current = resolveAlias(node);
  for (const key of keys) {
    if (current?.kind !== 'map') return undefined;
    current = resolveAlias(lookUp(current, key)?.entry.value);
  }
  return current;
}

/** The entry under `key`, where it holds a scalar. */
export function scalarEntry(map: MapNode, key: string): ScalarEntry | undefined {
  const found = lookUp(map, key);
  const node = resolveAlias(found?.entry.value);
  return found === undefined || node?.kind !== 'scalar' ? undefined : { ...found, node };
}

/** The scalar's text along `keys`, or undefined when there is none. */
export function textAt(node: ManifestNode | undefined, ...keys: readonly string[]): string | undefined {
  const found = nodeAt(node, ...keys);
  return found?.kind === 'scalar' ? found.text : undefined;
}
