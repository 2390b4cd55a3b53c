import { diffTrees, type FileDiff } from '../git/diff.ts';
import { countCommits, mergeBase } from '../git/history.ts';
import type { PullFacts } from '../shapes/pull.ts';
import type { Pull, Repository } from '../state/model.ts';
import { shownMergeability } from './mergeability.ts';

/**
 * Works out what only a look at one pull request tells. `reader` is the request that looks; the one that
 * opens a pull request does not.
 */
export async function pullFacts(
  repo: Repository,
  pull: Pull,
  reader: object | undefined,
): Promise<PullFacts> {
  const [merge, commits, files] = await Promise.all([
    reader === undefined ? NOT_KNOWN : shownMergeability(repo, pull, reader),
    pullCommits(repo, pull),
    pullFiles(repo, pull),
  ]);
  return {
    mergeable: merge.known ? !merge.conflict : null,
    mergeableState: merge.status.toLowerCase(),
    commits,
    files,
  };
}

const NOT_KNOWN = { known: false, conflict: false, status: 'UNKNOWN' } as const;

/** What a pull request changes. */
export async function pullFiles(repo: Repository, pull: Pull): Promise<readonly FileDiff[]> {
  return diffTrees(repo.store, await pullFork(repo, pull), pull.headSha);
}

/** How many commits a pull request brings. */
async function pullCommits(repo: Repository, pull: Pull): Promise<number> {
  const base = await pullFork(repo, pull);
  return countCommits(repo.store, pull.headSha, base === undefined ? {} : { without: [base] });
}

/** Where a pull request's branch left its base. */
export async function pullFork(repo: Repository, pull: Pull): Promise<string | undefined> {
  return mergeBase(repo.store, pull.baseSha, pull.headSha);
}
