import { isAncestor } from '../git/history.ts';
import { notFound } from '../http/answer.ts';
import type { Pull, Repository } from '../state/model.ts';

/** The pull request of that number, or 404. */
export function requirePull(repo: Repository, number: number): Pull {
  const pull = repo.pulls.get(number);
  if (pull === undefined) throw notFound();
  return pull;
}

/** The open pull request of a branch; into `base`, where that is given. */
export function findOpen(repo: Repository, head: string, base?: string): Pull | undefined {
  return [...repo.pulls.values()].find(
    (pull) => pull.state === 'open' && pull.headRef === head && (base === undefined || pull.baseRef === base),
  );
}

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
