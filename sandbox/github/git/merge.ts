import type { Signature } from './commit-format.ts';
import { logIds, mergeBase, nearMergeBases } from './history.ts';
import type { ObjectStore } from './object-store.ts';
import { plainMerge } from './plain-merge.ts';
import { GitFailure, gitText } from './run-git.ts';

export type MergeKind = 'merge' | 'squash' | 'rebase';

/** Whether a text names one of the three. */
export function isMergeMethod(text: string): text is MergeKind {
  return text === 'merge' || text === 'squash' || text === 'rebase';
}

interface MergeRequest {
  readonly method: MergeKind;
  readonly base: string;
  readonly head: string;
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

/** Whether the two can be joined, and the tree that results; undefined on a conflict. */
export async function mergedTree(
  store: ObjectStore,
  base: string,
  head: string,
): Promise<string | undefined> {
  const plain = await withoutGit(store, base, head);
  if (plain !== undefined) return plain;
  try {
    const text = await gitText(store.gitDirectory, ['merge-tree', '--write-tree', base, head]);
    return text.split('\n')[0];
  } catch (error) {
    if (error instanceof GitFailure && error.code === 1) return undefined;
    throw error;
  }
}

/** The merged tree where there is one merge base and nothing to weigh up; else undefined. */
async function withoutGit(store: ObjectStore, left: string, right: string): Promise<string | undefined> {
  const bases = await nearMergeBases(store, left, right);
  const commits = await Promise.all([...(bases ?? []), left, right].map((oid) => store.commit(oid)));
  const [base, ours, theirs] = commits;
  if (bases?.length !== 1 || base === undefined || ours === undefined || theirs === undefined)
    return undefined;
  return plainMerge(store, { base: base.tree, ours: ours.tree, theirs: theirs.tree });
}

/**
 * Makes the commits of a merge, and returns the new head of the base branch. Undefined on a conflict. No
 * reference moves.
 */
export async function mergeCommits(store: ObjectStore, request: MergeRequest): Promise<string | undefined> {
  const { base, head } = request;
  if (request.method === 'rebase') return rebase(store, request);
  const tree = await mergedTree(store, base, head);
  if (tree === undefined) return undefined;
  return store.writeCommit({
    tree,
    parents: request.method === 'merge' ? [base, head] : [base],
    author: request.author,
    committer: request.committer,
    message: request.message,
    sign: true,
  });
}

async function rebase(store: ObjectStore, request: MergeRequest): Promise<string | undefined> {
  const fork = await mergeBase(store, request.base, request.head);
  const without = fork === undefined ? [] : [fork];
  const picks = await logIds(store, request.head, { without, reverse: true });
  let onto = request.base;
  for (const pick of picks) {
    const commit = await store.commit(pick);
    if (commit === undefined || commit.parents.length > 1) continue;
    const next = await pickOnto(store, onto, pick, request.committer);
    if (next === undefined) return undefined;
    onto = next;
  }
  return onto;
}

/** Applies what one commit changed on top of another commit. */
async function pickOnto(
  store: ObjectStore,
  onto: string,
  pick: string,
  committer: Signature,
): Promise<string | undefined> {
  const commit = await store.commit(pick);
  const target = await store.commit(onto);
  if (commit === undefined || target === undefined) return undefined;
  // A commit with the target's tree and the picked commit's parent makes that parent the merge base.
  const pivot = await store.writeCommit({
    tree: target.tree,
    parents: commit.parents,
    author: committer,
    committer,
    message: 'pivot\n',
    sign: false,
  });
  const tree = await mergedTree(store, pivot, pick);
  if (tree === undefined) return undefined;
  return store.writeCommit({
    tree,
    parents: [onto],
    author: commit.author,
    committer,
    message: commit.message,
    sign: false,
  });
}
