import type { ObjectStore } from './object-store.ts';
import type { Commit } from './commit-format.ts';
import { GitFailure, gitAnswers, gitText } from './run-git.ts';

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

/** How many commits are looked at here before git is asked, which costs a process. */
const NEAR = 64;

/** Ids of the commits that a commit reaches, newest first. */
export async function logIds(store: ObjectStore, from: string, options: LogOptions = {}): Promise<string[]> {
  const line = await straightLine(store, from, options);
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
  if ((await reaches(store, right, left)) === true) return left;
  if ((await reaches(store, left, right)) === true) return right;
  try {
    return lines(await gitText(store.gitDirectory, ['merge-base', left, right]))[0];
  } catch (error) {
    if (error instanceof GitFailure && error.code === 1) return undefined;
    throw error;
  }
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
  const text = await gitText(store.gitDirectory, [
    'rev-list',
    '--left-right',
    '--count',
    `${base}...${head}`,
  ]);
  const [behind = '0', ahead = '0'] = text.split('\t');
  return { ahead: Number(ahead), behind: Number(behind) };
}

interface BlameRange {
  readonly oid: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Which commit last changed each line, as runs of lines. Undefined when the path is not a file of the commit.
 */
export async function blame(
  store: ObjectStore,
  commit: string,
  path: string,
): Promise<readonly BlameRange[] | undefined> {
  const args = ['blame', '--porcelain', commit, '--', path];
  const text = await gitText(store.gitDirectory, args).catch((error: unknown) => {
    if (error instanceof GitFailure) return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const ranges: BlameRange[] = [];
  for (const match of text.matchAll(/^([0-9a-f]{40}) \d+ (\d+) (\d+)$/gm)) {
    const [, oid = '', from = '1', count = '1'] = match;
    ranges.push({ oid, start: Number(from), end: Number(from) + Number(count) - 1 });
  }
  return ranges;
}

function lines(text: string): string[] {
  return text === '' ? [] : text.split('\n');
}
