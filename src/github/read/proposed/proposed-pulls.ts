import { z } from 'zod';
import type { LaneHead } from '../../../promotion/lane/lane.ts';
import type { Api } from '../../transport/api.ts';
import { literal, nodes, present } from '../../transport/graphql.ts';
import { type Operation, ownerAndName } from '../../transport/operation.ts';
import { commitFields, commitSchema, headOf } from '../lane-fields.ts';
import { opinionsField, opinionsSchema, type PullReview, reviewsOf } from './opinions.ts';

/** An open pull request, whosever it is, with what is needed to judge it. */
export interface ProposedPull {
  readonly number: number;
  readonly url: string;
  readonly base: string;
  /** The name of its branch. In a fork it can have any name. */
  readonly branch: string;
  readonly isFork: boolean;
  readonly author: string | undefined;
  readonly headOid: string;
  /** The commit at its head, with its statuses. */
  readonly head: LaneHead | undefined;
  readonly reviews: readonly PullReview[];
}

const FIELDS = `number url state baseRefName headRefName headRefOid isCrossRepository author { login }
  opinions: ${opinionsField} commits(last: 1) { nodes { commit { ${commitFields} } } }`;
const PAGE = 50;

const pullSchema = z.object({
  number: z.number(),
  url: z.string(),
  state: z.enum(['OPEN', 'CLOSED', 'MERGED']),
  baseRefName: z.string(),
  headRefName: z.string(),
  headRefOid: z.string(),
  isCrossRepository: z.boolean(),
  author: z.object({ login: z.string() }).nullable(),
  opinions: opinionsSchema,
  commits: nodes(z.object({ commit: commitSchema })),
});

/** Reads one pull request. Undefined when there is none of that number, or it is not open any more. */
export async function proposedPull(
  api: Api,
  repository: string,
  number: number,
): Promise<ProposedPull | undefined> {
  const query = `query ($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { pullRequest(number: ${number}) { ${FIELDS} } } }`;
  const schema = z.object({ repository: z.object({ pullRequest: pullSchema.nullable() }) });
  const { data } = await api.query(operationOn(repository), query, ownerAndName(repository), schema);
  const pull = data.repository.pullRequest;
  return pull === null || pull.state !== 'OPEN' ? undefined : proposed(pull);
}

/** Reads every open pull request into any branch, oldest first: one request for fifty. */
export async function proposedPulls(api: Api, repository: string): Promise<readonly ProposedPull[]> {
  const page = z.object({
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    nodes: z.array(pullSchema.nullable()).nullable(),
  });
  const schema = z.object({ repository: z.object({ pullRequests: page }) });
  const found: ProposedPull[] = [];
  for (let after: string | null = ''; after !== null;) {
    const cursor: string = after === '' ? '' : `, after: ${literal(after)}`;
    const query = `query ($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { pullRequests(states: [OPEN], first: ${PAGE}, orderBy: { field: CREATED_AT, direction: ASC }${cursor}) { pageInfo { hasNextPage endCursor } nodes { ${FIELDS} } } } }`;
    const { data } = await api.query(operationOn(repository), query, ownerAndName(repository), schema);
    const { pageInfo, nodes: pulls }: z.infer<typeof page> = data.repository.pullRequests;
    found.push(...(pulls ?? []).flatMap((pull) => (pull === null ? [] : [proposed(pull)])));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  }
  return found;
}

function proposed(pull: z.infer<typeof pullSchema>): ProposedPull {
  const head = headOf({ target: present(pull.commits)[0]?.commit ?? null });
  return {
    number: pull.number,
    url: pull.url,
    base: pull.baseRefName,
    branch: pull.headRefName,
    isFork: pull.isCrossRepository,
    author: pull.author?.login,
    headOid: pull.headRefOid,
    head: head?.oid === pull.headRefOid ? head : undefined,
    reviews: reviewsOf(pull.opinions),
  };
}

function operationOn(repository: string): Operation {
  return {
    doing: `read pull requests of ${repository}`,
    repository,
    permission: 'pull-requests: read',
  };
}
