import { diffTrees } from '../git/diff.ts';
import type { PullFacts } from '../shapes/pull.ts';
import type { Pull, Repository } from '../state/model.ts';
import { mergeability } from './mergeability.ts';
import { pullCommits, pullFork } from './merge-pull.ts';

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
