import { z } from 'zod';
import type { LaneHead, LanePull, LaneState, PullFromBranch } from '../../promotion/lane/lane.ts';
import { literal, nodes, present } from '../transport/graphql.ts';
import type { QueryPart } from './ask-for-many.ts';
import { contextsSchema, statusesOf, statusField } from './proposed/status-contexts.ts';

/** What is read of the commit at the head of a lane. */
export const commitFields = `oid message tree { oid } parents(first: 2) { nodes { oid } } ${statusField}`;

/** What is read of a branch of a lane. */
export const headFields = `target { oid ... on Commit { ${commitFields} } }`;

/** Whether GitHub can merge a pull request, and the commit by which it tried. */
export const mergeResultFields = 'mergeable potentialMergeCommit { oid parents(first: 2) { nodes { oid } } }';

/** What is read of a pull request of a lane. */
export const pullFields = `
  id number url state headRefOid headRefName isCrossRepository title body ${mergeResultFields}
  labels(first: 50) { nodes { name } }
  reviewRequests(first: 50) { nodes { requestedReviewer { __typename ... on User { login } ... on Bot { login } ... on Mannequin { login } ... on Team { combinedSlug } } } }
  reviews(last: 50) { nodes { author { login } } }
  autoMergeRequest { enabledBy { login } } isInMergeQueue
  comments(last: 30) { nodes { body } }
  commits(last: 1) { nodes { commit { message } } }`;

export const commitSchema = z.object({
  oid: z.string(),
  message: z.string(),
  tree: z.object({ oid: z.string() }),
  parents: nodes(z.object({ oid: z.string() })),
  status: contextsSchema,
});

export const headSchema = z.object({ target: commitSchema.nullable() }).nullable();

export const mergeResultShape = {
  mergeable: z.enum(['MERGEABLE', 'CONFLICTING', 'UNKNOWN']),
  potentialMergeCommit: z
    .object({ oid: z.string(), parents: nodes(z.object({ oid: z.string() })) })
    .nullable(),
};

/** How GitHub's try to merge a pull request went. */
export type MergeResult = Pick<LanePull, 'mergeable' | 'testMerge'>;

export function mergeResultOf(pull: z.infer<z.ZodObject<typeof mergeResultShape>>): MergeResult {
  const { mergeable, potentialMergeCommit: commit } = pull;
  const parents = commit === null ? [] : present(commit.parents).map(({ oid }) => oid);
  return {
    mergeable: MERGEABLE[mergeable],
    testMerge: commit === null ? undefined : { oid: commit.oid, parents },
  };
}

export const pullSchema = z.object({
  id: z.string(),
  number: z.number(),
  url: z.string(),
  state: z.enum(['OPEN', 'CLOSED', 'MERGED']),
  headRefOid: z.string(),
  headRefName: z.string(),
  isCrossRepository: z.boolean(),
  title: z.string(),
  body: z.string(),
  ...mergeResultShape,
  labels: nodes(z.object({ name: z.string() })),
  reviewRequests: nodes(
    z.object({
      requestedReviewer: z
        .object({ login: z.string().optional(), combinedSlug: z.string().optional() })
        .nullable(),
    }),
  ),
  reviews: nodes(z.object({ author: z.object({ login: z.string() }).nullable() })),
  autoMergeRequest: z.object({ enabledBy: z.object({ login: z.string() }).nullable() }).nullable(),
  isInMergeQueue: z.boolean(),
  comments: nodes(z.object({ body: z.string() })),
  commits: nodes(z.object({ commit: z.object({ message: z.string() }) })),
});

const STATES = { OPEN: 'open', CLOSED: 'closed', MERGED: 'merged' } as const;
const MERGEABLE = { MERGEABLE: 'mergeable', CONFLICTING: 'conflicting', UNKNOWN: 'unknown' } as const;

/**
 * What is asked of a repository to know the state of the lane with this branch. A pull request of a fork has
 * a branch of the same name at best, and whatever its body claims, it is not ours.
 */
export function lanePart(branch: string, base: string): QueryPart<LaneState> {
  return {
    fields: {
      head: `ref(qualifiedName: ${literal(`refs/heads/${branch}`)}) { ${headFields} }`,
      pulls: `pullRequests(headRefName: ${literal(branch)}, baseRefName: ${literal(base)}, first: 10, orderBy: { field: CREATED_AT, direction: DESC }) { nodes { ${pullFields} } }`,
      openFrom: `pullRequests(headRefName: ${literal(branch)}, states: [OPEN], first: 10) { nodes { number url baseRefName isCrossRepository files(first: 100) { nodes { path } } } }`,
    },
    // A pull request that is missing from the list is no answer: the lane would be taken for one without.
    answer: z
      .object({
        head: headSchema,
        pulls: z.object({ nodes: z.array(pullSchema) }),
        openFrom: z.object({ nodes: z.array(fromBranchSchema) }),
      })
      .transform(({ head, pulls, openFrom }) => ({
        head: headOf(head),
        openFrom: openFrom.nodes.filter((pull) => !pull.isCrossRepository).map(pullFromBranch),
        pulls: pulls.nodes.filter((pull) => !pull.isCrossRepository).map(lanePull),
      })),
  };
}

const fromBranchSchema = z.object({
  number: z.number(),
  url: z.string(),
  baseRefName: z.string(),
  isCrossRepository: z.boolean(),
  files: z.object({ nodes: z.array(z.object({ path: z.string() }).nullable()).nullable() }).nullable(),
});

function pullFromBranch({
  number,
  url,
  baseRefName: base,
  files,
}: z.infer<typeof fromBranchSchema>): PullFromBranch {
  return { number, url, base, paths: present(files).map(({ path }) => path) };
}

/** A pull request from its fields. */
export function lanePull(pull: z.infer<typeof pullSchema>): LanePull {
  return {
    id: pull.id,
    number: pull.number,
    url: pull.url,
    state: STATES[pull.state],
    headOid: pull.headRefOid,
    title: pull.title,
    body: pull.body,
    ...mergeResultOf(pull),
    labels: present(pull.labels).map((label) => label.name),
    reviewers: [
      ...present(pull.reviewRequests).map(
        ({ requestedReviewer }) => requestedReviewer?.login ?? requestedReviewer?.combinedSlug,
      ),
      ...present(pull.reviews).map(({ author }) => author?.login),
    ].filter((name) => name !== undefined),
    autoMerge: pull.autoMergeRequest !== null,
    queued: pull.isInMergeQueue,
    comments: present(pull.comments).map((comment) => comment.body),
    headMessage: present(pull.commits)[0]?.commit.message,
  };
}

export function headOf(ref: z.infer<typeof headSchema>): LaneHead | undefined {
  if (ref?.target == null) return undefined;
  const { oid, message, tree, parents, status } = ref.target;
  const parentOids = present(parents).map((parent) => parent.oid);
  return { oid, message, tree: tree.oid, parents: parentOids, statuses: statusesOf(status) };
}
