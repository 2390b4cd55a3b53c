import { z } from 'zod';
import { LANE_PREFIX, type LaneHead, type LanePull, type PullFromBranch } from '../../promotion/lane/lane.ts';
import { PAUSE_PREFIX } from '../../promotion/pause/pause-file.ts';
import type { PresentStatus } from '../../promotion/status/commit-status.ts';
import type { Api } from '../transport/api.ts';
import { literal, present } from '../transport/graphql.ts';
import { askForAll, part, type QueryPart } from './ask-for-many.ts';
import { headFields, headOf, headSchema, lanePull, pullFields, pullSchema } from './lane-fields.ts';
import { type MergeFacts, mergeFactsOf, mergeFields, mergeShape } from './merge-facts.ts';
import type { Operation } from '../transport/operation.ts';
import { opinionsField, opinionsSchema, type PullReview, reviewsOf } from './proposed/opinions.ts';

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
  readonly statuses: readonly PresentStatus[];
  /** Every open pull request from its branch: itself, and any into another base. */
  readonly openFrom: readonly PullFromBranch[];
}

/** Pull requests of a thin list, which costs GitHub next to nothing. */
const PAGE = 100;
/** Pull requests whose details are asked for at once: each has hundreds of nodes. */
const DETAILS = 20;

/**
 * The field of a repository that lists which pull requests are open, into whatever base, and little of each.
 * It asks whether they can be merged, so that GitHub works that out until the details are read.
 */
export function openPullsField(after?: string): string {
  const cursor = after === undefined ? '' : `, after: ${literal(after)}`;
  return `pullRequests(states: [OPEN], first: ${PAGE}, orderBy: { field: CREATED_AT, direction: ASC }${cursor}) {
    pageInfo { hasNextPage endCursor }
    nodes { number url headRefName headRefOid baseRefName isCrossRepository mergeable }
  }`;
}

const DETAIL_FIELDS = `${pullFields} baseRefName ${mergeFields} author { login }
      files(first: 100) { totalCount nodes { path } }
      opinions: ${opinionsField}
      headRef { ${headFields} }`;

const openPullSchema = pullSchema.extend({
  baseRefName: z.string(),
  ...mergeShape,
  author: z.object({ login: z.string() }).nullable(),
  files: z
    .object({ totalCount: z.number(), nodes: z.array(z.object({ path: z.string() }).nullable()).nullable() })
    .nullable(),
  opinions: opinionsSchema,
  headRef: headSchema,
});

/** A pull request that is missing from the list is no answer: it could be that of a lane. */
export const openPullsSchema = z.object({
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  nodes: z.array(
    z.object({
      number: z.number(),
      url: z.string(),
      headRefName: z.string(),
      headRefOid: z.string(),
      baseRefName: z.string(),
      isCrossRepository: z.boolean(),
    }),
  ),
});

type Page = z.infer<typeof openPullsSchema>;

/** The open pull requests of Waybill into a base branch, oldest first. */
export interface OpenPulls {
  readonly lanes: readonly OpenPull[];
  /** Those that pause an environment, or end that. */
  readonly pauses: readonly PausePull[];
}

/** An open pull request that pauses an environment: of it only the head is read. */
export interface PausePull {
  readonly number: number;
  readonly url: string;
  readonly branch: string;
  readonly headOid: string;
}

/**
 * The open pull requests of lanes with everything that is read of them, and those that pause. None where the
 * first page lists none, otherwise one request for twenty. Those from branches of this repository count; a
 * fork's branch of the same name is not ours. Throws where GitHub does not answer for one of them.
 */
export async function readOpenPulls(
  api: Api,
  repository: string,
  base: string,
  first: Page,
): Promise<OpenPulls> {
  const operation: Operation = {
    doing: `read the open pull requests of ${repository}`,
    repository,
    permission: 'pull-requests: read',
  };
  const pages = [first, ...(await furtherPages(api, operation, first))];
  const own = pages.flatMap((page) => page.nodes).filter((pull) => !pull.isCrossRepository);
  const lanes = own.filter(({ headRefName }) => headRefName.startsWith(LANE_PREFIX));
  return {
    lanes: await readDetails(api, operation, base, lanes),
    pauses: own
      .filter(({ headRefName, baseRefName }) => headRefName.startsWith(PAUSE_PREFIX) && baseRefName === base)
      .map(({ number, url, headRefName: branch, headRefOid: headOid }) => ({ number, url, branch, headOid })),
  };
}

async function readDetails(
  api: Api,
  operation: Operation,
  base: string,
  listed: Page['nodes'],
): Promise<readonly OpenPull[]> {
  const parts = listed
    .filter(({ baseRefName }) => baseRefName === base)
    .map(({ number }) => part(`pullRequest(number: ${number}) { ${DETAIL_FIELDS} }`, detailsSchema));
  const pulls = await askForAll(api, { operation, atOnce: DETAILS }, parts);
  // One that was merged or closed since the list was made is not open any more.
  return pulls
    .filter(({ state }) => state === 'open')
    .map((pull) => ({ ...pull, openFrom: openFrom(pull.branch, listed) }));
}

function openFrom(branch: string, listed: Page['nodes']): readonly PullFromBranch[] {
  return listed
    .filter(({ headRefName }) => headRefName === branch)
    .map(({ number, url, baseRefName }) => ({ number, url, base: baseRefName, paths: [] }));
}

const detailsSchema = z.unknown().transform((node, context) => {
  const pull = openPullSchema.safeParse(node);
  if (pull.success) return openPull(pull.data);
  context.addIssue({ code: 'custom', message: 'not a pull request' });
  return z.NEVER;
});

/** The pages after the first one: a repository with more than a hundred open pull requests. */
async function furtherPages(api: Api, operation: Operation, first: Page): Promise<readonly Page[]> {
  const pages: Page[] = [];
  let page: Page | undefined = first;
  while (page !== undefined && page.pageInfo.hasNextPage && page.pageInfo.endCursor !== null) {
    const next: QueryPart<Page> = part(openPullsField(page.pageInfo.endCursor), openPullsSchema);
    [page] = await askForAll<Page>(api, { operation, atOnce: 1 }, [next]);
    if (page !== undefined) pages.push(page);
  }
  return pages;
}

function openPull(pull: z.infer<typeof openPullSchema>): Omit<OpenPull, 'openFrom'> {
  const head = headOf(pull.headRef);
  return {
    ...lanePull(pull),
    branch: pull.headRefName,
    base: pull.baseRefName,
    head,
    author: pull.author?.login,
    changes: { count: pull.files?.totalCount ?? 0, paths: present(pull.files).map(({ path }) => path) },
    merging: mergeFactsOf(pull),
    reviews: reviewsOf(pull.opinions),
    statuses: head?.statuses ?? [],
  };
}
