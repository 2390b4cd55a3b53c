import type { ObjectStore } from './object-store.ts';
import { gitText, runGit } from './run-git.ts';

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

const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** What differs between two commits or trees (`base` undefined: everything is new), file by file, renames found. */
export async function diffTrees(
  store: ObjectStore,
  base: string | undefined,
  head: string,
): Promise<FileDiff[]> {
  const from = base ?? EMPTY_TREE;
  if (base === undefined) await store.writeTree([]);
  const options = ['diff-tree', '-r', '-M', '--no-color', '--no-ext-diff', '--no-textconv'];
  const [raw, patch] = await Promise.all([
    gitText(store.gitDirectory, [...options, '--raw', '-z', '--abbrev=40', from, head]),
    runGit(store.gitDirectory, [...options, '-p', '--full-index', from, head]),
  ]);
  const segments = patch
    .toString('utf8')
    .split(/^diff --git /m)
    .slice(1);
  let next = 0;
  return parseRaw(raw).map((file) => {
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

function parseRaw(raw: string): RawFile[] {
  const parts = raw.split('\0');
  const files: RawFile[] = [];
  for (let at = 0; at < parts.length;) {
    const header = parts[at];
    if (header === undefined || !header.startsWith(':')) break;
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
  return files;
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
