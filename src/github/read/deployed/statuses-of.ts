import { z } from 'zod';
import type { Api } from '../../transport/api.ts';
import { type Operation, ownerAndRepo } from '../../transport/operation.ts';

/** A commit status as it was written once. */
export interface PastStatus {
  readonly state: string;
  readonly description: string;
}

const PAGE = 100;
/** GitHub takes a thousand statuses of a context on a commit. */
const MOST_PAGES = 10;
const pageSchema = z.array(
  z.object({ context: z.string(), state: z.string(), description: z.string().nullable() }),
);

/**
 * Every status that one context ever had on a commit, newest first; undefined where there is no such commit.
 */
export async function statusesOf(
  api: Api,
  repository: string,
  commit: string,
  context: string,
): Promise<readonly PastStatus[] | undefined> {
  const operation: Operation = {
    doing: `read the statuses of ${commit.slice(0, 7)} of ${repository}`,
    repository,
    permission: 'statuses: read',
  };
  const found: PastStatus[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const answer = await api.readPage(operation, {
      route: 'GET /repos/{owner}/{repo}/commits/{ref}/statuses',
      parameters: { ...ownerAndRepo(repository), ref: commit, per_page: PAGE, page },
      schema: pageSchema,
      absent: [404, 422],
    });
    if (answer === undefined) return undefined;
    const own = answer.data.filter((status) => status.context.toLowerCase() === context.toLowerCase());
    found.push(...own.map(({ state, description }) => ({ state, description: description ?? '' })));
    if (answer.data.length < PAGE) break;
  }
  return found;
}
