import { z } from 'zod';
import { LANE_PREFIX, type LaneHead, type LanePull } from '../../promotion/lane/lane.ts';
import type { Api } from '../transport/api.ts';
import { literal, nodes, present } from '../transport/graphql.ts';
import { headOf, headSchema, lanePull, pullFields, pullSchema } from './lane-fields.ts';
import { type MergeFacts, mergeFactsOf, mergeFields, mergeShape } from './merge-facts.ts';
import { type Operation, ownerAndName } from '../transport/operation.ts';

/** A commit status as it is shown. */
export interface StatusContext {
  readonly context: string;
  readonly state: 'success' | 'pending' | 'failure' | 'error';
  readonly description: string;
  readonly url: string | undefined;
}

interface PullReview {
  readonly login: string;
  readonly person: boolean;
  readonly state: string;
  /** The head that was reviewed. */
  readonly commit: string | undefined;
}

/** An open pull request of a lane with everything that a scheduled run needs to judge it. */
export interface OpenPull extends LanePull {
  readonly branch: string;
  readonly base: string;
  readonly head: LaneHead | undefined;
  readonly author: string | undefined;
  /** What it changes: the paths, the first hundred of `count`. */
  readonly changes: { readonly count: number; readonly paths: readonly string[] };
  readonly merging: MergeFacts;
  readonly reviews: readonly PullReview[];
  /** The statuses of the head. */
  readonly statuses: readonly StatusContext[];
}

/** Nodes with many connections each: fewer than GitHub's hundred would only cost more requests. */
const PAGE = 100;

/** The field of a repository that lists its open pull requests into a base branch. */
export function openPullsField(base: string, after?: string): string {
  const cursor = after === undefined ? '' : `, after: ${literal(after)}`;
  return `pullRequests(states: [OPEN], baseRefName: ${literal(base)}, first: ${PAGE}, orderBy: { field: CREATED_AT, direction: ASC }${cursor}) {
    pageInfo { hasNextPage endCursor }
    nodes { ${pullFields} baseRefName ${mergeFields} author { login }
      files(first: 100) { totalCount nodes { path } }
      opinions: reviews(last: 50) { nodes { state author { __typename login } commit { oid } } }
      headRef { target { oid ... on Commit { message tree { oid } parents(first: 2) { nodes { oid } } status { contexts { context state description targetUrl } } } } }
    }
  }`;
}

const statusSchema = z.object({
  context: z.string(),
  state: z.enum(['ERROR', 'EXPECTED', 'FAILURE', 'PENDING', 'SUCCESS']),
  description: z.string().nullable(),
  targetUrl: z.string().nullable(),
});

export const contextsSchema = z.object({ contexts: z.array(statusSchema) }).nullable();

const openPullSchema = pullSchema.extend({
  baseRefName: z.string(),
  ...mergeShape,
  author: z.object({ login: z.string() }).nullable(),
  files: z
    .object({ totalCount: z.number(), nodes: z.array(z.object({ path: z.string() }).nullable()).nullable() })
    .nullable(),
  opinions: nodes(
    z.object({
      state: z.string(),
      author: z.object({ __typename: z.string(), login: z.string() }).nullable(),
      commit: z.object({ oid: z.string() }).nullable(),
    }),
  ),
  headRef: headSchema,
});

const headStatusSchema = z.object({ target: z.object({ status: contextsSchema }) });

export const openPullsSchema = z.object({
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  nodes: z.array(z.unknown()).nullable(),
});

/**
 * Those of a page that are from branches of lanes of this repository. A fork's branch of the same name is not
 * ours.
 */
export function openLanePulls(page: z.infer<typeof openPullsSchema>): readonly OpenPull[] {
  return (page.nodes ?? []).flatMap((node) => {
    const pull = openPullSchema.safeParse(node).data;
    if (pull === undefined || pull.isCrossRepository || !pull.headRefName.startsWith(LANE_PREFIX)) return [];
    return [openPull(pull, node)];
  });
}

/** The pages after the first one: a repository with more than a hundred open pull requests. */
export async function furtherPulls(
  api: Api,
  repository: string,
  base: string,
  first: z.infer<typeof openPullsSchema>,
): Promise<readonly OpenPull[]> {
  const operation: Operation = {
    doing: `list the pull requests of ${repository}`,
    repository,
    permission: 'pull-requests: read',
  };
  const found: OpenPull[] = [];
  const schema = z.object({ repository: z.object({ openPulls: openPullsSchema }) });
  let page = first;
  while (page.pageInfo.hasNextPage && page.pageInfo.endCursor !== null) {
    const fields = `openPulls: ${openPullsField(base, page.pageInfo.endCursor)}`;
    const query = `query ($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { ${fields} } }`;
    const { data } = await api.query(operation, query, ownerAndName(repository), schema);
    page = data.repository.openPulls;
    found.push(...openLanePulls(page));
  }
  return found;
}

function openPull(pull: z.infer<typeof openPullSchema>, node: unknown): OpenPull {
  const { headRef } = z.object({ headRef: headStatusSchema }).safeParse(node).data ?? {};
  return {
    ...lanePull(pull),
    branch: pull.headRefName,
    base: pull.baseRefName,
    head: headOf(pull.headRef),
    author: pull.author?.login,
    changes: { count: pull.files?.totalCount ?? 0, paths: present(pull.files).map(({ path }) => path) },
    merging: mergeFactsOf(pull),
    reviews: present(pull.opinions).flatMap(({ state, author, commit }) =>
      author === null
        ? []
        : [{ login: author.login, person: author.__typename === 'User', state, commit: commit?.oid }],
    ),
    statuses: statusesOf(headRef?.target.status ?? null),
  };
}

/** Commit statuses from their fields; `EXPECTED` is one that nobody has set yet. */
export function statusesOf(status: z.infer<typeof contextsSchema>): readonly StatusContext[] {
  return (status?.contexts ?? []).map(({ context, state, description, targetUrl }) => ({
    context,
    state: STATES[state],
    description: description ?? '',
    url: targetUrl ?? undefined,
  }));
}

const STATES = {
  ERROR: 'error',
  EXPECTED: 'pending',
  FAILURE: 'failure',
  PENDING: 'pending',
  SUCCESS: 'success',
} as const;
