import { isAncestor } from '../git/history.ts';
import type { Pull, Repository } from '../state/model.ts';
import type { GitHubState } from '../state/github-state.ts';
import { mergeability } from './mergeability.ts';
import { mergePull, type MergeOrder } from './merge-pull.ts';
import { branchHead } from './revisions.ts';
import { recordPush } from './workflow-events.ts';

/**
 * Brings the pull requests in line after something changed. Those of a moved branch follow it. Those whose
 * branch is gone or holds nothing new are closed, and those whose commits reached the base count as merged.
 * Those that waited for their requirements are merged when these are met.
 */
export async function settle(
  github: GitHubState,
  repo: Repository,
  change: { readonly movedRefs?: readonly string[] } = {},
): Promise<void> {
  const moved = new Set((change.movedRefs ?? []).map((name) => name.replace('refs/heads/', '')));
  for (const pull of [...repo.pulls.values()]) {
    if (pull.state === 'closed') continue;
    if (moved.has(pull.headRef) || moved.has(pull.baseRef)) await follow(github, repo, pull, moved);
  }
  for (const pull of [...repo.pulls.values()]) await mergeWhenReady(github, repo, pull);
}

async function follow(
  github: GitHubState,
  repo: Repository,
  pull: Pull,
  moved: ReadonlySet<string>,
): Promise<void> {
  const head = await branchHead(repo, pull.headRef);
  const base = await branchHead(repo, pull.baseRef);
  if (head === undefined || base === undefined) return closePull(github, pull);
  const headMoved = head !== pull.headSha;
  if (headMoved) {
    pull.headSha = head;
    pull.baseSha = base;
    pull.updatedAt = github.now();
  }
  if (!(await isAncestor(repo.store, head, base))) return;
  if (moved.has(pull.baseRef) && !headMoved) {
    pull.merged = { at: github.now(), by: repo.owner, commit: base };
  }
  closePull(github, pull);
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

export function closePull(github: GitHubState, pull: Pull): void {
  const now = github.now();
  pull.state = 'closed';
  pull.closedAt = now;
  pull.updatedAt = now;
  pull.autoMerge = undefined;
  pull.queued = false;
}

async function mergeWhenReady(github: GitHubState, repo: Repository, pull: Pull): Promise<void> {
  if (pull.state === 'closed' || (pull.autoMerge === undefined && !pull.queued)) return;
  const { status } = await mergeability(repo, pull);
  if (status !== 'CLEAN' && status !== 'UNSTABLE') return;
  const wish = pull.autoMerge;
  await mergeAndSettle(github, repo, pull, {
    isWorkedOut: true,
    by: wish?.by ?? pull.author,
    method: wish?.method ?? 'merge',
    title: wish?.title,
    message: wish?.message,
  });
}
