import type { ObjectStore } from './object-store.ts';
import { isEntryName, type TreeEntry, type TreeMode } from './tree-format.ts';

export type TreeChange =
  | { readonly kind: 'put'; readonly path: string; readonly mode: TreeMode; readonly oid: string }
  | { readonly kind: 'remove'; readonly path: string };

type TreeEditOutcome =
  | { readonly kind: 'written'; readonly oid: string }
  | { readonly kind: 'malformed-path'; readonly path: string }
  | { readonly kind: 'nothing-to-remove'; readonly path: string };

interface FolderChange {
  readonly own: Map<string, TreeChange>;
  readonly below: Map<string, FolderChange>;
}

/**
 * Writes the trees that result from changes to a tree, and returns the id of the root. Without a tree it
 * starts empty.
 */
export async function editTree(
  store: ObjectStore,
  base: string | undefined,
  changes: readonly TreeChange[],
): Promise<TreeEditOutcome> {
  const root: FolderChange = { own: new Map(), below: new Map() };
  for (const change of changes) {
    const names = change.path.split('/');
    if (!names.every(isEntryName)) return { kind: 'malformed-path', path: change.path };
    place(root, names, change);
  }
  const missing = await firstMissing(store, base, changes);
  if (missing !== undefined) return { kind: 'nothing-to-remove', path: missing };
  const oid = await write(store, base, root);
  return { kind: 'written', oid: oid ?? (await store.writeTree([])) };
}

/** The entry at a path below a tree or commit. The empty path has none: it is the tree itself. */
export async function entryAt(
  store: ObjectStore,
  root: string,
  path: string,
): Promise<TreeEntry | undefined> {
  const names = path.split('/').filter((name) => name !== '');
  let tree: string | undefined = root;
  let found: TreeEntry | undefined;
  for (const name of names) {
    const entries: readonly TreeEntry[] | undefined = tree === undefined ? undefined : await store.tree(tree);
    found = entries?.find((entry) => entry.name === name);
    if (found === undefined) return undefined;
    tree = found.mode === '040000' ? found.oid : undefined;
  }
  return found;
}

function place(root: FolderChange, names: readonly string[], change: TreeChange): void {
  let folder = root;
  for (const name of names.slice(0, -1)) {
    let next = folder.below.get(name);
    if (next === undefined) {
      next = { own: new Map(), below: new Map() };
      folder.below.set(name, next);
    }
    folder = next;
  }
  folder.own.set(names.at(-1) ?? '', change);
}

async function firstMissing(
  store: ObjectStore,
  base: string | undefined,
  changes: readonly TreeChange[],
): Promise<string | undefined> {
  for (const change of changes) {
    if (change.kind !== 'remove') continue;
    if (base === undefined || (await entryAt(store, base, change.path)) === undefined) return change.path;
  }
  return undefined;
}

/**
 * The id of the folder after its changes, undefined when nothing is left in it (git keeps no empty folders).
 */
async function write(
  store: ObjectStore,
  base: string | undefined,
  folder: FolderChange,
): Promise<string | undefined> {
  const entries = new Map<string, TreeEntry>();
  for (const entry of base === undefined ? [] : ((await store.tree(base)) ?? []))
    entries.set(entry.name, entry);
  for (const [name, change] of folder.own) {
    if (change.kind === 'remove') entries.delete(name);
    else entries.set(name, { name, mode: change.mode, oid: change.oid });
  }
  for (const [name, below] of folder.below) {
    const present = entries.get(name);
    const oid = await write(store, present?.mode === '040000' ? present.oid : undefined, below);
    if (oid === undefined) entries.delete(name);
    else entries.set(name, { name, mode: '040000', oid });
  }
  return entries.size === 0 ? undefined : store.writeTree([...entries.values()]);
}
