import { readdir, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

import type { ObjectStore } from './object-store.ts';
import { moveRefFiles, readPackedRefs, readRefFile } from './ref-files.ts';
import { GitFailure, runGit } from './run-git.ts';

export const ZERO_OID = '0'.repeat(40);

export interface Reference {
  /** `refs/heads/main` */
  readonly name: string;
  readonly oid: string;
  readonly type: string;
}

/**
 * One move of a reference. Without `before` it moves from wherever it is, and with ZERO_OID it must not
 * exist. ZERO_OID as `after` deletes it.
 */
export interface RefMove {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string;
}

/**
 * Where a reference points, undefined when it does not exist. It is read from where git keeps it, each time
 * anew, for git may have moved it.
 */
export async function readRef(store: ObjectStore, name: string): Promise<Reference | undefined> {
  if (!isRefName(name)) return undefined;
  const file = readRefFile(store.gitDirectory, name);
  const oid = file === 'none' ? readPackedRefs(store.gitDirectory).get(name) : file;
  if (oid === undefined) return undefined;
  const object = await store.info(oid === 'link' ? name : oid);
  return object === undefined ? undefined : { name, oid: object.oid, type: object.type };
}

/**
 * All references whose full name starts with the prefix, in order. They are read from where git keeps them,
 * without a process.
 */
export async function listRefs(store: ObjectStore, prefix: string): Promise<Reference[]> {
  const names = new Set([...readPackedRefs(store.gitDirectory).keys(), ...(await looseNames(store))]);
  const wanted = [...names].filter((name) => name.startsWith(prefix)).toSorted();
  const refs = await Promise.all(wanted.map((name) => readRef(store, name)));
  return refs.filter((ref) => ref !== undefined);
}

async function looseNames({ gitDirectory }: ObjectStore): Promise<string[]> {
  const entries = await readdir(join(gitDirectory, 'refs'), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.lock'))
    .map((entry) => relative(gitDirectory, join(entry.parentPath, entry.name)).replaceAll(sep, '/'));
}

/**
 * Moves all of the references or none. False when a reference is not where `before` says, or its name is a
 * folder.
 */
export async function moveRefs(store: ObjectStore, moves: readonly RefMove[]): Promise<boolean> {
  if (await arePlain(store, moves)) {
    const inFiles = moves.map(({ name, before, after }) => ({
      name,
      before: before === ZERO_OID ? 'none' : before,
      after: after === ZERO_OID ? 'none' : after,
    }));
    const outcome = moveRefFiles(store.gitDirectory, inFiles);
    if (outcome !== 'unclear') return outcome === 'moved';
  }
  const commands = moves.map(({ name, before, after }) => {
    if (after === ZERO_OID) return `delete ${name}\0${before ?? ''}\0`;
    return `update ${name}\0${after}\0${before ?? ''}\0`;
  });
  try {
    await runGit(store.gitDirectory, ['update-ref', '--stdin', '-z'], commands.join(''));
    return true;
  } catch (error) {
    if (error instanceof GitFailure) return false;
    throw error;
  }
}

/** Whether all are branches, with names that git takes, that go to commits. */
async function arePlain(store: ObjectStore, moves: readonly RefMove[]): Promise<boolean> {
  for (const { name, after } of moves) {
    if (!name.startsWith('refs/heads/') || !isRefName(name)) return false;
    if (after !== ZERO_OID && (await store.info(after))?.type !== 'commit') return false;
  }
  return true;
}

/** Points HEAD at another default branch. */
export function setHead(store: ObjectStore, branch: string): Promise<void> {
  return writeFile(join(store.gitDirectory, 'HEAD'), `ref: refs/heads/${branch}\n`);
}

/** The rules of `git check-ref-format`. */
export function isRefName(name: string): boolean {
  if (!/^refs\/[^/]+\/./.test(name) || name.endsWith('/') || name.endsWith('.')) return false;
  if (/[\x00-\x20\x7f~^:?*[\\]|\.\.|\/\/|@\{/.test(name)) return false;
  return name.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'));
}
