import { isAncestor } from '../git/history.ts';
import type { Pull, Repository } from '../state/model.ts';
import type { World } from '../state/world.ts';
import { mergeability } from './mergeability.ts';
import { mergePull, type MergeOrder } from './merge-pull.ts';
import { branchHead } from './revisions.ts';

/**
 * Brings the pull requests in line after something changed: those of a moved branch follow it, those whose branch is
 * gone or holds nothing new are closed, those whose commits reached the base are merged, and those that waited for
 * their requirements are merged by GitHub.
 */
export async function settle(
  world: World,
  repo: Repository,
  change: { readonly movedRefs?: readonly string[] } = {},
): Promise<void> {
  const moved = new Set((change.movedRefs ?? []).map((name) => name.replace('refs/heads/', '')));
  for (const pull of [...repo.pulls.values()]) {
    if (pull.state === 'closed') continue;
    if (moved.has(pull.headRef) || moved.has(pull.baseRef)) await follow(world, repo, pull, moved);
  }
  for (const pull of [...repo.pulls.values()]) await mergeWhenReady(world, repo, pull);
}

async function follow(world: World, repo: Repository, pull: Pull, moved: ReadonlySet<string>): Promise<void> {
  const head = await branchHead(repo, pull.headRef);
  const base = await branchHead(repo, pull.baseRef);
  if (head === undefined || base === undefined) return closePull(world, pull);
  const headMoved = head !== pull.headSha;
  if (headMoved) {
    pull.headSha = head;
    pull.baseSha = base;
    pull.updatedAt = world.now();
  }
  if (!(await isAncestor(repo.store, head, base))) return;
  if (moved.has(pull.baseRef) && !headMoved) {
    pull.merged = { at: world.now(), by: repo.owner, commit: base };
  }
  closePull(world, pull);
}

/** Merges a pull request and brings the others in line. Returns the new head of the base branch. */
export async function mergeAndSettle(
  world: World,
  repo: Repository,
  pull: Pull,
  order: MergeOrder,
): Promise<string> {
  const { commit, movedRefs } = await mergePull(world, repo, pull, order);
  await settle(world, repo, { movedRefs });
  return commit;
}

export function closePull(world: World, pull: Pull): void {
  const now = world.now();
  pull.state = 'closed';
  pull.closedAt = now;
  pull.updatedAt = now;
  pull.autoMerge = undefined;
  pull.queued = false;
}

async function mergeWhenReady(world: World, repo: Repository, pull: Pull): Promise<void> {
  if (pull.state === 'closed' || (pull.autoMerge === undefined && !pull.queued)) return;
  const { status } = await mergeability(repo, pull);
  if (status !== 'CLEAN' && status !== 'UNSTABLE') return;
  const wish = pull.autoMerge;
  await mergeAndSettle(world, repo, pull, {
    by: wish?.by ?? pull.author,
    method: wish?.method ?? 'merge',
    title: wish?.title,
    message: wish?.message,
  });
}
