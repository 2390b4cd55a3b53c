import { groupBy } from '../errors/group-by.ts';
import type { BaseCommit, GitHub } from '../github/github.ts';
import type { Since } from '../promotion/advance/environment-state.ts';
import type { CommitStatuses } from '../promotion/gates/question.ts';
import type { BaseBranch } from './base-branches.ts';

/**
 * The commits of a base branch that contain what is declared there since a moment, newest first. With `until`
 * they end before the commit that took it away.
 */
export type StatusReader = (baseBranch: BaseBranch, since: Since, until?: Since) => readonly CommitStatuses[];

/**
 * Reads the statuses of each base branch back to the oldest moment that is asked for: one request for a
 * hundred commits.
 */
export async function readStatuses(
  asked: readonly { readonly baseBranch: BaseBranch; readonly since: Since }[],
  github: GitHub,
): Promise<StatusReader> {
  const histories = new Map<BaseBranch, readonly BaseCommit[]>();
  for (const [baseBranch, moments] of groupBy(asked, (moment) => moment.baseBranch)) {
    const oldest = new Date(Math.min(...moments.map(({ since }) => since.at.getTime())));
    const { fullName, base } = baseBranch.state;
    histories.set(baseBranch, await github.baseHistory(fullName, base.oid, oldest));
  }
  return (baseBranch, since, until) => {
    const commits = containing(histories.get(baseBranch) ?? [], since);
    if (until === undefined) return commits;
    const end = commits.findIndex(({ oid }) => oid === until.commit);
    return end === -1 ? [] : commits.slice(end + 1);
  };
}

/**
 * A base branch goes on from commit to commit, so every one of it from the commit that brought the
 * declaration contains it: a line that was changed in between would have another commit to blame.
 */
function containing(history: readonly BaseCommit[], since: Since): readonly CommitStatuses[] {
  const bringer = history.findIndex(({ oid }) => oid === since.commit);
  if (bringer !== -1) return history.slice(0, bringer + 1);
  return history.filter(({ at }) => at.getTime() >= since.at.getTime());
}
