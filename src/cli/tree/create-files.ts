import { lstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { WaybillError, WaybillErrors } from '../../errors/waybill-error.ts';

/** A file that is not there yet. */
export interface NewFile {
  /** From `root`, with `/`. */
  readonly path: string;
  readonly text: string;
}

/**
 * Writes files that are not there yet, all or none. Throws `FILE_UNSAFE` for every one that is there, and for
 * one whose folder is a link; `FILE_UNREADABLE` where one cannot be written.
 */
export function createFiles(files: readonly NewFile[], root: string): void {
  const standing = files.flatMap(({ path }) => whatStands(path, root) ?? []);
  if (standing.length > 0) throw new WaybillErrors(standing);
  const written: string[] = [];
  try {
    for (const { path, text } of files) {
      const absolute = join(root, path);
      mkdirSync(dirname(absolute), { recursive: true });
      writeFileSync(absolute, text, { flag: 'wx' });
      written.push(absolute);
    }
  } catch (cause) {
    for (const path of written) rmSync(path, { force: true });
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new WaybillError('FILE_UNREADABLE', `A file cannot be written: ${reason}; nothing was written`, {
      hint: 'Check that you may write here, and that the disk has room; then run the command again.',
      cause,
    });
  }
}

function whatStands(path: string, root: string): WaybillError | undefined {
  const parts = path.split('/');
  for (const count of parts.keys()) {
    const part = parts.slice(0, count + 1).join('/');
    const stats = lstatSync(join(root, part), { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    if (part === path) return unsafe(`${path} is there already`);
    if (!stats.isDirectory()) return unsafe(`${part} is a link or a file, and no folder for ${path}`);
  }
  return undefined;
}

function unsafe(message: string): WaybillError {
  return new WaybillError('FILE_UNSAFE', `${message}; nothing was written`, {
    hint: 'Without --write the proposal is printed: take over by hand what is missing.',
  });
}
