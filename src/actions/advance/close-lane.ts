import type { GitHub } from '../../github/github.ts';
import { obsoleteComment } from '../../promotion/pull-request/comments.ts';
import { laneBranch } from '../../promotion/lane/lane.ts';
import { parseMarker, withClosedMark } from '../../promotion/pull-request/marker.ts';
import { commentOnce } from '../../lanes/comment-once.ts';
import type { FinishedLane } from '../../environments/next-step.ts';
import { isReserved, standingOf } from '../../environments/lanes-into.ts';
import type { AdvancedLane } from './report.ts';

/**
 * Closes the open pull request of a lane that has nothing left to do, says why, and deletes its branch, unless there is
 * more on it than Waybill put there. `again` when somebody moved the branch meanwhile.
 */
export async function closeLane(
  aim: FinishedLane,
  dryRun: boolean,
  github: GitHub,
): Promise<AdvancedLane | 'again' | undefined> {
  const { lane, open, place, environment } = aim;
  const standing = standingOf(aim);
  if (open === undefined || standing.kind !== 'ours' || isReserved(standing)) return undefined;
  const { fullName: repository, id: repositoryId } = place.state;
  const branch = laneBranch(lane);
  const upstreams = environment.after.environments.join(', ');
  const reason =
    upstreams === ''
      ? `${environment.name} declares what this pull request proposes.`
      : `${environment.name} declares what ${upstreams} declare${environment.after.environments.length === 1 ? 's' : ''} now, so there is nothing left to promote.`;
  if (!dryRun) {
    const key = parseMarker(open.body)?.key ?? standing.head.oid;
    await commentOnce(github, repository, open, obsoleteComment(reason, key));
    // The branch goes first: GitHub closes a pull request without one, and a run that ends here leaves nothing behind.
    await github.rewritePull({ repository, number: open.number }, { body: withClosedMark(open.body) });
    const move = { repository, repositoryId, branch, before: standing.head.oid, after: undefined };
    if ((await github.moveBranch(move)).kind === 'moved') return 'again';
    await github.rewritePull({ repository, number: open.number }, { state: 'closed' });
  }
  return {
    lane,
    branch,
    outcome: 'closed',
    changed: !dryRun,
    reason,
    pull: { id: open.id, number: open.number, url: open.url },
    head: standing.head.oid,
    proposal: {},
    placed: [],
    files: [],
    errors: [],
    gates: [],
    merge: undefined,
    until: undefined,
  };
}
