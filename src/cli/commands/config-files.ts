import { readFileSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Config } from '../../config/config.ts';
import { fileMatcher } from '../../config/configured-environments.ts';
import { staticPrefixes } from '../../config/globs.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import { filesBelow, type Met, newlyMet, type TreeFile } from '../tree/working-tree.ts';

/**
 * Reads and checks a `waybill.yaml`. Undefined when the file does not exist. Throws every mistake in it, and
 * `FILE_UNREADABLE` for a folder, for a file that may not be read, and for one that is no UTF-8 text.
 */
export async function readConfig(file: string, cwd: string): Promise<Config | undefined> {
  const text = readText(file, isAbsolute(file) ? file : join(cwd, file));
  if (text === undefined) return undefined;
  const { parseConfig } = await import('../../config/parse.ts');
  return parseConfig(text, file);
}

function readText(file: string, path: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  } catch (cause) {
    const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new WaybillError('FILE_UNREADABLE', `${file} cannot be read: ${reason}`, {
      hint: 'It has to be a file that you may read, in UTF-8.',
      cause,
    });
  }
}

/** The files of an environment in a working tree. Only the folders that its patterns name are read. */
export function environmentFiles(
  environment: { readonly files: readonly string[] },
  root: string,
  met: Met = newlyMet(),
): readonly TreeFile[] {
  const matches = fileMatcher({ files: [...environment.files] });
  const folders = staticPrefixes(environment.files).map((prefix) => (prefix === '' ? '.' : prefix));
  const present = folders.filter((folder) =>
    statSync(join(root, folder), { throwIfNoEntry: false })?.isDirectory(),
  );
  const all = newlyMet();
  const files = filesBelow(present, root, all).filter(({ path }) => matches(path));
  met.unspellable.push(...all.unspellable.filter(matches));
  return files;
}
