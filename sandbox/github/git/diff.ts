import type { ObjectStore } from './object-store.ts';
import { runGit } from './run-git.ts';

export interface FileDiff {
  readonly path: string;
  readonly previousPath: string | undefined;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'changed';
  readonly oid: string;
  readonly additions: number;
  readonly deletions: number;
  /** The hunks without the file header; undefined for binary files and pure renames. */
  readonly patch: string | undefined;
}

/**
 * Objects never change, and an id says the whole content. So what two trees differ in is worked out once for
 * all repositories.
 */
const known = new Map<string, Promise<readonly FileDiff[]>>();

/**
 * What differs between two commits or trees, file by file, with renames. Without `base` every file is new.
 */
export async function diffTrees(
  store: ObjectStore,
  base: string | undefined,
  head: string,
): Promise<readonly FileDiff[]> {
  const [from, to] = [await treeOf(store, base), await treeOf(store, head)];
  const pair = `${from} ${to}`;
  const diff = known.get(pair) ?? askGit(store, from, to);
  known.set(pair, diff);
  // A repository that was closed meanwhile is no answer for the next one.
  diff.catch(() => known.delete(pair));
  return diff;
}

async function treeOf(store: ObjectStore, oid: string | undefined): Promise<string> {
  if (oid === undefined) return store.writeTree([]);
  return (await store.commit(oid))?.tree ?? oid;
}

async function askGit(store: ObjectStore, from: string, to: string): Promise<readonly FileDiff[]> {
  const options = ['-r', '-M', '--no-color', '--no-ext-diff', '--no-textconv', '--full-index', '--abbrev=40'];
  // One process for both: the raw list with a zero byte after each part, one more, then the patches as text.
  const printed = await runGit(store.gitDirectory, ['diff-tree', ...options, '--raw', '-p', '-z', from, to]);
  const { files, patch } = parseRaw(printed.toString('utf8'));
  const segments = patch.split(/^diff --git /m).slice(1);
  let next = 0;
  return files.map((file) => {
    // A change of type (a file that becomes a symlink) prints two segments, a removal and an addition.
    const count = file.status === 'changed' && file.retyped ? 2 : 1;
    const own = segments.slice(next, next + count);
    next += count;
    const hunks = own.map(hunksOf).filter((text) => text !== undefined);
    return {
      path: file.path,
      previousPath: file.previousPath,
      status: file.status,
      oid: file.oid,
      ...countLines(hunks.join('\n')),
      patch: hunks.length === 0 ? undefined : hunks.join('\n'),
    };
  });
}

interface RawFile {
  readonly path: string;
  readonly previousPath: string | undefined;
  readonly status: FileDiff['status'];
  readonly oid: string;
  readonly retyped: boolean;
}

function parseRaw(printed: string): { files: RawFile[]; patch: string } {
  const parts = printed.split('\0');
  const files: RawFile[] = [];
  let at = 0;
  for (let header = parts[at]; header?.startsWith(':') === true; header = parts[at]) {
    const [, , before = '', after = '', letter = 'M'] = header.split(' ');
    const kind = letter[0] ?? 'M';
    const two = kind === 'R' || kind === 'C';
    const first = parts[at + 1] ?? '';
    files.push({
      path: two ? (parts[at + 2] ?? '') : first,
      previousPath: two ? first : undefined,
      status: STATUS[kind] ?? 'modified',
      oid: kind === 'D' ? before : after,
      retyped: kind === 'T',
    });
    at += two ? 3 : 2;
  }
  return { files, patch: parts.slice(at + 1).join('\0') };
}

const STATUS: Readonly<Record<string, FileDiff['status']>> = {
  A: 'added',
  D: 'removed',
  M: 'modified',
  R: 'renamed',
  C: 'copied',
  T: 'changed',
};

function hunksOf(segment: string): string | undefined {
  const at = segment.search(/^@@ /m);
  return at < 0 ? undefined : segment.slice(at).replace(/\n$/, '');
}

function countLines(patch: string): { additions: number; deletions: number } {
  let additions = 0;
  let deletions = 0;
  for (const line of patch.split('\n')) {
    if (line.startsWith('+')) additions += 1;
    else if (line.startsWith('-')) deletions += 1;
  }
  return { additions, deletions };
}
