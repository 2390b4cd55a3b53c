import type { GitHub, Mergeable } from '../../github/github.ts';
import type { LanePull } from '../../promotion/lane/lane.ts';
import { followUpsFor } from './follow-up-settings.ts';
import { allPassed } from '../../promotion/gates/gate.ts';
import type { LanePlan } from '../plan/plan-lane.ts';
import { type LaneWriter, leftToAPerson } from './lane-writer.ts';
import { type MergeStep, mergeStep } from './merge-step.ts';
import { stopMerging } from './stop-merging.ts';

type PullIds = Pick<LanePull, 'id' | 'number'>;

/** A pull request that stands, as this run found it, and who writes it. */
interface StandingPull {
  readonly pull: PullIds;
  /** Undefined when this run opened it. */
  readonly existing: LanePull | undefined;
  readonly writer: LaneWriter;
}

/** Adds to pull requests what they still lack of labels and reviewers, all of it in one request. */
export async function followUpOn(
  pulls: readonly StandingPull[],
  github: Pick<GitHub, 'followUp'>,
): Promise<void> {
  await github.followUp(
    pulls.map(({ pull: { id, number }, existing, writer: { settings, destination } }) => {
      const { fullName: repository, id: repositoryId } = destination.state;
      return followUpsFor(settings, { repository, repositoryId, pull: { id, number }, existing });
    }),
  );
}

/**
 * Lets GitHub merge a pull request that no gate holds back, or a person, as this run says. What an earlier
 * run switched on is taken back where this one leaves it to a person. Where gates decide, it is `advance`
 * that merges, and nothing is done here.
 */
export async function settleMerging(
  { id, number }: PullIds,
  head: string,
  existing: LanePull | undefined,
  { github, merging, destination, viewer }: LaneWriter,
): Promise<MergeStep | undefined> {
  const { methods, by, atOnce } = merging;
  if (by === 'by-gates') return undefined;
  const { fullName: repository, base, autoMergeAllowed } = destination.state;
  const wish = { repository, base: base.branch, pull: { id, number }, head, methods };
  if (!atOnce) return isTaken(existing) ? leaveToAPerson(wish, viewer, github) : undefined;
  if (existing?.autoMerge === true) return { kind: 'armed', changed: false };
  return mergeStep({ wish, seen: undefined, autoMergeAllowed }, github);
}

/**
 * The same writer, which merges nothing where a gate that this run evaluated has not passed: a group that is
 * not whole yet.
 */
export function heldBack(
  { facts, purpose }: Pick<LanePlan, 'facts' | 'purpose'>,
  writer: LaneWriter,
): LaneWriter {
  const isFree = purpose.kind !== 'promotion' || allPassed(facts?.gates ?? []);
  return isFree ? writer : leftToAPerson(writer);
}

/** Nothing merges what nobody knows the outcome of. What GitHub was asked to merge before stays with it. */
export const UNPROVEN: MergeStep = {
  kind: 'waits',
  changed: false,
  why: 'GitHub has not worked out yet what merging it comes to.',
};

/** Whether GitHub merges it by itself: by auto-merge, or through the merge queue. */
function isTaken(existing: LanePull | undefined): boolean {
  return existing !== undefined && (existing.autoMerge || existing.queued);
}

/**
 * Takes back that GitHub merges a pull request, before its branch is moved to what may not be merged by
 * itself: a run that ends in between would leave GitHub to merge what nobody judged.
 */
export async function takeBackFirst(
  { facts }: Pick<LanePlan, 'facts'>,
  pull: LanePull,
  { github, destination, merging, viewer }: LaneWriter,
): Promise<void> {
  const isWanted = merging.by === 'by-gates' ? facts?.merge === 'auto' : merging.atOnce;
  if (!isTaken(pull) || (isWanted && allPassed(facts?.gates ?? []))) return;
  const { fullName: repository, base } = destination.state;
  const { id, number, headOid: head } = pull;
  const wish = { repository, base: base.branch, pull: { id, number }, head, methods: merging.methods };
  await stopMerging(wish, await github.mergeFacts(repository, number), viewer, github);
}

/** Takes back that GitHub merges a pull request by itself, and says who else still wants it. */
async function leaveToAPerson(
  wish: Mergeable,
  viewer: string | undefined,
  github: GitHub,
): Promise<MergeStep> {
  const facts = await github.mergeFacts(wish.repository, wish.pull.number);
  const { changed, left } = await stopMerging(wish, facts, viewer, github);
  return { kind: 'waits', changed, why: `A person merges it.${left === undefined ? '' : ` But ${left}`}` };
}
