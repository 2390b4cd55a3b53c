import { z } from 'zod';
import { LANE_PREFIX } from '../../promotion/lane/lane.ts';
import { literal, nodes, present } from '../transport/graphql.ts';
import { part, type QueryPart } from './ask-for-many.ts';

/** A branch with the name of a lane's, whose commit no pull request has as its head. */
export interface BareBranch {
  readonly branch: string;
  readonly head: string;
  /** When its commit was made. */
  readonly at: Date;
}

/** One answer about the branches of lanes. */
export interface BareBranches {
  readonly kind: 'branches';
  readonly bare: readonly BareBranch[];
}

/** Of a repository that has more of them, the first hundred are looked at: the others get their turn. */
const MOST = 100;

/** The branches of lanes, each with its newest pull request. */
const FIELD = `refs(refPrefix: ${literal(`refs/heads/${LANE_PREFIX}`)}, first: ${MOST}) {
    nodes {
      prefix name target { oid ... on Commit { committedDate } }
      associatedPullRequests(first: 1, orderBy: { field: CREATED_AT, direction: DESC }) { nodes { headRefOid } }
    }
  }`;

const schema = nodes(
  z.object({
    prefix: z.string(),
    name: z.string(),
    target: z.object({ oid: z.string(), committedDate: z.string().optional() }).nullable(),
    associatedPullRequests: nodes(z.object({ headRefOid: z.string() })),
  }),
);

/**
 * What is asked of a repository to know the branches that a run left which ended before it opened a pull
 * request. Somebody else's of such a name are among them.
 */
export const laneBranchesPart: QueryPart<BareBranches> = part(
  FIELD,
  schema.transform((list) => ({ kind: 'branches' as const, bare: bareBranches(list) })),
);

function bareBranches(list: z.infer<typeof schema>): readonly BareBranch[] {
  return present(list).flatMap(({ prefix, name, target, associatedPullRequests }): readonly BareBranch[] => {
    const [pull] = present(associatedPullRequests);
    if (target?.committedDate === undefined || pull?.headRefOid === target.oid) return [];
    const branch = `${prefix}${name}`.replace(/^refs\/heads\//, '');
    return [{ branch, head: target.oid, at: new Date(target.committedDate) }];
  });
}
