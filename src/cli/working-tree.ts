import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { unreadable } from './read-bytes.ts';
import { isAbsolute, join, relative, sep } from 'node:path';
import { WaybillError, WaybillErrors } from '../errors/waybill-error.ts';

/** A file of the working tree. `path` is for people and messages: with `/`, and relative to `cwd` where it is below. */
export interface TreeFile {
  readonly path: string;
  readonly absolute: string;
  /** Given by its own name, and not met in a folder. */
  readonly named: boolean;
}

// The calls are synchronous on purpose: for thousands of small files a round through the thread pool costs several times
// the reading itself.

/**
 * The files that `paths` name: files as they are, folders with everything below them in the order of names. Symbolic links
 * below a folder are passed by, and `.git` is not entered. Throws `INPUT_INVALID` for every path that does not exist, or that
 * is itself a link.
 */
export function filesBelow(paths: readonly string[], cwd: string): readonly TreeFile[] {
  const seen = new Set<string>();
  const files: TreeFile[] = [];
  const errors: WaybillError[] = [];
  const add = (absolute: string, named: boolean): void => {
    if (seen.has(absolute)) return;
    seen.add(absolute);
    files.push({ path: displayPath(absolute, cwd), absolute, named });
  };
  for (const path of paths) {
    const absolute = isAbsolute(path) ? path : join(cwd, path);
    const kind = kindOf(absolute);
    if (kind === 'file') add(absolute, true);
    else if (kind === 'folder') walk(absolute, (file) => add(file, false));
    else errors.push(unusable(path, kind));
  }
  if (errors.length > 0) throw new WaybillErrors(errors);
  return files;
}

function kindOf(absolute: string): 'file' | 'folder' | 'link' | 'missing' | 'other' {
  const stats = lstatSync(absolute, { throwIfNoEntry: false });
  if (stats === undefined) return 'missing';
  if (stats.isSymbolicLink()) return 'link';
  if (stats.isDirectory()) return 'folder';
  return stats.isFile() ? 'file' : 'other';
}

function walk(folder: string, add: (file: string) => void): void {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isFile()) add(path);
    else if (entry.isDirectory() && entry.name !== '.git') walk(path, add);
  }
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (cause) {
    throw unreadable(folder, cause);
  }
}

function unusable(path: string, kind: 'link' | 'missing' | 'other'): WaybillError {
  if (kind === 'missing')
    return new WaybillError('INPUT_INVALID', `There is no file or folder ${path}`, {
      hint: 'Check the path.',
    });
  if (kind === 'link')
    return new WaybillError('FILE_UNSAFE', `${path} is a symbolic link, and links are not followed`, {
      hint: 'Name the file that it points to.',
    });
  return new WaybillError('INPUT_INVALID', `${path} is neither a file nor a folder`, {
    hint: 'Name a file or a folder.',
  });
}

function displayPath(absolute: string, cwd: string): string {
  const below = relative(cwd, absolute);
  const path = below.startsWith('..') || isAbsolute(below) ? absolute : below;
  return sep === '/' ? path : path.replaceAll(sep, '/');
}
