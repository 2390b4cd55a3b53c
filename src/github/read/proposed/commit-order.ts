import { z } from 'zod';
import { errorsOf } from '../../../errors/waybill-error.ts';
import type { Api } from '../../transport/api.ts';
import { type Operation, ownerAndRepo } from '../../transport/operation.ts';

/**
 * How a commit stands to another one, by git and not by dates.
 *
 * - `after`: the other one is among its ancestors; `before`: it is among those of the other one
 * - `apart`: neither has the other
 * - `unread`: GitHub does not say, and `why` is the rest of a sentence
 */
export type CommitOrder =
  | { readonly kind: 'same' | 'after' | 'before' | 'apart' }
  | { readonly kind: 'unread'; readonly why: string };

/** Two commits of one repository. */
export interface OrderedCommits {
  /** `owner/name`. */
  readonly repository: string;
  readonly commit: string;
  readonly other: string;
}

const ORDERS = { identical: 'same', ahead: 'after', behind: 'before', diverged: 'apart' } as const;
const schema = z.object({ status: z.enum(['identical', 'ahead', 'behind', 'diverged']) });

/**
 * How `commit` stands to `other`: one request, also where nobody has the history here. A repository that this
 * token cannot read, or that lost one of the commits, is no error.
 */
export async function commitOrder(
  api: Api,
  { repository, commit, other }: OrderedCommits,
): Promise<CommitOrder> {
  if (commit === other) return { kind: 'same' };
  const operation: Operation = {
    doing: `compare ${other.slice(0, 7)} with ${commit.slice(0, 7)} in ${repository}`,
    repository,
    permission: 'contents: read',
  };
  // Only the first page lists files, and nobody asks for them here.
  const parameters = {
    ...ownerAndRepo(repository),
    basehead: `${other}...${commit}`,
    ...{ per_page: 1, page: 2 },
  };
  try {
    const { status } = await api.read(
      operation,
      'GET /repos/{owner}/{repo}/compare/{basehead}',
      parameters,
      schema,
    );
    return { kind: ORDERS[status] };
  } catch (thrown) {
    const [error] = errorsOf(thrown);
    if (error === undefined || error.party === 'bug') throw thrown;
    if (error.code !== 'REPOSITORY_NOT_FOUND' && error.code !== 'PERMISSION_MISSING')
      return { kind: 'unread', why: `${repository} could not be read: ${error.message}` };
    const why = `this token cannot read ${repository}, or ${repository} has lost one of the two commits`;
    return { kind: 'unread', why };
  }
}
