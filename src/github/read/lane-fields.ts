import { z } from 'zod';
import type { LaneHead, LanePull, LaneState } from '../../promotion/lane/lane-state.ts';

const headFields = `target { oid ... on Commit { message tree { oid } parents(first: 2) { nodes { oid } } } }`;

/** What is read of a pull request of a lane. */
export const pullFields = `
  id number url state headRefOid headRefName isCrossRepository title body mergeable
  labels(first: 50) { nodes { name } }
  reviewRequests(first: 50) { nodes { requestedReviewer { __typename ... on User { login } ... on Bot { login } ... on Mannequin { login } ... on Team { combinedSlug } } } }
  reviews(last: 50) { nodes { author { login } } }
  autoMergeRequest { enabledAt }
  comments(last: 30) { nodes { body } }`;

/** The fields of a repository that tell the state of the lane with this branch, under aliases that end in `index`. */
export function laneFields(index: number, branch: string, base: string): string {
  return `head${index}: ref(qualifiedName: ${JSON.stringify(`refs/heads/${branch}`)}) { ${headFields} }
  pulls${index}: pullRequests(headRefName: ${JSON.stringify(branch)}, baseRefName: ${JSON.stringify(base)}, first: 10, orderBy: { field: CREATED_AT, direction: DESC }) { nodes { ${pullFields} } }`;
}

export const nodes = <T extends z.ZodType>(node: T) =>
  z.object({ nodes: z.array(node.nullable()).nullable() }).nullable();

export const headSchema = z
  .object({
    target: z
      .object({
        oid: z.string(),
        message: z.string(),
        tree: z.object({ oid: z.string() }),
        parents: nodes(z.object({ oid: z.string() })),
      })
      .nullable(),
  })
  .nullable();

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
  mergeable: z.enum(['MERGEABLE', 'CONFLICTING', 'UNKNOWN']),
  labels: nodes(z.object({ name: z.string() })),
  reviewRequests: nodes(
    z.object({
      requestedReviewer: z
        .object({ login: z.string().optional(), combinedSlug: z.string().optional() })
        .nullable(),
    }),
  ),
  reviews: nodes(z.object({ author: z.object({ login: z.string() }).nullable() })),
  autoMergeRequest: z.object({}).nullable(),
  comments: nodes(z.object({ body: z.string() })),
});

export const pullsSchema = nodes(pullSchema);

const STATES = { OPEN: 'open', CLOSED: 'closed', MERGED: 'merged' } as const;
const MERGEABLE = { MERGEABLE: 'mergeable', CONFLICTING: 'conflicting', UNKNOWN: 'unknown' } as const;

/**
 * The state of a lane from its fields. A pull request of a fork has a branch of the same name at best, and whatever its
 * body claims, it is not ours.
 */
export function laneState(head: z.infer<typeof headSchema>, pulls: z.infer<typeof pullsSchema>): LaneState {
  return {
    head: headOf(head),
    pulls: present(pulls)
      .filter((pull) => !pull.isCrossRepository)
      .map(lanePull),
  };
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
    mergeable: MERGEABLE[pull.mergeable],
    labels: present(pull.labels).map((label) => label.name),
    reviewers: [
      ...present(pull.reviewRequests).map(
        ({ requestedReviewer }) => requestedReviewer?.login ?? requestedReviewer?.combinedSlug,
      ),
      ...present(pull.reviews).map(({ author }) => author?.login),
    ].filter((name) => name !== undefined),
    autoMerge: pull.autoMergeRequest !== null,
    comments: present(pull.comments).map((comment) => comment.body),
  };
}

export function headOf(ref: z.infer<typeof headSchema>): LaneHead | undefined {
  if (ref?.target == null) return undefined;
  const { oid, message, tree, parents } = ref.target;
  return { oid, message, tree: tree.oid, parents: present(parents).map((parent) => parent.oid) };
}

export function present<T>(
  connection: { readonly nodes: readonly (T | null)[] | null } | null,
): readonly T[] {
  return (connection?.nodes ?? []).filter((node) => node !== null);
}
