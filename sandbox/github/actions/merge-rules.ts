import type { MergeKind } from '../git/merge.ts';
import { GitHubRefusal } from '../http/answer.ts';
import type { Protection, Pull, Repository } from '../state/model.ts';
import { isWorkedOut, workOut } from './mergeability.ts';

const COMMITS = { merge: 'Merge commits', squash: 'Squash merges', rebase: 'Rebase merges' } as const;

/** Throws for a method that the settings of the repository switch off. */
export function refuseMethodOfRepository(repo: Repository, method: MergeKind): void {
  if (repo.settings.mergeMethods.includes(method)) return;
  throw new GitHubRefusal(405, `${COMMITS[method]} are not allowed on this repository.`);
}

/** Throws for a method that a rule of the branch forbids although the repository allows it. */
export function refuseMethodOfBranch(rule: Protection | undefined, method: MergeKind): void {
  if (rule === undefined) return;
  if (rule.linearHistory && method === 'merge')
    throw violation('This branch must not contain merge commits.');
  if (rule.mergeMethods === undefined || rule.mergeMethods.includes(method)) return;
  throw violation(`${COMMITS[method]} are not allowed on this branch.`);
}

/**
 * After a merge into the same base, a pull request is refused once: GitHub has not worked it out against the
 * new head yet. Nobody has to have pushed for that. Whoever asked about it since, or comes again, is let
 * through.
 */
export async function refuseHurry(repo: Repository, pull: Pull, base: string): Promise<void> {
  if (repo.mergedInto.get(pull.baseRef) !== base || pull.baseSha === base) return;
  if (await isWorkedOut(repo, pull)) return;
  await workOut(repo, pull);
  throw new GitHubRefusal(405, 'Base branch was modified. Review and try the merge again.');
}

function violation(words: string): GitHubRefusal {
  return new GitHubRefusal(405, `Repository rule violations found\n\n${words}`);
}
