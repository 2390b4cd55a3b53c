import type { ObjectStore } from './object-store.ts';
import type { Commit } from './commit-format.ts';
import { GitFailure, gitAnswers, gitText } from './run-git.ts';
import { entryAt } from './tree-edit.ts';

interface LogOptions {
  readonly skip?: number;
  readonly limit?: number;
  readonly path?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly author?: string | undefined;
  /** Leaves out what these commits reach. */
  readonly without?: readonly string[];
  readonly reverse?: boolean;
}

/** So many commits are looked at here. Then git is asked, which costs a process. */
const NEAR = 64;

/** Ids of the commits that a commit reaches, newest first. */
export async function logIds(store: ObjectStore, from: string, options: LogOptions = {}): Promise<string[]> {
  const line = (await straightLine(store, from, options)) ?? (await lineOfPath(store, from, options));
  if (line !== undefined) return line;
  const args = ['rev-list', '--topo-order'];
  if (options.skip !== undefined) args.push(`--skip=${options.skip}`);
  if (options.limit !== undefined) args.push(`--max-count=${options.limit}`);
  if (options.since !== undefined) args.push(`--since=${options.since}`);
  if (options.until !== undefined) args.push(`--until=${options.until}`);
  if (options.author !== undefined) args.push('--fixed-strings', `--author=${options.author}`);
  if (options.reverse === true) args.push('--reverse');
  args.push(from, ...(options.without ?? []).map((oid) => `^${oid}`), '--');
  if (options.path !== undefined && options.path !== '') args.push(options.path);
  return lines(await gitText(store.gitDirectory, args));
}

/**
 * The same without a process, for the usual history: a short line without merges, down to a commit on it.
 * Undefined for any other history.
 */
async function straightLine(
  store: ObjectStore,
  from: string,
  options: LogOptions,
): Promise<string[] | undefined> {
  const { skip = 0, limit = Infinity, without = [], reverse = false, ...filters } = options;
  if (reverse && (skip > 0 || limit < Infinity)) return undefined;
  if (Object.values(filters).some((filter) => filter !== undefined && filter !== '')) return undefined;
  const line: string[] = [];
  const ends = new Set(without);
  let next: string | undefined = from;
  while (next !== undefined && !ends.has(next)) {
    const commit: Commit | undefined = await store.commit(next);
    if (commit === undefined || commit.oid !== next || commit.parents.length > 1 || line.length > NEAR)
      return undefined;
    line.push(next);
    next = commit.parents[0];
  }
  if (ends.size > 0 && next === undefined) return undefined;
  const wanted = line.slice(skip, skip + limit);
  return reverse ? wanted.toReversed() : wanted;
}

/**
 * The commits that changed a path, without a process. At a merge git goes on with the first parent that has
 * the same there, and leaves the merge out; so does this. Undefined where no parent has the same.
 */
async function lineOfPath(
  store: ObjectStore,
  from: string,
  { path = '', skip = 0, limit = Infinity, ...others }: LogOptions,
): Promise<string[] | undefined> {
  // Git reads a path with these as a pattern.
  if (path === '' || /[*?[\\:]/.test(path)) return undefined;
  if (Object.values(others).some((other) => other !== undefined)) return undefined;
  const found: string[] = [];
  let seen = 0;
  for (let next: string | undefined = from; next !== undefined; seen += 1) {
    const oid: string = next;
    const parents = (await store.commit(oid))?.parents;
    if (parents === undefined || seen > NEAR) return undefined;
    const here = await stateAt(store, oid, path);
    const before = await Promise.all(parents.map((parent) => stateAt(store, parent, path)));
    const same = before.indexOf(here);
    if (same < 0 && parents.length > 1) return undefined;
    if (same < 0 && (here !== '' || parents.length > 0)) found.push(oid);
    next = parents[Math.max(same, 0)];
  }
  return found.slice(skip, skip + limit);
}

async function stateAt(store: ObjectStore, commit: string, path: string): Promise<string> {
  const tree = (await store.commit(commit))?.tree;
  const entry = tree === undefined ? undefined : await entryAt(store, tree, path);
  return entry === undefined ? '' : `${entry.mode} ${entry.oid}`;
}

export async function countCommits(
  store: ObjectStore,
  from: string,
  options: LogOptions = {},
): Promise<number> {
  return (await logIds(store, from, options)).length;
}

export async function readCommits(store: ObjectStore, oids: readonly string[]): Promise<Commit[]> {
  const commits = await Promise.all(oids.map((oid) => store.commit(oid)));
  return commits.filter((commit) => commit !== undefined);
}

export async function mergeBase(
  store: ObjectStore,
  left: string,
  right: string,
): Promise<string | undefined> {
  const bases = await nearMergeBases(store, left, right);
  if (bases !== undefined && bases.length < 2) return bases[0];
  try {
    return lines(await gitText(store.gitDirectory, ['merge-base', left, right]))[0];
  } catch (error) {
    if (error instanceof GitFailure && error.code === 1) return undefined;
    throw error;
  }
}

/** All best common ancestors, without a process; undefined when one of the histories is long. */
export async function nearMergeBases(
  store: ObjectStore,
  left: string,
  right: string,
): Promise<readonly string[] | undefined> {
  const [ours, theirs] = [await reachedFrom(store, left), await reachedFrom(store, right)];
  if (ours === undefined || theirs === undefined) return undefined;
  const common = [...ours.keys()].filter((oid) => theirs.has(oid));
  // What a common ancestor reaches is common as well, so the best ones are nobody's parent among them.
  const parents = new Set(common.flatMap((oid) => ours.get(oid) ?? []));
  return common.filter((oid) => !parents.has(oid));
}

/** A commit and all that it reaches, each with its parents; undefined when those are many. */
async function reachedFrom(
  store: ObjectStore,
  from: string,
): Promise<ReadonlyMap<string, readonly string[]> | undefined> {
  const reached = new Map<string, readonly string[]>();
  const queue = [from];
  for (let oid = queue.shift(); oid !== undefined; oid = queue.shift()) {
    if (reached.has(oid)) continue;
    const commit = await store.commit(oid);
    if (commit === undefined || reached.size > NEAR) return undefined;
    reached.set(oid, commit.parents);
    queue.push(...commit.parents);
  }
  return reached;
}

export async function isAncestor(store: ObjectStore, ancestor: string, descendant: string): Promise<boolean> {
  const near = await reaches(store, descendant, ancestor);
  if (near !== undefined) return near;
  return gitAnswers(store.gitDirectory, ['merge-base', '--is-ancestor', ancestor, descendant]);
}

/** Whether one commit leads back to another; undefined when that cannot be told from the nearest ones. */
async function reaches(store: ObjectStore, from: string, target: string): Promise<boolean | undefined> {
  const seen = new Set([from]);
  const queue = [from];
  for (let oid = queue.shift(); oid !== undefined; oid = queue.shift()) {
    if (oid === target) return true;
    if (seen.size > NEAR) return undefined;
    for (const parent of (await store.commit(oid))?.parents ?? []) {
      if (!seen.has(parent)) queue.push(parent);
      seen.add(parent);
    }
  }
  return false;
}

/** How many commits each side has that the other has not. */
export async function divergence(
  store: ObjectStore,
  base: string,
  head: string,
): Promise<{ readonly ahead: number; readonly behind: number }> {
  const [ours, theirs] = [await reachedFrom(store, base), await reachedFrom(store, head)];
  if (ours !== undefined && theirs !== undefined) {
    const common = [...ours.keys()].filter((oid) => theirs.has(oid)).length;
    return { ahead: theirs.size - common, behind: ours.size - common };
  }
  const text = await gitText(store.gitDirectory, [
    'rev-list',
    '--left-right',
    '--count',
    `${base}...${head}`,
  ]);
  const [behind = '0', ahead = '0'] = text.split('\t');
  return { ahead: Number(ahead), behind: Number(behind) };
}

function lines(text: string): string[] {
  return text === '' ? [] : text.split('\n');
}
