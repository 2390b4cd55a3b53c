import { type Decision, outcomeOf } from '../promotion/lane/decide.ts';
import { laneBranch } from '../promotion/lane/lane.ts';
import type { LanePlan } from './plan-lane.ts';
import type { LaneReport } from './report.ts';

/** What became of a lane by a decision that was carried out, or that needed nothing to be done. */
export function reportOf(
  lanePlan: LanePlan,
  decision: Decision,
  facts: Pick<LaneReport, 'reason'> & Partial<Pick<LaneReport, 'head' | 'changed' | 'errors' | 'pull'>>,
): LaneReport {
  const { lane, situation, placed: moves, edits: plan, state } = lanePlan;
  const { pull } = facts;
  return {
    lane,
    branch: laneBranch(lane),
    outcome: outcomeOf(decision),
    changed: facts.changed ?? false,
    reason: facts.reason,
    pull: pull === undefined ? undefined : { id: pull.id, number: pull.number, url: pull.url },
    head: facts.head ?? state.head?.oid,
    proposal: situation.proposal,
    placed: moves,
    files: plan.files,
    errors: facts.errors ?? [],
  };
}

/** The same for a dry run, which comes to a decision and stops there. */
export function rehearsal(lanePlan: LanePlan, decision: Decision): LaneReport {
  const pull = lanePlan.state.pulls.find(({ state }) => state === 'open');
  return reportOf(lanePlan, decision, {
    reason: 'A dry run writes nothing; this is what a run would come to.',
    pull,
  });
}
