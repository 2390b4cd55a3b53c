import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { WaybillError } from '../../errors/waybill-error.ts';
import { pathBeside } from './left-behind.ts';

/** New content for a file, and what it held when the change was planned. */
export interface FileReplacement {
  readonly path: string;
  readonly absolute: string;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** All but the bits that let a program run as the file's owner or group: no new file gets these unasked. */
const PERMISSIONS = 0o1777;
/** After so many files a signal is heard. */
const BETWEEN_TURNS = 16;

/**
 * Replaces files, each by one rename: a reader sees the old or the new content and never half of it. Throws
 * `FILE_UNREADABLE` or `FILE_UNSAFE`.
 *
 * Everything is first written beside the originals, with their owners and modes. When one file cannot be
 * written, or does not hold any more what the plan was made from, all of it is taken back. So it is when
 * `isStopped` says so before the first rename. Returns whether the files are replaced.
 */
export async function replaceFiles(
  replacements: readonly FileReplacement[],
  isStopped: () => boolean = () => false,
): Promise<boolean> {
  const written: string[] = [];
  let replaced = 0;
  try {
    for (const replacement of replacements) {
      written.push(writeBeside(replacement));
      if (written.length % BETWEEN_TURNS !== 0 && written.length < replacements.length) continue;
      await turn();
      if (isStopped()) {
        remove(written);
        return false;
      }
    }
    for (const replacement of replacements) refuseChanged(replacement);
    for (const [index, from] of written.entries()) {
      renameSync(from, replacements[index]?.absolute ?? from);
      replaced += 1;
    }
    // A signal of the last moments is heard while its listeners are there.
    await turn();
    return true;
  } catch (cause) {
    remove(written);
    throw cause instanceof WaybillError ? cause : unwritable(cause, replaced);
  }
}

function remove(paths: readonly string[]): void {
  for (const path of paths) rmSync(path, { force: true });
}

function writeBeside({ path, absolute, after }: FileReplacement): string {
  const old = lstatSync(absolute);
  const mode = old.mode & PERMISSIONS;
  const beside = pathBeside(absolute);
  const file = openSync(beside, 'wx', mode);
  try {
    keepOwner(file, old, path);
    writeFileSync(file, after);
    // The mask of the process may have taken something away; elsewhere a change of the file's node is saved.
    if ((fstatSync(file).mode & PERMISSIONS) !== mode) fchmodSync(file, mode);
    return beside;
  } catch (cause) {
    rmSync(beside, { force: true });
    throw cause;
  } finally {
    closeSync(file);
  }
}

/** A file of somebody else stays theirs, or is not replaced: a rename would make it ours. */
function keepOwner(file: number, old: Stats, path: string): void {
  const { uid, gid } = fstatSync(file);
  if (uid === old.uid && gid === old.gid) return;
  try {
    fchownSync(file, old.uid, old.gid);
  } catch (cause) {
    const theirs = `user ${old.uid} and group ${old.gid}`;
    throw new WaybillError(
      'FILE_UNSAFE',
      `${path} belongs to ${theirs}, and would belong to user ${uid} and group ${gid}; nothing was written`,
      { hint: 'Run the command as its owner, or give the file to yourself first.', cause },
    );
  }
}

function refuseChanged({ path, absolute, before }: FileReplacement): void {
  if (lstatSync(absolute).isFile() && readFileSync(absolute).equals(before)) return;
  throw new WaybillError('FILE_UNSAFE', `${path} changed while the edit was planned; nothing was written`, {
    hint: 'Run the command again.',
  });
}

function unwritable(cause: unknown, replaced: number): WaybillError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const done = replaced === 0 ? 'nothing was written' : `the files before it, ${replaced}, are replaced`;
  return new WaybillError('FILE_UNREADABLE', `A file cannot be replaced: ${reason}; ${done}`, {
    hint: 'Check that you may write the file and its folder, and that the disk has room; then run the command again.',
    cause,
  });
}
