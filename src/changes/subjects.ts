import { WaybillError } from '../errors/waybill-error.ts';
import type { GitHub, ProposedPull, RepositoryState } from '../github/github.ts';
import type { PresentStatus } from '../promotion/status/commit-status.ts';
import type { VerifyRequest } from './request.ts';

/** A commit to judge, and the pull request that it belongs to. */
export interface Subject {
  readonly pull: ProposedPull;
  /** The branch that it is to be merged into, at the commit that it is compared with. */
  readonly base: { readonly branch: string; readonly oid: string };
  /** The commit that gets the status: the head of the pull request, or that of a merge group. */
  readonly commit: string;
  readonly present: readonly PresentStatus[];
}

/**
 * The commits that a run judges. Of all open pull requests those into the given branches; what was merged or
 * closed meanwhile needs no verdict any more.
 */
export async function subjectsOf(
  { subject, pullsOf }: VerifyRequest,
  bases: readonly RepositoryState[],
  github: GitHub,
): Promise<readonly Subject[]> {
  switch (subject.kind) {
    case 'all': {
      const pulls = await github.proposedPulls(pullsOf);
      return pulls.flatMap((pull) => {
        const base = bases.find((state) => state.base.branch === pull.base);
        return base === undefined ? [] : [ofPull(pull, base.base.oid)];
      });
    }
    case 'pull': {
      const pull = await github.proposedPull(pullsOf, subject.number);
      if (pull === undefined) return [];
      return [ofPull(pull, await baseOf(pull.base, pullsOf, bases, github))];
    }
    case 'group': {
      const pull = await github.proposedPull(pullsOf, subject.number);
      if (pull === undefined) throw notOpen(subject.number, pullsOf);
      const { base: branch, onto: oid, commit } = subject;
      return [{ pull, base: { branch, oid }, commit, present: [] }];
    }
  }
}

function ofPull(pull: ProposedPull, oid: string): Subject {
  const present = pull.head?.statuses ?? [];
  return { pull, base: { branch: pull.base, oid }, commit: pull.headOid, present };
}

async function baseOf(
  branch: string,
  repository: string,
  bases: readonly RepositoryState[],
  github: GitHub,
): Promise<string> {
  const known = bases.find((state) => state.base.branch === branch);
  return (known ?? (await github.readRepository(repository, branch))).base.oid;
}

/** A merge group waits for its status for ever, so it is an error and not nothing to do. */
function notOpen(number: number, repository: string): WaybillError {
  return new WaybillError(
    'GITHUB_REFUSED',
    `${repository} has no open pull request #${number}, which the merge group names`,
    { hint: 'Take it out of the merge queue and put it in again.' },
  );
}
