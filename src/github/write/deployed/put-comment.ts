import { z } from 'zod';
import { explainRefusal } from '../../transport/explain.ts';
import type { Api } from '../../transport/api.ts';
import { ownerAndName, ownerAndRepo, type Operation } from '../../transport/operation.ts';
import { literal } from '../../transport/graphql.ts';
import { settle } from '../../transport/settle.ts';
import type { PullNumber } from '../rewrite-pull.ts';
import { comment, type MarkedComment } from '../write-comment.ts';

const PAGE = 100;
/** So many pages of comments are looked through, newest first. */
const MOST_PAGES = 10;

const pageSchema = z.object({
  repository: z.object({
    pullRequest: z.object({
      comments: z.object({
        pageInfo: z.object({ hasPreviousPage: z.boolean(), startCursor: z.string().nullable() }),
        nodes: z
          .array(
            z
              .object({ databaseId: z.number().nullable(), body: z.string(), viewerDidAuthor: z.boolean() })
              .nullable(),
          )
          .nullable(),
      }),
    }),
  }),
});

/**
 * Puts one comment on a pull request, or brings the one that is there up to date in place. It is found by its
 * marker among what this login wrote: nobody else's comment is touched. Returns whether anything was written.
 */
export async function putComment(api: Api, pull: PullNumber, text: MarkedComment): Promise<boolean> {
  const own = await ownComment(api, pull, text.marker);
  if (own === undefined) {
    await comment(api, pull, text);
    return true;
  }
  if (own.body === text.body) return false;
  const operation = operationOn(pull);
  const route = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';
  const parameters = { ...ownerAndRepo(pull.repository), comment_id: own.id, body: text.body };
  // Doing it twice comes to the same as doing it once.
  const settled = await settle(api, {
    operation,
    request: { kind: 'rest', route, parameters },
    parse: (data) => z.object({ id: z.number() }).safeParse(data).data,
  });
  if (!settled.ok) throw explainRefusal(operation, settled.problem);
  return true;
}

async function ownComment(
  api: Api,
  { repository, number }: PullNumber,
  marker: string,
): Promise<{ readonly id: number; readonly body: string } | undefined> {
  let before = '';
  let oldest: { readonly id: number; readonly body: string } | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = `query ($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { pullRequest(number: ${number}) { comments(last: ${PAGE}${before}) { pageInfo { hasPreviousPage startCursor } nodes { databaseId body viewerDidAuthor } } } } }`;
    const operation = operationOn({ repository, number });
    const { data } = await api.query(operation, query, ownerAndName(repository), pageSchema);
    const { pageInfo, nodes } = data.repository.pullRequest.comments;
    const own = (nodes ?? []).find(
      (node) => node?.viewerDidAuthor === true && node.body.includes(marker) && node.databaseId !== null,
    );
    if (own?.databaseId !== undefined && own.databaseId !== null)
      oldest = { id: own.databaseId, body: own.body };
    if (oldest !== undefined || !pageInfo.hasPreviousPage || pageInfo.startCursor === null) return oldest;
    before = `, before: ${literal(pageInfo.startCursor)}`;
  }
  return oldest;
}

function operationOn({ repository, number }: PullNumber): Operation {
  return {
    doing: `comment on pull request #${number} of ${repository}`,
    repository,
    permission: 'pull-requests: write',
  };
}
