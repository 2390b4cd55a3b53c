import type { BaseBranch } from '../../environments/base-branches.ts';
import type { GitHub, OpenPull } from '../../github/github.ts';
import { leftComment } from '../../promotion/pull-request/comments.ts';
import type { LeftLane } from '../../promotion/lane/left-lane.ts';
import { isShown, wholeStatus } from '../../promotion/status/commit-status.ts';
import { commentOnce } from '../write/comment-once.ts';
import { stopMerging } from '../write/stop-merging.ts';

/** The open pull request of a lane that is no more. */
export interface LeftPull {
  readonly lane: LeftLane;
  readonly open: OpenPull;
  readonly baseBranch: BaseBranch;
}

/**
 * Leaves the pull request of a lane that is no more to a person: nothing merges it by itself, its status
 * says why, and a comment says what can be done. It is not closed: what it proposes may be wanted, and a
 * first environment would not be asked for it again. Returns whether anything was written.
 */
export async function leaveLane(
  { lane, open, baseBranch: { state, surveyed } }: LeftPull,
  github: GitHub,
  run: string | undefined,
): Promise<boolean> {
  const { fullName: repository, base } = state;
  const pull = { id: open.id, number: open.number };
  const wish = { repository, base: base.branch, pull, head: open.headOid, methods: state.mergeMethods };
  const { changed } = await stopMerging(wish, open.merging, surveyed.viewer, github);
  const status = wholeStatus({ state: 'failed', reason: lane.why, until: undefined }, run);
  const { targetUrl: url, ...said } = status;
  const isTold =
    !isShown(status, open.statuses) &&
    (await github.showStatus({ repository, commit: open.headOid, ...said, url }));
  const isSaid = await commentOnce(github, repository, open, leftComment(lane.why, open.headOid));
  return changed || isTold || isSaid;
}
