import type { ObjectStore } from './object-store.ts';
import type { TreeEntry } from './tree-format.ts';

interface Versions<T> {
  readonly base: T;
  readonly ours: T;
  readonly theirs: T;
}

/**
 * The tree of a merge in which each path was changed by one side only, or by both in the same way: that
 * needs no process. Undefined for any other, of which git has to judge: two versions of one file, a renamed
 * file that the other side changed.
 */
export async function plainMerge(store: ObjectStore, trees: Versions<string>): Promise<string | undefined> {
  const root = await mergeEntry(store, {
    base: folder(trees.base),
    ours: folder(trees.ours),
    theirs: folder(trees.theirs),
  });
  if (root === 'unclear') return undefined;
  return root?.oid ?? store.writeTree([]);
}

function folder(oid: string): TreeEntry {
  return { name: '', mode: '040000', oid };
}

/** What becomes of one name; undefined when nothing is left of it. */
async function mergeEntry(
  store: ObjectStore,
  { base, ours, theirs }: Versions<TreeEntry | undefined>,
): Promise<TreeEntry | undefined | 'unclear'> {
  if (isSame(ours, base) || isSame(ours, theirs)) return theirs;
  if (isSame(theirs, base)) return ours;
  const folders = [base, ours, theirs].map((entry) => (entry?.mode === '040000' ? entry.oid : undefined));
  const lists = await Promise.all(folders.map((oid) => (oid === undefined ? undefined : store.tree(oid))));
  const [inBase, inOurs, inTheirs] = lists.map(
    (list) => list && new Map(list.map((entry) => [entry.name, entry])),
  );
  if (inBase === undefined || inOurs === undefined || inTheirs === undefined) return 'unclear';
  const merged: TreeEntry[] = [];
  for (const name of new Set([...inBase.keys(), ...inOurs.keys(), ...inTheirs.keys()])) {
    const versions = { base: inBase.get(name), ours: inOurs.get(name), theirs: inTheirs.get(name) };
    const entry = await mergeEntry(store, versions);
    if (entry === 'unclear') return 'unclear';
    if (entry !== undefined) merged.push(entry);
  }
  if (merged.length === 0) return undefined;
  return { name: ours?.name ?? '', mode: '040000', oid: await store.writeTree(merged) };
}

function isSame(left: TreeEntry | undefined, right: TreeEntry | undefined): boolean {
  return left?.oid === right?.oid && left?.mode === right?.mode;
}
