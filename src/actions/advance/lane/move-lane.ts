import { goOnTogether, goOnWithEach } from '../../../errors/go-on.ts';
import { ok, type Result } from '../../../errors/result.ts';
import type { GitHub } from '../../../github/github.ts';
import { type Carried, type LaneReport, rehearsal, toldIn, withMerge } from '../../../lanes/lane-report.ts';
import { carryOut } from '../../../lanes/write/carry-out.ts';
import { commentOnce } from '../../../lanes/write/comment-once.ts';
import type { Proposing } from '../../../lanes/write/proposal-text.ts';
import { proposeLanes } from '../../../lanes/write/propose.ts';
import { writesHead } from '../../../promotion/lane/decide.ts';
import { gaveWayComment } from '../../../promotion/pull-request/comments.ts';
import {
  type JudgedLane,
  judgeLane,
  type JudgedProposal,
  type LaneTools,
  leavesToAPerson,
  type MovingLane,
} from './judge-lane.ts';
import { mergeLane } from './merge-lane.ts';
import { withRecords } from '../plan-proposals.ts';
import { type AdvancedLane, untilOf } from '../report.ts';
import { showGates } from './show-gates.ts';

/**
 * Proposes what lanes are to bring, shows their gates on the heads, and merges where the environments say so.
 * The lanes share requests: a request for each step of each lane takes an advance run of many lanes to
 * GitHub's limits. An error of a lane is its result.
 */
export async function moveLanes(
  lanes: readonly MovingLane[],
  github: GitHub,
): Promise<readonly Result<Carried<AdvancedLane>, unknown>[]> {
  const judged = await goOnWithEach(lanes.map(ok), judgeLane);
  const carried = await goOnTogether(judged, (some) => carryAll(some, github));
  return goOnWithEach(carried, finishLane);
}

/** A lane whose branch and pull request are as they should be; undefined where a dry run left them alone. */
interface CarriedLane extends JudgedLane {
  readonly carried: Carried | undefined;
}

/** Proposals are written together, and everything else that was decided lane by lane. */
async function carryAll(
  lanes: readonly JudgedLane[],
  github: GitHub,
): Promise<readonly Result<CarriedLane, unknown>[]> {
  const known = await goOnWithEach(lanes.map(ok), async (lane) => ({
    lane,
    proposing: await proposingOf(lane),
  }));
  const proposing = known.flatMap((each) => (each.ok ? (each.value.proposing ?? []) : []));
  const proposed = (await proposeLanes(proposing, github)).values();
  return goOnWithEach(known, async ({ lane, proposing: own }) => {
    const { judged, tools } = lane;
    if (tools.dryRun) return { ...lane, carried: undefined };
    if (own === undefined) {
      return {
        ...lane,
        carried: await carryOut({ ...judged.plan, facts: judged.facts }, judged.decision, tools.writer),
      };
    }
    const result = proposed.next().value;
    if (result?.ok !== true) throw result?.problem ?? new TypeError('a lane was left out');
    return { ...lane, carried: result.value };
  });
}

/** What a lane proposes. The registry is asked only for what is written. */
async function proposingOf({ judged, tools }: JudgedLane): Promise<Proposing | undefined> {
  const { plan, decision, facts } = judged;
  if (tools.dryRun || decision.kind !== 'propose') return undefined;
  const lanePlan = { ...(await withRecords(plan, tools.source)), facts };
  await sayWhyItGivesWay(judged, tools);
  return { lanePlan, decision, writer: tools.writer };
}

async function finishLane({ judged, tools, carried }: CarriedLane): Promise<Carried<AdvancedLane>> {
  if (carried === undefined) return done(judged, rehearsal(judged.plan, judged.decision));
  if (carried.kind !== 'done') return { kind: 'moved' };
  const { report } = carried;
  if (judged.decision.kind === 'propose' && report.errors.length > 0) return done(judged, report);
  const told = await toldIn(report, tools.writer.github, async () => {
    const shown = await showGates(judged, report, tools);
    const merge = await mergeLane(judged, report, shown.status || report.changed, tools);
    const outcome = leavesToAPerson(judged.step) ? 'blocked' : report.outcome;
    return withMerge({ ...report, outcome, changed: report.changed || shown.any }, merge);
  });
  return done(judged, told);
}

function done({ step, gates }: JudgedProposal, report: LaneReport): Carried<AdvancedLane> {
  return { kind: 'done', report: { ...report, gates, until: untilOf(step) } };
}

/** Said before the pull request is moved on: a run that ends in between says it, and not a second time. */
async function sayWhyItGivesWay(
  { step, plan, decision }: JudgedProposal,
  { writer: { github } }: LaneTools,
): Promise<void> {
  const { open, gaveWay, baseBranch } = step;
  if (gaveWay === undefined || open === undefined || !writesHead(decision)) return;
  await commentOnce(github, baseBranch.state.fullName, open, gaveWayComment(gaveWay, plan.situation.key));
}
