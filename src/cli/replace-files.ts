import {
  closeSync,
  fchmodSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { WaybillError } from '../errors/waybill-error.ts';

/** New content for a file, and what it held when the change was planned. */
export interface Replacement {
  readonly path: string;
  readonly absolute: string;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

const PERMISSIONS = 0o7777;

/**
 * Replaces files, each by one rename, so that a reader sees the old or the new content and never half of it. Everything is
 * first written beside the originals, with their modes; when one cannot be written, or no longer holds what was planned
 * upon, all of it is taken back and nothing has changed. Throws `FILE_UNREADABLE` or `FILE_UNSAFE`.
 */
export function replaceFiles(replacements: readonly Replacement[]): void {
  const written: { readonly from: string; readonly to: string }[] = [];
  try {
    for (const replacement of replacements) {
      const from = join(dirname(replacement.absolute), temporaryName(replacement.absolute));
      written.push({ from, to: replacement.absolute });
      writeBeside(replacement, from);
    }
    for (const replacement of replacements) refuseChanged(replacement);
    for (const { from, to } of written) renameSync(from, to);
  } catch (cause) {
    for (const { from } of written) rmSync(from, { force: true });
    throw cause instanceof WaybillError ? cause : unwritable(cause);
  }
}

function temporaryName(path: string): string {
  return `.${basename(path)}.waybill-${randomBytes(6).toString('hex')}`;
}

function writeBeside({ absolute, after }: Replacement, path: string): void {
  const { mode } = lstatSync(absolute);
  const file = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(file, after);
    fchmodSync(file, mode & PERMISSIONS);
  } finally {
    closeSync(file);
  }
}

function refuseChanged({ path, absolute, before }: Replacement): void {
  if (lstatSync(absolute).isFile() && readFileSync(absolute).equals(before)) return;
  throw new WaybillError('FILE_UNSAFE', `${path} changed while the edit was planned; nothing was written.`, {
    hint: 'Run the command again.',
  });
}

function unwritable(cause: unknown): WaybillError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new WaybillError('FILE_UNREADABLE', `A file cannot be replaced: ${reason}`, {
    hint: 'Check that you may write the file and its folder, and that the disk has room.',
    cause,
  });
}
