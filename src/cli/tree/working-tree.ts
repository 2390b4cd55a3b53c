/*
 * The room for the files of the working tree: it finds them, reads them, plans over them and replaces them,
 * all or none. It may not know options or the terminal.
 */
import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { isUtf8 } from 'node:buffer';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { WaybillError, WaybillErrors } from '../../errors/waybill-error.ts';
import { besideIn, isBeside } from './left-behind.ts';
import { unreadable } from './read-bytes.ts';

/**
 * A file of the working tree. `path` is for people and messages. It has `/`, and is relative to `cwd` where
 * the file is below it.
 */
export interface TreeFile {
  readonly path: string;
  readonly absolute: string;
  /** Given by its own name, and not met in a folder. */
  readonly named: boolean;
}

/** What was met below the paths and is no file to look at. */
export interface Met {
  /** Absolute paths of new versions that a run wrote beside their files, and did not rename yet. */
  readonly beside: Set<string>;
  /** Files and folders whose names are not UTF-8, as far as they can be spelled. */
  readonly unspellable: string[];
}

export function newlyMet(): Met {
  return { beside: new Set(), unspellable: [] };
}

// The calls are synchronous on purpose: for thousands of small files a round through the thread pool costs
// several times the reading itself.

/**
 * The files that `paths` name: files as they are, folders with everything below them, in no order. Symbolic
 * links below a folder are passed by, and so is what goes into `met`; `.git` is not entered. Throws
 * `INPUT_INVALID` for every path that does not exist, and `FILE_UNSAFE` for one that is a link, or leads
 * through one below `cwd`.
 */
export function filesBelow(
  paths: readonly string[],
  cwd: string,
  met: Met = newlyMet(),
): readonly TreeFile[] {
  const files: TreeFile[] = [];
  const errors: WaybillError[] = [];
  for (const given of paths) {
    const absolute = resolve(cwd, given);
    const path = displayPath(absolute, cwd);
    const kind = leadsThroughLink(path, cwd) ? 'link' : kindOf(absolute);
    if (kind === 'file') {
      files.push({ path, absolute, named: true });
      for (const beside of besideIn(dirname(absolute))) met.beside.add(beside);
    } else if (kind === 'folder') walk({ path, absolute }, files, met);
    else errors.push(unusable(given, kind));
  }
  if (errors.length > 0) throw new WaybillErrors(errors);
  return paths.length === 1 ? files : onceEach(files);
}

/** Paths that overlap name a file twice; what was named by itself stays so. */
function onceEach(files: readonly TreeFile[]): readonly TreeFile[] {
  const known = new Map<string, TreeFile>();
  for (const file of files) if (file.named || !known.has(file.absolute)) known.set(file.absolute, file);
  return [...known.values()];
}

/**
 * Whether a folder between `cwd` and the path is a link. A link above `cwd` is no matter: it is how somebody
 * came there.
 */
function leadsThroughLink(path: string, cwd: string): boolean {
  if (isAbsolute(path)) return false;
  const folders = path.split('/').slice(0, -1);
  return folders.some((_folder, index) => {
    const stats = lstatSync(resolve(cwd, ...folders.slice(0, index + 1)), { throwIfNoEntry: false });
    return stats?.isSymbolicLink() === true;
  });
}

function kindOf(absolute: string): 'file' | 'folder' | 'link' | 'missing' | 'other' {
  const stats = lstatSync(absolute, { throwIfNoEntry: false });
  if (stats === undefined) return 'missing';
  if (stats.isSymbolicLink()) return 'link';
  if (stats.isDirectory()) return 'folder';
  return stats.isFile() ? 'file' : 'other';
}

function walk(folder: Folder, files: TreeFile[], met: Met): void {
  for (const entry of entriesOf(folder, met)) {
    const { name } = entry;
    if (entry.isDirectory()) {
      if (name !== '.git')
        walk({ path: joined(folder.path, name), absolute: folder.absolute + sep + name }, files, met);
    } else if (entry.isFile()) {
      if (isBeside(name)) met.beside.add(folder.absolute + sep + name);
      else files.push(new FoundFile(folder, name));
    }
  }
}

type Folder = Pick<TreeFile, 'path' | 'absolute'>;

/**
 * Thousands of these are kept while a tree is read, and the path of most is asked for once. So a path is put
 * together when it is asked for. It is done by hand, because the functions of node:path take each path apart
 * again.
 */
class FoundFile implements TreeFile {
  private readonly folder: Folder;
  private readonly name: string;

  constructor(folder: Folder, name: string) {
    this.folder = folder;
    this.name = name;
  }

  get path(): string {
    return joined(this.folder.path, this.name);
  }

  get absolute(): string {
    return this.folder.absolute + sep + this.name;
  }

  get named(): boolean {
    return false;
  }
}

function joined(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

function entriesOf({ path, absolute }: Folder, met: Met): readonly Dirent[] {
  try {
    const entries = readdirSync(absolute, { withFileTypes: true });
    if (!entries.some(({ name }) => name.includes(REPLACED))) return entries;
    const names = readdirSync(absolute, { encoding: 'buffer' });
    const wrong = new Set(names.filter((name) => !isUtf8(name)).map((name) => name.toString('utf8')));
    for (const name of wrong) met.unspellable.push(joined(path, name));
    return entries.filter(({ name }) => !wrong.has(name));
  } catch (cause) {
    throw unreadable(absolute, cause);
  }
}

/** What Node puts for bytes of a name that are not UTF-8. The name then leads to no file. */
const REPLACED = '\uFFFD';

function unusable(path: string, kind: 'link' | 'missing' | 'other'): WaybillError {
  if (kind === 'missing')
    return new WaybillError('INPUT_INVALID', `There is no file or folder ${path.slice(0, 300)}`, {
      hint: 'Check the path.',
    });
  if (kind === 'link')
    return new WaybillError(
      'FILE_UNSAFE',
      `${path} is, or leads through, a symbolic link, and links are not followed`,
      {
        hint: 'Name the file that it points to.',
      },
    );
  return new WaybillError('INPUT_INVALID', `${path} is neither a file nor a folder`, {
    hint: 'Name a file or a folder.',
  });
}

function displayPath(absolute: string, cwd: string): string {
  const below = relative(cwd, absolute);
  const path = below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below) ? absolute : below;
  return sep === '/' ? path : path.replaceAll(sep, '/');
}
