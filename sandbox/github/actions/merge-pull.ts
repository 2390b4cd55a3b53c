import { mergeCommits } from '../git/merge.ts';
import { moveRefs, ZERO_OID } from '../git/refs.ts';
import { GitHubRefusal } from '../http/answer.ts';
import type { Pull, Repository } from '../state/model.ts';
import type { GitHubState } from '../state/github-state.ts';
import { signatureOf } from './make-commit.ts';
import { mergeability } from './mergeability.ts';
import { mergeMessage, type MergeWords } from './merge-message.ts';
import { refuseHurry, refuseMethodOfBranch, refuseMethodOfRepository } from './merge-rules.ts';
import { branchHead } from './revisions.ts';

export interface MergeOrder extends MergeWords {
  readonly by: string;
  /** The head that was reviewed. With another head the answer is 409. */
  readonly expectedHead?: string | undefined;
  /** People outside the API, and tokens that may bypass rules, merge what these would hold back. */
  readonly ignoreRules?: boolean;
  /** GitHub has worked it out: for auto-merge, for its queue, for a person who waited for the button. */
  readonly isWorkedOut?: boolean;
}

/** What a merge left behind. Whoever merges has to settle the pull requests of the moved branches. */
export interface Merge {
  /** The new head of the base branch. */
  readonly commit: string;
  readonly movedRefs: readonly string[];
}

/** Merges as the button does. Throws GitHub's 405 or 409 when that cannot be done. */
export async function mergePull(
  github: GitHubState,
  repo: Repository,
  pull: Pull,
  order: MergeOrder,
): Promise<Merge> {
  const base = await checkOrder(repo, pull, order);
  const commit = await mergeCommits(repo.store, {
    method: order.method,
    base,
    head: pull.headSha,
    author: signatureOf(github, order.by),
    committer: { ...signatureOf(github, order.by), name: 'GitHub', email: 'noreply@github.com' },
    message: await mergeMessage(repo, pull, order, base),
  });
  if (commit === undefined) throw new GitHubRefusal(405, 'Pull Request is not mergeable');
  const name = `refs/heads/${pull.baseRef}`;
  if (!(await moveRefs(repo.store, [{ name, before: base, after: commit }]))) {
    throw new GitHubRefusal(405, 'Base branch was modified. Review and try the merge again.');
  }
  return markMerged(github, repo, pull, { by: order.by, base, commit });
}

/** Notes that a pull request is merged: its base branch has moved from `base` to `commit`. */
export async function markMerged(
  github: GitHubState,
  repo: Repository,
  pull: Pull,
  { by, base, commit }: { readonly by: string; readonly base: string; readonly commit: string },
): Promise<Merge> {
  const now = github.now();
  pull.merged = { at: now, by, commit };
  pull.state = 'closed';
  pull.closedAt = now;
  pull.updatedAt = now;
  pull.baseSha = base;
  pull.autoMerge = undefined;
  repo.pushedAt = now;
  repo.mergedInto.set(pull.baseRef, commit);
  return { commit, movedRefs: [`refs/heads/${pull.baseRef}`, ...(await dropHead(repo, pull))] };
}

async function checkOrder(repo: Repository, pull: Pull, order: MergeOrder): Promise<string> {
  const { conflict, status, objections } = await mergeability(repo, pull);
  const base = await branchHead(repo, pull.baseRef);
  if (pull.state === 'closed' || base === undefined)
    throw new GitHubRefusal(405, 'Pull Request is not mergeable');
  if (order.expectedHead !== undefined && order.expectedHead !== pull.headSha) {
    throw new GitHubRefusal(409, 'Head branch was modified. Review and try the merge again.');
  }
  if (status === 'DRAFT') throw new GitHubRefusal(405, 'Pull Request is still a draft');
  if (conflict) throw new GitHubRefusal(405, 'Pull Request is not mergeable');
  if (order.isWorkedOut !== true) await refuseHurry(repo, pull, base);
  refuseMethodOfRepository(repo, order.method);
  if (order.ignoreRules === true) return base;
  refuseMethodOfBranch(repo.protections.get(pull.baseRef), order.method);
  if (repo.settings.mergeQueue) {
    throw new GitHubRefusal(405, 'Changes must be made through the merge queue');
  }
  if (objections.length > 0) throw new GitHubRefusal(405, objections.join(' '));
  return base;
}

/** Deletes the merged branch where the repository asks for it. */
async function dropHead(repo: Repository, pull: Pull): Promise<string[]> {
  const name = `refs/heads/${pull.headRef}`;
  if (!repo.settings.deleteBranchOnMerge || repo.protections.has(pull.headRef)) return [];
  await moveRefs(repo.store, [{ name, before: pull.headSha, after: ZERO_OID }]);
  return [name];
}
