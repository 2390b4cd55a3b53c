import type { Location } from '../errors/location.ts';
import type { ManifestFile, PlannedFile } from '../manifest/plan-edits.ts';

/** A part of a change that is no image reference of an environment. */
export interface OtherChange {
  /** Without a full stop: `README.md changes`. */
  readonly words: string;
  readonly location: Location;
}

/** A file of a commit: git's name of its bytes, and its mode. */
interface FileEntry {
  readonly oid: string;
  readonly mode: string;
}

/** The files of the environments at one commit. */
export interface CommitFiles {
  readonly entries: ReadonlyMap<string, FileEntry>;
  readonly texts: readonly ManifestFile[];
  /** Links and submodules: what each path is. */
  readonly strange: ReadonlyMap<string, string>;
}

/** A change of files, and what of it is explained by the images that it brings. */
export interface FilesChange {
  readonly before: CommitFiles;
  readonly after: CommitFiles;
  /** The files as the editor writes the brought images into them. */
  readonly planned: readonly PlannedFile[];
  /** Paths that changed and belong to no environment. */
  readonly outside: readonly string[];
}

/**
 * What a change holds beside image references: files of no environment, files that come, go or turn into
 * something else, and lines that the editor would not have written for the same images.
 */
export function otherChanges({ before, after, planned, outside }: FilesChange): readonly OtherChange[] {
  const paths = new Set([...before.entries.keys(), ...after.entries.keys()]);
  const wanted = new Map(planned.map((file) => [file.path, file.after]));
  const texts = { before: textsOf(before), after: textsOf(after) };
  return [
    ...outside.map((path) => at(path, 1, `${path} changes`)),
    ...[...after.strange].flatMap(([path, what]) =>
      before.strange.get(path) === what ? [] : [at(path, 1, `${path}: ${what}`)],
    ),
    ...[...paths].toSorted().flatMap((path) => {
      const [old, young] = [before.entries.get(path), after.entries.get(path)];
      if (old === undefined) return [at(path, 1, `${path} is new`)];
      if (young === undefined) return after.strange.has(path) ? [] : [at(path, 1, `${path} is gone`)];
      const mode = old.mode === young.mode ? [] : [at(path, 1, `${path} has the mode ${young.mode} now`)];
      if (old.oid === young.oid) return mode;
      const [expected, found] = [wanted.get(path) ?? texts.before.get(path), texts.after.get(path)];
      if (expected !== undefined && isSameText(expected, found ?? '')) return mode;
      const line = firstDifference(expected ?? '', found ?? '');
      return [...mode, at(path, line, `${path}:${line} changes more than images`)];
    }),
  ];
}

function textsOf({ texts }: CommitFiles): ReadonlyMap<string, string> {
  return new Map(texts.map(({ path, text }) => [path, text]));
}

function isSameText(expected: string, found: string): boolean {
  if (expected === found) return true;
  const [a, b] = [expected.split('\n'), found.split('\n')];
  return a.length === b.length && a.every((line, number) => isSameLine(line, b[number]));
}

/**
 * `digest: sha256:… # v1.3.0`: the version in the comment is that of the digest. Whoever promoted it may have
 * known it from a tag that no file holds.
 */
function isSameLine(expected: string, found = ''): boolean {
  if (expected === found) return true;
  const [a, b] = [VERSIONED_DIGEST.exec(expected), VERSIONED_DIGEST.exec(found)];
  return a !== null && b !== null && a[1] === b[1] && a[2] === b[2];
}

const VERSIONED_DIGEST = /^(.*[0-9a-f]{64}.*[ \t](?:#|\/\/)[ \t]*)[\w.+-]+([ \t\r]*)$/;

/** The line of `found`, counted from 1, where it stops being `expected`. */
function firstDifference(expected: string, found: string): number {
  const [a, b] = [expected.split('\n'), found.split('\n')];
  const index = b.findIndex((line, number) => !isSameLine(a[number] ?? '\n', line));
  return index === -1 ? b.length : index + 1;
}

function at(file: string, line: number, words: string): OtherChange {
  return { words, location: { file, line, column: 1 } };
}
