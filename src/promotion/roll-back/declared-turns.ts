import { isTag } from '../../image/reference.ts';
import { type Digest, isDigest } from '../../image/digest.ts';
import type { DeclaredParts } from '../../manifest/plan-edits.ts';

/** A version of an image as a file wrote it: a digest, with the tag beside it, or a tag alone. */
export type WrittenVersion =
  | { readonly digest: Digest; readonly tag: string | undefined }
  | { readonly digest: undefined; readonly tag: string };

/** What a place declares; undefined when it writes neither a tag nor a digest. */
export function versionIn({ tag, digest }: DeclaredParts): WrittenVersion | undefined {
  // A text that is no tag by its grammar cannot be brought back: neither the registry nor a title takes it.
  const named = tag === undefined || !isTag(tag) ? undefined : tag;
  if (digest !== undefined && isDigest(digest)) return { digest, tag: named };
  return named === undefined ? undefined : { digest: undefined, tag: named };
}

/**
 * Two versions with the same key are the same. The key is the digest, or the tag where no digest was written.
 */
export function versionKey(version: WrittenVersion): string {
  return version.digest ?? `tag ${version.tag}`;
}

/** Each version once, in its first spelling. */
export function distinct(versions: readonly WrittenVersion[]): readonly WrittenVersion[] {
  const first = new Map<string, WrittenVersion>();
  for (const version of versions)
    if (!first.has(versionKey(version))) first.set(versionKey(version), version);
  return [...first.values()];
}

/** A commit that changed what an environment declares of one image, in one file. */
export interface DeclarationChange {
  readonly commit: ChangeCommit;
  readonly before: readonly WrittenVersion[];
  readonly after: readonly WrittenVersion[];
}

export interface ChangeCommit {
  readonly oid: string;
  readonly url: string;
  readonly at: Date;
}

/** A version that an environment declared, and how it came to. */
export interface DeclaredTurn {
  readonly version: WrittenVersion;
  /** What it took the place of. Undefined when that is further back than was read. */
  readonly over: readonly WrittenVersion[] | undefined;
  /** The commit that brought it; undefined when it is further back than was read. */
  readonly commit: ChangeCommit | undefined;
}

/** What is to be brought back. */
export type DeclaredBefore =
  | { readonly kind: 'found'; readonly version: WrittenVersion; readonly leaves: DeclaredTurn }
  /** It took the place of several versions at once. */
  | { readonly kind: 'several'; readonly versions: readonly WrittenVersion[]; readonly leaves: DeclaredTurn }
  /** As far as was read there is none. */
  | { readonly kind: 'none' };

/**
 * The versions that an environment declared one after the other, the oldest first. `changes` are in the order
 * of time.
 *
 * After v1, v2, v3 and back to v2, the version before v2 is v1, whoever went back and however. It is like
 * undo in an editor: going back to a version forgets what came after it.
 */
export function declaredInTurn(changes: readonly DeclarationChange[]): readonly DeclaredTurn[] {
  let stack: readonly DeclaredTurn[] = [];
  const indexOf = (version: WrittenVersion): number =>
    stack.findIndex((entry) => versionKey(entry.version) === versionKey(version));
  for (const { commit, gained, lost } of byCommit(changes)) {
    for (const version of gained) {
      const at = indexOf(version);
      if (at !== -1) {
        // The files of one version follow one after the other. What a return to it leaves behind did not come
        // before it.
        const again = at < stack.length - 1 ? [] : lost.filter((version) => indexOf(version) === -1);
        stack = stack.slice(0, at + 1).map((entry, index) => (index === at ? alsoOver(entry, again) : entry));
        continue;
      }
      const unseen = lost.filter((version) => indexOf(version) === -1);
      const older = unseen.map((old): DeclaredTurn => ({ version: old, over: undefined, commit: undefined }));
      stack = [...stack, ...older, { version, over: lost, commit }];
    }
  }
  return stack;
}

/** A version can come to one file after another, and take the place of another version in each. */
function alsoOver(declared: DeclaredTurn, versions: readonly WrittenVersion[]): DeclaredTurn {
  if (declared.over === undefined || versions.length === 0) return declared;
  return { ...declared, over: distinct([...declared.over, ...versions]) };
}

/** What one commit brought and took away, over all files. */
function byCommit(changes: readonly DeclarationChange[]): readonly {
  readonly commit: ChangeCommit;
  readonly gained: readonly WrittenVersion[];
  readonly lost: readonly WrittenVersion[];
}[] {
  const oids = [...new Set(changes.map(({ commit }) => commit.oid))];
  return oids.flatMap((oid) => {
    const own = changes.filter(({ commit }) => commit.oid === oid);
    const [first] = own;
    if (first === undefined) return [];
    const without = (versions: readonly WrittenVersion[], others: readonly WrittenVersion[]) =>
      versions.filter((version) => !others.some((other) => versionKey(other) === versionKey(version)));
    return [
      {
        commit: first.commit,
        gained: distinct(own.flatMap(({ before, after }) => without(after, before))),
        lost: distinct(own.flatMap(({ before, after }) => without(before, after))),
      },
    ];
  });
}

/**
 * What the environment declared before what it declares now. Where places differ now, the version that came
 * last is the one to leave. A version for which `isHeld` is true is passed over: a roll back does not lead to
 * what was rolled back before.
 */
export function declaredBefore(
  turns: readonly DeclaredTurn[],
  present: readonly WrittenVersion[],
  isHeld: (version: WrittenVersion) => boolean,
): DeclaredBefore {
  const keys = new Set(present.map(versionKey));
  const leaves = turns.findLast(({ version }) => keys.has(versionKey(version)));
  if (leaves === undefined) return { kind: 'none' };
  let from: DeclaredTurn | undefined = leaves;
  for (let steps = 0; from?.over !== undefined && steps <= turns.length; steps += 1) {
    const over: readonly WrittenVersion[] = from.over;
    const free = over.filter((version) => !isHeld(version));
    const [only, another] = free;
    if (another !== undefined) return { kind: 'several', versions: free, leaves };
    if (only !== undefined) return { kind: 'found', version: only, leaves };
    from = turns.find(({ version }) => over.some((other) => versionKey(other) === versionKey(version)));
  }
  return { kind: 'none' };
}

/** Every version that was declared at some time, the newest first, each once. */
export function everDeclared(changes: readonly DeclarationChange[]): readonly WrittenVersion[] {
  return distinct(changes.toReversed().flatMap(({ before, after }) => [...after, ...before]));
}
