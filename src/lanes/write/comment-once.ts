import type { GitHub } from '../../github/github.ts';
import type { Comment } from '../../promotion/pull-request/comments.ts';
import type { LanePull } from '../../promotion/lane/lane.ts';

/** Comments on a pull request unless the same was said before. Returns whether it was said now. */
export async function commentOnce(
  github: Pick<GitHub, 'comment'>,
  repository: string,
  pull: LanePull,
  comment: Comment,
): Promise<boolean> {
  if (isSaid(pull, comment)) return false;
  await github.comment({ repository, number: pull.number }, comment);
  return true;
}

/** Whether the pull request has this comment. */
export function isSaid({ comments }: LanePull, { marker }: Comment): boolean {
  return comments.some((body) => body.includes(marker));
}
