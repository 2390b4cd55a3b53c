import { type ErrorCode, errorsOf, WaybillError } from '../../errors/waybill-error.ts';
import { resultOf } from '../../errors/go-on.ts';
import type { Api } from '../transport/api.ts';
import { type BranchMove, moveBranch } from './move-branch.ts';
import type { NewPull } from './open-pull.ts';

/** GitHub said no: there is no pull request, and the same request comes to nothing again. */
const REFUSED: ReadonlySet<ErrorCode> = new Set([
  'PERMISSION_MISSING',
  'REPOSITORY_NOT_FOUND',
  'REPOSITORY_READ_ONLY',
  'PROPOSAL_REJECTED',
  'GITHUB_REFUSED',
]);

/**
 * The error of a pull request that could not be opened, after what became of its branch. A branch that this
 * run made is deleted again where GitHub plainly refused. Where it is not known whether the pull request is
 * there, or the branch cannot be deleted, the error names the branch.
 */
export async function withoutOrphan(
  api: Api,
  pull: NewPull,
  move: BranchMove | undefined,
  thrown: unknown,
): Promise<unknown> {
  const [error, another] = errorsOf(thrown);
  if (error === undefined || another !== undefined || error.party === 'bug') return thrown;
  const isOurs = move !== undefined && move.before === undefined;
  if (isOurs && REFUSED.has(error.code)) {
    const back = await resultOf(() => moveBranch(api, { ...move, before: move.after, after: undefined }));
    if (back.ok) return error;
  }
  const { code, message, hint = '', cause, location } = error;
  return new WaybillError(code, `${message}. The branch ${pull.branch} is there without a pull request`, {
    cause,
    ...(location === undefined ? {} : { location }),
    hint: `${hint} The next run goes on from the branch; delete it if nobody needs it.`.trim(),
  });
}
