import { isAncestor } from '../git/history.ts';
import { mergeCommits, type MergeKind } from '../git/merge.ts';
import { moveRefs, ZERO_OID } from '../git/refs.ts';
import { GitHubRefusal } from '../http/answer.ts';
import { latestStatuses } from '../shapes/status.ts';
import type { Protection, Pull, QueueEntry, Repository } from '../state/model.ts';
import type { GitHubState } from '../state/github-state.ts';
import { signatureOf } from './make-commit.ts';
import { mergeability } from './mergeability.ts';
import { mergeMessage } from './merge-message.ts';
import { refuseMethodOfBranch } from './merge-rules.ts';
import { unmetContexts } from './protection.ts';
import { branchHead } from './revisions.ts';
import { recordMergeGroup } from './workflow-events.ts';

/**
 * Puts a pull request at the end of the queue of its base branch. GitHub takes only what its rules would let
 * merge: whatever is missing on the pull request itself is refused.
 */
export async function enterQueue(
  github: GitHubState,
  repo: Repository,
  pull: Pull,
  by: string,
): Promise<QueueEntry> {
  if (!repo.settings.mergeQueue) throw new GitHubRefusal(422, 'Merge queue is not enabled for this branch');
  if (pull.queue !== undefined) throw new GitHubRefusal(422, 'Pull request is already in the queue');
  const { conflict, objections } = await mergeability(repo, pull);
  if (pull.state === 'closed' || pull.draft || conflict)
    throw new GitHubRefusal(422, 'Pull request is not in a mergeable state');
  if (objections.length > 0) throw new GitHubRefusal(422, `Pull request ${objections.join(' ')}`);
  pull.queue = { by, place: github.nextId(), enqueuedAt: github.now(), group: undefined };
  return pull.queue;
}

/** Takes a pull request out of the queue; the branch of its merge group goes with it. */
export async function leaveQueue(repo: Repository, pull: Pull): Promise<void> {
  await dropGroup(repo, pull.queue);
  pull.queue = undefined;
}

/** The pull requests that wait in the queue of a branch, in their order. */
export function waitingIn(repo: Repository, branch: string): readonly Pull[] {
  return [...repo.pulls.values()]
    .filter((pull) => pull.queue !== undefined && pull.baseRef === branch)
    .sort((left, right) => (left.queue?.place ?? 0) - (right.queue?.place ?? 0));
}

/** A pull request that came through the queue, and the commit that the base branch is moved to. */
interface Passed {
  readonly pull: Pull;
  readonly base: string;
  readonly commit: string;
}

/**
 * Brings the queue of a branch in line. Each pull request in it has a merge group: a branch of its own, with
 * a commit on top of the one before it, and the statuses that the rules require have to be on that very
 * commit. One that fails, or that conflicts with what goes before it, leaves the queue. Returns the first in
 * the queue when everything that is required has come; while nobody says anything, it waits.
 */
export async function workQueue(
  github: GitHubState,
  repo: Repository,
  branch: string,
): Promise<Passed | undefined> {
  const base = await branchHead(repo, branch);
  if (base === undefined) return undefined;
  const rule = repo.protections.get(branch);
  let onto = base;
  for (const pull of waitingIn(repo, branch)) {
    const commit = await groupCommit(github, repo, pull, onto);
    if (commit === undefined || hasFailed(repo, rule, commit)) await leaveQueue(repo, pull);
    else if (onto === base && (rule === undefined || unmetContexts(repo, rule, commit).length === 0))
      return { pull, base, commit };
    else onto = commit;
  }
  return undefined;
}

/** The commit of a pull request's merge group on top of another; undefined where they conflict. */
async function groupCommit(
  github: GitHubState,
  repo: Repository,
  pull: Pull,
  onto: string,
): Promise<string | undefined> {
  const entry = pull.queue;
  if (entry === undefined) return undefined;
  const { group } = entry;
  if (group?.onto === onto && group.head === pull.headSha) return group.commit;
  await dropGroup(repo, entry);
  const method = methodOfQueue(repo, pull.baseRef);
  const committer = { ...signatureOf(github, pull.author), name: 'GitHub', email: 'noreply@github.com' };
  const commit = await mergeCommits(repo.store, {
    method,
    base: onto,
    head: pull.headSha,
    author: signatureOf(github, pull.author),
    committer,
    message: await mergeMessage(repo, pull, { method }, onto),
  });
  if (commit === undefined || (await isAncestor(repo.store, commit, onto))) return undefined;
  const name = `refs/heads/gh-readonly-queue/${pull.baseRef}/pr-${pull.number}-${onto}`;
  await moveRefs(repo.store, [{ name, before: undefined, after: commit }]);
  entry.group = { name, onto, head: pull.headSha, commit };
  const base = { ref: `refs/heads/${pull.baseRef}`, sha: onto };
  recordMergeGroup(github, repo, entry.by, { ref: name, sha: commit, base });
  return commit;
}

async function dropGroup(repo: Repository, entry: QueueEntry | undefined): Promise<void> {
  if (entry?.group === undefined) return;
  await moveRefs(repo.store, [{ name: entry.group.name, before: undefined, after: ZERO_OID }]);
  entry.group = undefined;
}

/** Whether a status that the rules require says that it will not come. */
function hasFailed(repo: Repository, rule: Protection | undefined, commit: string): boolean {
  const required = new Set(rule?.requiredContexts);
  return latestStatuses(repo, commit).some(
    ({ context, state }) => required.has(context) && (state === 'failure' || state === 'error'),
  );
}

/** The queue has a method of its own; here it is the first one that repository and branch allow. */
function methodOfQueue(repo: Repository, branch: string): MergeKind {
  const allowed = repo.settings.mergeMethods.find((method) => {
    try {
      refuseMethodOfBranch(repo.protections.get(branch), method);
      return true;
    } catch {
      return false;
    }
  });
  return allowed ?? 'merge';
}
