import { z } from 'zod';
import type { Api } from '../../transport/api.ts';
import { literal, nodes, present } from '../../transport/graphql.ts';
import { type Operation, ownerAndName } from '../../transport/operation.ts';
import { type StatusContext, contextsSchema, statusesOf, statusField } from '../proposed/status-contexts.ts';

/** A commit of a base branch with the statuses that others put on it. */
export interface BaseCommit {
  readonly oid: string;
  readonly url: string;
  readonly at: Date;
  readonly statuses: readonly StatusContext[];
}

const PAGE = 100;
/** So far back a status is looked for. */
const MOST_PAGES = 5;

const historySchema = z.object({
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  nodes: z
    .array(
      z
        .object({
          oid: z.string(),
          url: z.string(),
          committedDate: z.string(),
          parents: nodes(z.object({ oid: z.string() })),
          status: contextsSchema,
        })
        .nullable(),
    )
    .nullable(),
});

/**
 * The commits that a base branch pointed to one after the other, newest first, back to `since`: the first
 * parents only, because commits that a merge brought were never deployed. One request for every hundred
 * commits.
 */
export async function baseHistory(
  api: Api,
  repository: string,
  head: string,
  since: Date,
): Promise<readonly BaseCommit[]> {
  const operation: Operation = {
    doing: `read the commit statuses of ${repository}`,
    repository,
    permission: 'statuses: read',
  };
  const schema = z.object({
    repository: z.object({ object: z.object({ history: historySchema }).nullable() }),
  });
  const chain: BaseCommit[] = [];
  let next: string | undefined = head;
  let after: string | null = null;
  for (let page = 0; page < MOST_PAGES && next !== undefined; page += 1) {
    const cursor: string = after === null ? '' : `, after: ${literal(after)}`;
    const query = `query ($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { object(oid: ${literal(head)}) { ... on Commit { history(first: ${PAGE}${cursor}) { pageInfo { hasNextPage endCursor } nodes { oid url committedDate parents(first: 1) { nodes { oid } } ${statusField} } } } } } }`;
    const { data } = await api.query(operation, query, ownerAndName(repository), schema);
    const history: z.infer<typeof historySchema> | undefined = data.repository.object?.history;
    for (const node of history?.nodes ?? []) {
      if (node === null || node.oid !== next) continue;
      const at = new Date(node.committedDate);
      chain.push({ oid: node.oid, url: node.url, at, statuses: statusesOf(node.status) });
      next = present(node.parents)[0]?.oid;
      // One commit more than was asked for: the dates of a merge and of its commit can differ by a second.
      if (at.getTime() < since.getTime()) return chain;
    }
    after = history?.pageInfo.endCursor ?? null;
    if (history?.pageInfo.hasNextPage !== true) break;
  }
  return chain;
}
