import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WaybillError } from '../../errors/waybill-error.ts';

/** A text of a file, with its path as the person wrote it. */
export interface FileText {
  readonly file: string;
  readonly text: string;
}

/** More than this is no object that somebody wrote. */
const LARGEST = 32 * 1024 * 1024;

/** What stands at a path. Links are not followed below a folder. */
export function kindAt(path: string): 'file' | 'folder' | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory() === true) return 'folder';
  return stats?.isFile() === true ? 'file' : undefined;
}

/**
 * The texts of a file, or of the files in a folder and below it that are called `*.yaml`, `*.yml` or
 * `*.json`, in the order of their paths. Throws `FILE_UNREADABLE`.
 */
export function readTexts(root: string, path: string): readonly FileText[] {
  const absolute = join(root, path);
  const kind = kindAt(absolute);
  if (kind === undefined)
    throw new WaybillError('FILE_UNREADABLE', `There is no file or folder ${path}`, {
      hint: 'Check the path; links are not followed.',
    });
  if (kind === 'file') return [{ file: path, text: textOf(absolute, path) }];
  return readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:ya?ml|json)$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(absolute.length).replace(/^\//, ''))
    .filter((below) => !below.split('/').includes('.git'))
    .toSorted()
    .map((below) => ({ file: join(path, below), text: textOf(join(absolute, below), join(path, below)) }));
}

function textOf(absolute: string, path: string): string {
  try {
    const bytes = readFileSync(absolute);
    if (bytes.length > LARGEST) throw new Error(`it is larger than ${LARGEST / 1024 / 1024} MiB`);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new WaybillError('FILE_UNREADABLE', `${path} cannot be read: ${reason}`, {
      hint: 'It has to be a text in UTF-8.',
      cause,
    });
  }
}
