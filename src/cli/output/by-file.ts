import type { Location } from '../../errors/location.ts';

/** Things that stand in files, by the paths of these. Put together once: a plan may speak of ten thousand files. */
export function byFile<T extends { readonly location: Location }>(
  things: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const group = groups.get(thing.location.file);
    if (group === undefined) groups.set(thing.location.file, [thing]);
    else group.push(thing);
  }
  return groups;
}
