import { isReserved, standingOf } from '../../../environments/lanes/lane-places.ts';
import type { GitHub } from '../../../github/github.ts';
import type { Carried } from '../../../lanes/lane-report.ts';
import { commentOnce } from '../../../lanes/write/comment-once.ts';
import { presentBranch } from '../../../promotion/lane/lane.ts';
import { obsoleteComment } from '../../../promotion/pull-request/comments.ts';
import { parseMarker, withClosedMark } from '../../../promotion/pull-request/marker.ts';
import type { FinishedLane } from './lane-step.ts';
import { type AdvancedLane, bareReport } from '../report.ts';

/**
 * Closes the open pull request of a lane that has nothing left to do, says why, and deletes its branch,
 * unless there is more on it than Waybill put there. Undefined when there is nothing of ours to close.
 */
export async function closeLane(
  step: FinishedLane,
  dryRun: boolean,
  github: GitHub,
): Promise<Carried<AdvancedLane> | undefined> {
  const { lane, open, baseBranch, environment } = step;
  const standing = standingOf(step);
  if (open === undefined || standing.kind !== 'ours' || isReserved(standing)) return undefined;
  const { fullName: repository, id: repositoryId } = baseBranch.state;
  const upstreams = environment.after.environments.join(', ');
  const reason =
    upstreams === ''
      ? `${environment.name} declares what this pull request proposes.`
      : `${environment.name} declares what ${upstreams} declare${environment.after.environments.length === 1 ? 's' : ''} now, so there is nothing left to promote.`;
  if (!dryRun) {
    const key = parseMarker(open.body)?.key ?? standing.head.oid;
    await commentOnce(github, repository, open, obsoleteComment(reason, key));
    // The branch goes first, and GitHub then closes its pull request. A run that ends in between leaves
    // nothing behind.
    await github.rewritePull({ repository, number: open.number }, { body: withClosedMark(open.body) });
    const move = { branch: presentBranch(lane), before: standing.head.oid, after: undefined };
    const moved = await github.moveBranch({ repository, repositoryId, ...move });
    if (moved.kind === 'moved') return { kind: 'moved' };
    await github.rewritePull({ repository, number: open.number }, { state: 'closed' });
  }
  const report = { ...bareReport(step), outcome: 'closed' as const, changed: !dryRun, reason };
  return { kind: 'done', report: { ...report, head: standing.head.oid } };
}
