import { isAncestor } from '../git/history.ts';
import { moveRefs } from '../git/refs.ts';
import type { Pull, Repository } from '../state/model.ts';
import type { GitHubState } from '../state/github-state.ts';
import { mergeability } from './mergeability.ts';
import { markMerged, mergePull, type MergeOrder } from './merge-pull.ts';
import { enterQueue, leaveQueue, workQueue } from './merge-queue.ts';
import { branchHead } from './revisions.ts';
import { recordPull, recordPush } from './workflow-events.ts';

/** References that somebody moved. */
interface Change {
  readonly movedRefs?: readonly string[];
  readonly by?: string;
}

/**
 * Brings the pull requests in line after something changed. Those of a moved branch follow it. Those whose
 * branch is gone or holds nothing new are closed, and those whose commits reached the base count as merged.
 * Those that waited for their requirements are merged when these are met, through the queue where there is
 * one.
 */
export async function settle(github: GitHubState, repo: Repository, change: Change = {}): Promise<void> {
  const moved = new Set((change.movedRefs ?? []).map((name) => name.replace('refs/heads/', '')));
  for (const pull of [...repo.pulls.values()]) {
    if (pull.state === 'closed') continue;
    if (moved.has(pull.headRef) || moved.has(pull.baseRef))
      await follow(github, repo, pull, { moved, by: change.by ?? repo.owner });
  }
  for (const pull of [...repo.pulls.values()]) await mergeWhenReady(github, repo, pull);
  const bases = [...repo.pulls.values()].filter(({ queue }) => queue !== undefined);
  for (const base of new Set(bases.map(({ baseRef }) => baseRef))) await mergeFromQueue(github, repo, base);
}

/** The base branch moves to the very commit of the merge group that was judged; then comes the next. */
async function mergeFromQueue(github: GitHubState, repo: Repository, branch: string): Promise<void> {
  const passed = await workQueue(github, repo, branch);
  if (passed === undefined) return;
  const { pull, base, commit } = passed;
  const by = pull.queue?.by ?? pull.author;
  const name = `refs/heads/${branch}`;
  if (!(await moveRefs(repo.store, [{ name, before: base, after: commit }]))) return;
  await leaveQueue(repo, pull);
  const { movedRefs } = await markMerged(github, repo, pull, { by, base, commit });
  recordPush(github, repo, by, [{ name, after: commit }]);
  await settle(github, repo, { movedRefs });
}

async function follow(
  github: GitHubState,
  repo: Repository,
  pull: Pull,
  { moved, by }: { readonly moved: ReadonlySet<string>; readonly by: string },
): Promise<void> {
  const head = await branchHead(repo, pull.headRef);
  const base = await branchHead(repo, pull.baseRef);
  if (head === undefined || base === undefined) return closePull(github, repo, pull);
  const headMoved = head !== pull.headSha;
  if (headMoved) {
    await leaveQueue(repo, pull);
    pull.headSha = head;
    pull.baseSha = base;
    pull.updatedAt = github.now();
    recordPull(github, repo, by, { pull, action: 'synchronize' });
  }
  if (!(await isAncestor(repo.store, head, base))) return;
  if (moved.has(pull.baseRef) && !headMoved) {
    pull.merged = { at: github.now(), by: repo.owner, commit: base };
  }
  await closePull(github, repo, pull);
}

/** Merges a pull request and brings the others in line. Returns the new head of the base branch. */
export async function mergeAndSettle(
  github: GitHubState,
  repo: Repository,
  pull: Pull,
  order: MergeOrder,
): Promise<string> {
  const { commit, movedRefs } = await mergePull(github, repo, pull, order);
  recordPush(github, repo, order.by, [{ name: `refs/heads/${pull.baseRef}`, after: commit }]);
  await settle(github, repo, { movedRefs });
  return commit;
}

export async function closePull(github: GitHubState, repo: Repository, pull: Pull): Promise<void> {
  const now = github.now();
  pull.state = 'closed';
  pull.closedAt = now;
  pull.updatedAt = now;
  pull.autoMerge = undefined;
  await leaveQueue(repo, pull);
}

async function mergeWhenReady(github: GitHubState, repo: Repository, pull: Pull): Promise<void> {
  const wish = pull.autoMerge;
  if (pull.state === 'closed' || wish === undefined) return;
  const { status } = await mergeability(repo, pull);
  if (status !== 'CLEAN' && status !== 'UNSTABLE') return;
  if (repo.settings.mergeQueue) {
    pull.autoMerge = undefined;
    await enterQueue(github, repo, pull, wish.by);
    return;
  }
  const { by, method, title, message } = wish;
  await mergeAndSettle(github, repo, pull, { isWorkedOut: true, by, method, title, message });
}
