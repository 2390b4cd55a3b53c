import type { ObjectStore } from './object-store.ts';
import { GitFailure, gitText } from './run-git.ts';
import { entryAt } from './tree-edit.ts';

interface BlameRange {
  readonly oid: string;
  readonly start: number;
  readonly end: number;
}

type Blame = readonly BlameRange[] | undefined;

/** By the commit that last touched the file, and its path. */
const known = new WeakMap<ObjectStore, Map<string, Promise<Blame>>>();

/**
 * Which commit last changed each line, as runs of lines. Undefined when the path is not a file of the commit.
 */
export async function blame(store: ObjectStore, commit: string, path: string): Promise<Blame> {
  const oid = await lastTouched(store, commit, path);
  const answers = known.get(store) ?? new Map<string, Promise<Blame>>();
  known.set(store, answers);
  const key = `${oid} ${path}`;
  const answer = answers.get(key) ?? blameAt(store, oid, path);
  answers.set(key, answer);
  return answer;
}

/**
 * Git passes the blame for a whole file on to the first parent that has the same bytes there; so does this.
 */
async function lastTouched(store: ObjectStore, from: string, path: string): Promise<string> {
  let oid = from;
  for (;;) {
    const blob = await blobAt(store, oid, path);
    let same: string | undefined;
    for (const parent of (await store.commit(oid))?.parents ?? []) {
      if (blob !== undefined && same === undefined && (await blobAt(store, parent, path)) === blob)
        same = parent;
    }
    if (same === undefined) return oid;
    oid = same;
  }
}

async function blobAt(store: ObjectStore, commit: string, path: string): Promise<string | undefined> {
  const tree = (await store.commit(commit))?.tree;
  const entry = tree === undefined ? undefined : await entryAt(store, tree, path);
  return entry?.mode === '100644' || entry?.mode === '100755' ? entry.oid : undefined;
}

async function blameAt(store: ObjectStore, oid: string, path: string): Promise<Blame> {
  const blob = await blobAt(store, oid, path);
  const parents = (await store.commit(oid))?.parents ?? [];
  // The first commit of all has written every line, which needs no process.
  if (blob !== undefined && parents.length === 0) {
    const lines = (await store.blob(blob))?.toString('latin1').match(/[^\n]*\n|[^\n]+$/g)?.length ?? 0;
    return lines === 0 ? [] : [{ oid, start: 1, end: lines }];
  }
  const args = ['blame', '--porcelain', oid, '--', path];
  const text = await gitText(store.gitDirectory, args).catch((error: unknown) => {
    if (error instanceof GitFailure) return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const ranges: BlameRange[] = [];
  for (const match of text.matchAll(/^([0-9a-f]{40}) \d+ (\d+) (\d+)$/gm)) {
    const [, blamed = '', from = '1', count = '1'] = match;
    ranges.push({ oid: blamed, start: Number(from), end: Number(from) + Number(count) - 1 });
  }
  return ranges;
}
