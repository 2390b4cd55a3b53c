import type { LaneReport } from '../../../lanes/lane-report.ts';
import { type MergeStep, mergeStep } from '../../../lanes/write/merge-step.ts';
import { UNPROVEN } from '../../../lanes/write/finish-pull.ts';
import { stopMerging } from '../../../lanes/write/stop-merging.ts';
import { allPassed } from '../../../promotion/gates/gate.ts';
import { type JudgedProposal, type LaneTools, leavesToAPerson } from './judge-lane.ts';

/**
 * Merges a lane's pull request where the environment says so and nothing stands against it. Otherwise it
 * takes back what an earlier run left to GitHub. Undefined where there is nothing to say.
 */
export async function mergeLane(
  { step, decision, gates, plan }: JudgedProposal,
  { head, pull }: LaneReport,
  statusChanged: boolean,
  { writer: { github, merging }, isMerging }: LaneTools,
): Promise<MergeStep | undefined> {
  const { open, baseBranch } = step;
  const { methods } = merging;
  // Nothing of another lane is touched, not even to keep it from being merged.
  if (pull === undefined || head === undefined || decision.kind === 'taken') return undefined;
  const ours = decision.kind === 'propose' || (decision.kind === 'keep' && decision.ours);
  const { fullName: repository, base, autoMergeAllowed } = baseBranch.state;
  const wish = { repository, base: base.branch, pull: { id: pull.id, number: pull.number }, head, methods };
  const obstacle = obstacleTo(ours, { step, gates });
  if (obstacle !== undefined || !isMerging) {
    const { viewer } = baseBranch.surveyed;
    const stopped = open === undefined ? undefined : await stopMerging(wish, open.merging, viewer, github);
    const also = stopped?.left === undefined ? '' : ` But ${stopped.left}`;
    if (!isMerging && stopped?.changed !== true && also === '') return undefined;
    const why = obstacle ?? 'A person merges it.';
    return { kind: 'waits', changed: stopped?.changed === true, why: why + also };
  }
  if (plan.situation.isUnproven === true) return UNPROVEN;
  const read = open !== undefined && open.headOid === head ? open.merging : undefined;
  // A status that was written since can be what GitHub waited for.
  const seen = read !== undefined && statusChanged ? { ...read, state: 'unknown' as const } : read;
  return mergeStep({ wish, seen, autoMergeAllowed }, github);
}

/** Why nothing but a person merges it now, as a sentence; undefined where Waybill may. */
function obstacleTo(
  ours: boolean,
  { step, gates }: Pick<JudgedProposal, 'step' | 'gates'>,
): string | undefined {
  if (!ours) return 'A person added to its branch, so a person merges it.';
  if (!allPassed(gates)) return 'Not all gates have passed.';
  return leavesToAPerson(step)
    ? 'Something newer waits behind it, and "policy: hold" leaves it to a person which of them is merged.'
    : undefined;
}
