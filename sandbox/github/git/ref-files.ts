import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** What the file of a reference says: an object id, `link` for another reference, `none` for no file. */
export function readRefFile(gitDirectory: string, name: string): string {
  const text = readIfThere(join(gitDirectory, name));
  if (text === undefined) return 'none';
  return /^([0-9a-f]{40})\n?$/.exec(text)?.[1] ?? 'link';
}

/** The ids of the references in `packed-refs` by their names. */
export function readPackedRefs(gitDirectory: string): ReadonlyMap<string, string> {
  const text = readIfThere(join(gitDirectory, 'packed-refs')) ?? '';
  return new Map(
    [...text.matchAll(/^([0-9a-f]{40}) (.+)$/gm)].map(([, oid = '', name = '']) => [name, oid] as const),
  );
}

/** As a `RefMove`, with `none` for a reference that is not there. */
interface FileMove {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string;
}

/**
 * Moves references as `git update-ref` does and without its process: it takes git's own lock on each,
 * compares the old values below the locks, and then renames the locks. `moved` is all of them, `refused` is
 * none, where an old value is another or a branch stands in the way. `unclear` is none as well: a packed
 * reference, a link, a folder in the way or somebody else's lock, of which git itself has to judge.
 */
export function moveRefFiles(
  gitDirectory: string,
  moves: readonly FileMove[],
): 'moved' | 'refused' | 'unclear' {
  const names = new Set(moves.map(({ name }) => name));
  if (names.size < moves.length || readPackedRefs(gitDirectory).size > 0) return 'unclear';
  const locks = new Map<string, number>();
  try {
    for (const { name } of moves) {
      const path = join(gitDirectory, name);
      const locked = lock(path);
      if (typeof locked === 'string') return locked;
      locks.set(path, locked);
    }
    const checks = moves.map((move) => checkMove(gitDirectory, move));
    const objection = checks.find((check) => check !== undefined);
    if (objection !== undefined) return objection;
    for (const { name, after } of moves) {
      if (after !== 'none') writeSync(locks.get(join(gitDirectory, name)) ?? -1, `${after}\n`);
    }
    for (const { name, after } of moves) {
      const path = join(gitDirectory, name);
      if (after === 'none') rmSync(path);
      else renameSync(`${path}.lock`, path);
    }
    return 'moved';
  } finally {
    for (const [path, descriptor] of locks) {
      closeSync(descriptor);
      rmSync(`${path}.lock`, { force: true });
    }
  }
}

/** The descriptor of `<path>.lock`, which nobody else has then. */
function lock(path: string): number | 'refused' | 'unclear' {
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    // `refs/heads/a` is a file, and `refs/heads/a/b` is asked for.
    if (isCode(error, 'ENOTDIR', 'EEXIST')) return 'refused';
    throw error;
  }
  try {
    return openSync(`${path}.lock`, 'wx');
  } catch (error) {
    if (isCode(error, 'EEXIST', 'EISDIR', 'ENAMETOOLONG')) return 'unclear';
    throw error;
  }
}

function checkMove(gitDirectory: string, move: FileMove): 'refused' | 'unclear' | undefined {
  const file = readRefFile(gitDirectory, move.name);
  if (file === 'link') return 'unclear';
  if (move.before !== undefined && move.before !== file) return 'refused';
  if (file !== 'none') return undefined;
  return move.after === 'none' || existsSync(join(gitDirectory, move.name)) ? 'unclear' : undefined;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG')) return undefined;
    throw error;
  }
}

function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && codes.includes(String(error.code));
}
