import type { LaneState } from './lane.ts';

/**
 * When the commit of a lane is written anew although it proposes the same.
 *
 * - `conflicting`: when merging it into the present base would no longer give the planned files
 * - `behind`: also when the base moved on since
 */
export type Rebuild = 'conflicting' | 'behind';

/** What is looked at to tell whether the commit of a lane stays. */
export interface StandingCommit {
  readonly state: Pick<LaneState, 'head' | 'pulls'>;
  /** The head of the base branch. */
  readonly base: string;
  readonly rebuild: Rebuild;
}

/**
 * What merging the open pull request of a lane comes to.
 *
 * - `known`: `commit` has the files that the base has after the merge
 * - `unknown`: GitHub still works on it
 * - `none`: nothing to go by: the branch itself has to be right
 */
export type MergeOutcome =
  { readonly kind: 'known'; readonly commit: string } | { readonly kind: 'unknown' | 'none' };

/**
 * Tells what merging a lane's pull request comes to, by the merge that GitHub tried. It counts only for the
 * base and the head that are there now; on the head of the base, the branch itself is the outcome. Approvals
 * are for a head: one that still comes to the same stays.
 */
export function mergeOutcomeOf({ state: { head, pulls }, base, rebuild }: StandingCommit): MergeOutcome {
  const open = pulls.find(({ state }) => state === 'open');
  if (open === undefined || head === undefined || open.headOid !== head.oid) return { kind: 'none' };
  if (head.parents[0] === base) return { kind: 'none' };
  if (rebuild === 'behind' && !open.queued) return { kind: 'none' };
  const { testMerge } = open;
  if (testMerge?.parents[0] === base && testMerge.parents[1] === head.oid)
    return { kind: 'known', commit: testMerge.oid };
  // A merge queue tries it by itself, on what stands before it.
  return { kind: open.queued || open.mergeable === 'unknown' ? 'unknown' : 'none' };
}

/**
 * Whether a commit has to be written because the base moved on. A merge queue brings it up to date itself.
 */
export function isLeftBehind({ state: { head, pulls }, base, rebuild }: StandingCommit): boolean {
  const open = pulls.find(({ state }) => state === 'open');
  if (rebuild !== 'behind' || open === undefined || open.queued) return false;
  return head !== undefined && head.parents[0] !== base;
}
