import type { Commit } from '../git/commit-format.ts';
import { readRef } from '../git/refs.ts';
import { GitHubRefusal } from '../http/answer.ts';
import type { Repository } from '../state/model.ts';

/** The id of the commit that a text names: a full or short id, a branch, a tag or a full reference. */
export async function resolveCommit(repo: Repository, revision: string): Promise<string | undefined> {
  return (await findCommit(repo, revision))?.oid;
}

export async function findCommit(repo: Repository, revision: string): Promise<Commit | undefined> {
  if (/^[0-9a-f]{40}$/.test(revision)) return repo.store.commit(revision);
  for (const name of [revision, `refs/heads/${revision}`, `refs/tags/${revision}`, `refs/${revision}`]) {
    const ref = await readRef(repo.store, name);
    if (ref !== undefined) return repo.store.commit(ref.oid);
  }
  if (revision === 'HEAD') return findCommit(repo, `refs/heads/${repo.settings.defaultBranch}`);
  if (/^[0-9a-f]{7,39}$/.test(revision)) {
    const object = await repo.store.info(revision);
    if (object?.type === 'commit') return repo.store.commit(object.oid);
  }
  return undefined;
}

export async function branchHead(repo: Repository, branch: string): Promise<string | undefined> {
  return (await readRef(repo.store, `refs/heads/${branch}`))?.oid;
}

/** Whether the repository has no commits at all: most of the git routes then answer 409. */
export async function requireCommits(repo: Repository): Promise<void> {
  if (repo.hasCommits) return;
  if ((await branchHead(repo, repo.settings.defaultBranch)) !== undefined) {
    repo.hasCommits = true;
    return;
  }
  throw new GitHubRefusal(409, 'Git Repository is empty.');
}
