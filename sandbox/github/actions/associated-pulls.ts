import { isAncestor } from '../git/history.ts';
import type { Pull, Repository } from '../state/model.ts';

/** The pull requests that brought a commit, or that would bring it. */
export async function associatedPulls(repo: Repository, oid: string): Promise<Pull[]> {
  const found: Pull[] = [];
  for (const pull of repo.pulls.values()) {
    const brought = pull.merged?.commit === oid || pull.headSha === oid;
    if (brought || (await isOwnCommit(repo, pull, oid))) found.push(pull);
  }
  return found;
}

async function isOwnCommit(repo: Repository, pull: Pull, oid: string): Promise<boolean> {
  if (pull.state === 'closed' && pull.merged === undefined) return false;
  return (
    (await isAncestor(repo.store, oid, pull.headSha)) && !(await isAncestor(repo.store, oid, pull.baseSha))
  );
}
