import {
  closeSync,
  fchmodSync,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { WaybillError } from '../../errors/waybill-error.ts';

/** New content for a file, and what it held when the change was planned. */
export interface FileReplacement {
  readonly path: string;
  readonly absolute: string;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

const PERMISSIONS = 0o7777;

/**
 * Replaces files, each by one rename: a reader sees the old or the new content and never half of it. Throws
 * `FILE_UNREADABLE` or `FILE_UNSAFE`.
 *
 * Everything is first written beside the originals, with their modes. When one file cannot be written, or
 * does not hold any more what the plan was made from, all of it is taken back.
 */
export function replaceFiles(replacements: readonly FileReplacement[]): void {
  const written: string[] = [];
  let replaced = 0;
  try {
    for (const replacement of replacements) written.push(writeBeside(replacement));
    for (const replacement of replacements) refuseChanged(replacement);
    for (const [index, from] of written.entries()) {
      renameSync(from, replacements[index]?.absolute ?? from);
      replaced += 1;
    }
  } catch (cause) {
    for (const path of written) rmSync(path, { force: true });
    throw cause instanceof WaybillError ? cause : unwritable(cause, replaced);
  }
}

function writeBeside({ absolute, after }: FileReplacement): string {
  const mode = lstatSync(absolute).mode & PERMISSIONS;
  const path = join(dirname(absolute), `.waybill-${Math.random().toString(36).slice(2)}`);
  const file = openSync(path, 'wx', mode);
  try {
    writeFileSync(file, after);
    // The mask of the process may have taken something away; elsewhere a change of the file's node is saved.
    if ((fstatSync(file).mode & PERMISSIONS) !== mode) fchmodSync(file, mode);
    return path;
  } catch (cause) {
    rmSync(path, { force: true });
    throw cause;
  } finally {
    closeSync(file);
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
