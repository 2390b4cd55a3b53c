import {
  type ChangeCommit,
  type DeclarationChange,
  versionKey,
  type WrittenVersion,
} from '../roll-back/declared-turns.ts';

/** A commit that changed what one file of an environment declares of an image. */
export interface FileChange extends DeclarationChange {
  readonly path: string;
}

/** A span in which all files of an environment declared one and the same version of an image. */
export interface Stay {
  readonly version: WrittenVersion;
  /**
   * The commit that brought it to the last of the files; undefined when that is further back than was read.
   */
  readonly first: ChangeCommit | undefined;
  /** The commit that took it out of the first of the files; undefined when it lasts. */
  readonly end: ChangeCommit | undefined;
}

/**
 * Every stay of an image in an environment, oldest first. `changes` are in the order of time. While files
 * differ from each other nothing stays.
 */
export function staysOf(changes: readonly FileChange[]): readonly Stay[] {
  const files = new Map<string, readonly WrittenVersion[]>();
  for (const { path, before } of changes) if (!files.has(path)) files.set(path, before);
  const stays: Stay[] = [];
  let version = commonVersion(files);
  let first: ChangeCommit | undefined;
  for (const oid of new Set(changes.map(({ commit }) => commit.oid))) {
    const own = changes.filter(({ commit }) => commit.oid === oid);
    // A commit on a branch that was merged late shows what the others were when it was made.
    for (const { path, before, after } of own) if (!areSame(before, after)) files.set(path, after);
    const next = commonVersion(files);
    const commit = own[0]?.commit;
    if (commit === undefined || isSame(version, next)) continue;
    if (version !== undefined) stays.push({ version, first, end: commit });
    version = next;
    first = commit;
  }
  return version === undefined ? stays : [...stays, { version, first, end: undefined }];
}

/**
 * The stays that nobody took back: after v1, v2 and a return to v1, v2 is left out, whoever went back and
 * however. What was replaced by something newer is in, oldest first.
 */
export function notTakenBack(stays: readonly Stay[]): readonly Stay[] {
  const kept: Stay[] = [];
  for (const stay of stays) {
    const earlier = kept.findIndex(({ version }) => isSame(version, stay.version));
    if (earlier !== -1) kept.length = earlier;
    kept.push(stay);
  }
  return kept;
}

/**
 * The one version that all files with this image declare; undefined where they differ, or none declares it.
 */
function commonVersion(files: ReadonlyMap<string, readonly WrittenVersion[]>): WrittenVersion | undefined {
  const [version, ...others] = [...files.values()].flat();
  return others.every((other) => isSame(other, version)) ? version : undefined;
}

function areSame(a: readonly WrittenVersion[], b: readonly WrittenVersion[]): boolean {
  return a.length === b.length && a.every((version, index) => isSame(version, b[index]));
}

function isSame(a: WrittenVersion | undefined, b: WrittenVersion | undefined): boolean {
  return a === undefined || b === undefined ? a === b : versionKey(a) === versionKey(b);
}
