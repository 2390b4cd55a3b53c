import { diffTrees } from '../git/diff.ts';
import { countCommits, mergeBase } from '../git/history.ts';
import type { PullFacts } from '../shapes/pull.ts';
import type { Pull, Repository } from '../state/model.ts';
import { mergeability } from './mergeability.ts';

/** Works out what only a look at one pull request tells. */
export async function pullFacts(repo: Repository, pull: Pull): Promise<PullFacts> {
  const fork = await pullFork(repo, pull);
  const [merge, commits, files] = await Promise.all([
    mergeability(repo, pull),
    pullCommits(repo, pull),
    diffTrees(repo.store, fork, pull.headSha),
  ]);
  const closed = pull.state === 'closed';
  return {
    mergeable: closed ? null : !merge.conflict,
    mergeableState: merge.status.toLowerCase(),
    commits,
    files,
  };
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
