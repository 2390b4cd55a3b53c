import { mergeCommits } from '../git/merge.ts';
import type { Pull, Repository } from '../state/model.ts';
import { shownMergeability } from './mergeability.ts';
import { branchHead } from './revisions.ts';

const last = new WeakMap<Pull, { readonly commits: string; readonly oid: string }>();

/**
 * The commit by which GitHub tests whether an open pull request can be merged (`refs/pull/1/merge`). It is
 * made when somebody asks. Until GitHub has worked it out anew after a push, it is the one from before.
 */
export async function testMerge(repo: Repository, pull: Pull, reader: object): Promise<string | undefined> {
  if (pull.state === 'closed') return undefined;
  const { known, conflict } = await shownMergeability(repo, pull, reader);
  const base = await branchHead(repo, pull.baseRef);
  if (!known || base === undefined) return last.get(pull)?.oid;
  if (conflict) return undefined;
  const commits = `${base} ${pull.headSha}`;
  const made = last.get(pull);
  if (made?.commits === commits) return made.oid;
  const oid = await mergeCommits(repo.store, {
    method: 'merge',
    base,
    head: pull.headSha,
    author: GITHUB,
    committer: GITHUB,
    message: `Merge ${pull.headSha} into ${base}`,
  });
  if (oid !== undefined) last.set(pull, { commits, oid });
  return oid;
}

const GITHUB = { name: 'GitHub', email: 'noreply@github.com', seconds: 0, offset: '+0000' };
