import type { SourceCommit } from '../../../promotion/pull-request/source-commit.ts';
import type { History } from './history.ts';

/**
 * What each side has and the other has not. Both lists are in the order of time, so where one side contains
 * the other, a shared commit that was read on the longer side was read on the shorter one too: the difference
 * is exact. Beyond the last shared commit of lists that were cut, nothing is claimed.
 */
export function difference(
  from: History,
  to: History,
): { added: readonly SourceCommit[]; removed: readonly SourceCommit[]; more: boolean } {
  const inFrom = new Set(from.commits.map((commit) => commit.oid));
  const inTo = new Set(to.commits.map((commit) => commit.oid));
  const disjoint = !to.commits.some((commit) => inFrom.has(commit.oid));
  if (disjoint && to.more) return { added: to.commits, removed: [], more: true };
  if (disjoint && from.more) return { added: [], removed: from.commits, more: true };
  const added = to.commits.filter((commit) => !inFrom.has(commit.oid));
  const removed = from.commits.filter((commit) => !inTo.has(commit.oid));
  return {
    added: from.more && to.more ? before(added, to, inFrom) : added,
    removed: from.more && to.more ? before(removed, from, inTo) : removed,
    more: false,
  };
}

/** Those of `commits` that come before the last commit that the other side has as well. */
function before(
  commits: readonly SourceCommit[],
  side: History,
  other: ReadonlySet<string>,
): readonly SourceCommit[] {
  const last = side.commits.findLastIndex((commit) => other.has(commit.oid));
  return commits.filter((commit) => side.commits.indexOf(commit) < last);
}
