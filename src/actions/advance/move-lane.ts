import { WaybillErrors } from '../../errors/waybill-error.ts';
import type { Environments } from '../../environments/environments.ts';
import { gateQuestion, withoutReviews } from '../../environments/gate-question.ts';
import { type Carried, type LaneReport, rehearsal, withMerge } from '../../lanes/lane-report.ts';
import { requireTagsOfDigests } from '../../lanes/plan/check-tags.ts';
import { logLane } from '../../lanes/plan/log-plan.ts';
import { refusalsOf } from '../../lanes/plan/plan-lane.ts';
import { pullRequestFacts } from '../../lanes/plan/pull-request-facts.ts';
import { carryOut } from '../../lanes/write/carry-out.ts';
import { commentOnce } from '../../lanes/write/comment-once.ts';
import { goOnTogether, goOnWithEach } from '../../errors/go-on.ts';
import { ok, type Result } from '../../errors/result.ts';
import type { GitHub } from '../../github/github.ts';
import type { LaneWriter } from '../../lanes/write/lane-writer.ts';
import { type MergeStep, mergeStep } from '../../lanes/write/merge-step.ts';
import type { Proposing } from '../../lanes/write/proposal-text.ts';
import { proposeLanes } from '../../lanes/write/propose.ts';
import { stopMerging } from '../../lanes/write/stop-merging.ts';
import { statusesToWrite } from '../../promotion/status/commit-status.ts';
import { evaluateGates } from '../../promotion/gates/evaluate.ts';
import { allPassed, type GateResult } from '../../promotion/gates/gate.ts';
import { type Decision, decide, type Proposal, writesHead } from '../../promotion/lane/decide.ts';
import { gaveWayComment, heldBackComment } from '../../promotion/pull-request/comments.ts';
import type { PullRequestFacts } from '../../promotion/pull-request/facts.ts';
import { withPresentFacts } from '../../promotion/pull-request/present-facts.ts';
import type { ImageSource } from '../../records/record-reader.ts';
import { movingImages, type PlannedProposal, withRecords } from './plan-proposals.ts';
import type { ProposingLane } from './lane-step.ts';
import { type AdvancedLane, untilOf } from './report.ts';

/** What a lane is moved with. */
export interface LaneTools {
  readonly writer: LaneWriter;
  readonly source: ImageSource;
  readonly environments: Environments;
  readonly color: boolean;
  readonly dryRun: boolean;
  /** Whether Waybill merges once the gates have passed; a person does otherwise. */
  readonly isMerging: boolean;
  /** Address of the run, for a status without evidence. */
  readonly run: string | undefined;
}

/** A proposal with what is to be done about it, and what its gates say. */
interface JudgedProposal extends PlannedProposal {
  readonly decision: Decision;
  readonly gates: readonly GateResult[];
  readonly facts: PullRequestFacts;
}

/** A lane that is to be moved, and what it is moved with. */
export interface MovingLane {
  readonly proposal: PlannedProposal;
  readonly tools: LaneTools;
}

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

/** A lane with what was decided, before anything is written. */
interface JudgedLane {
  readonly judged: JudgedProposal;
  readonly tools: LaneTools;
}

async function judgeLane({ proposal, tools }: MovingLane): Promise<JudgedLane> {
  const { step, plan } = proposal;
  const { source, color } = tools;
  const decision = decide(plan.situation);
  const refused = refusalsOf([plan], step.baseBranch.read);
  if (refused.length > 0 || writesHead(decision))
    logLane(plan, { log: source.log, color, stops: refused.length > 0 });
  if (refused.length > 0) throw new WaybillErrors(refused);
  const judged = judge(proposal, decision, tools);
  if (writesOrMerges(judged, tools.isMerging)) await requireTagsOfDigests([plan], source.registry);
  return { judged, tools };
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
  await sayWhyItGivesWay(judged, tools);
  return { lanePlan: { ...(await withRecords(plan, tools.source)), facts }, decision, writer: tools.writer };
}

async function finishLane({ judged, tools, carried }: CarriedLane): Promise<Carried<AdvancedLane>> {
  if (carried === undefined) return done(judged, rehearsal(judged.plan, judged.decision));
  if (carried.kind !== 'done') return { kind: 'moved' };
  const { report } = carried;
  const shown = await show(judged, report, tools);
  const merge = await mergeOf(judged, report, shown.status || report.changed, tools);
  const outcome = leavesToAPerson(judged.step) ? 'blocked' : report.outcome;
  return done(judged, withMerge({ ...report, outcome, changed: report.changed || shown.any }, merge));
}

/**
 * The registry is asked about a tag that stands alone when it is written, and again when it is merged. Not in
 * between.
 */
function writesOrMerges({ decision, gates }: JudgedProposal, isMerging: boolean): boolean {
  return writesHead(decision) || (isMerging && allPassed(gates));
}

function done({ step, gates }: JudgedProposal, report: LaneReport): Carried<AdvancedLane> {
  return { kind: 'done', report: { ...report, gates, until: untilOf(step) } };
}

function judge(
  proposal: PlannedProposal,
  decision: Decision,
  { environments, isMerging }: LaneTools,
): JudgedProposal {
  const { step } = proposal;
  const { wave, records } = step;
  const images = movingImages(proposal);
  const question = gateQuestion({ place: step, images, wave, records }, environments);
  const gates = evaluateGates(writesHead(decision) ? withoutReviews(question) : question);
  const facts = pullRequestFacts(step, gates, environments);
  const merge = isMerging && !leavesToAPerson(step) ? ('auto' as const) : ('manual' as const);
  return { ...proposal, decision, gates, facts: { ...facts, merge } };
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

interface ShownGates {
  readonly any: boolean;
  readonly status: boolean;
}

const NOTHING_SHOWN: ShownGates = { any: false, status: false };

/** Something newer waits, and the policy leaves it to a person which of the two it shall be. */
function leavesToAPerson({ environment, next, open }: ProposingLane): boolean {
  return environment.policy === 'hold' && next.length > 0 && open !== undefined;
}

/** Writes the gates to the head and into the description, and what waits behind; only what changed. */
async function show(
  { step, decision, facts }: JudgedProposal,
  { head, pull }: LaneReport,
  { writer: { github }, run }: LaneTools,
): Promise<ShownGates> {
  const { open, baseBranch, next } = step;
  const repository = baseBranch.state.fullName;
  const isKept = decision.kind === 'keep';
  if ((!isKept && decision.kind !== 'propose') || pull === undefined || head === undefined)
    return NOTHING_SHOWN;
  const present = open !== undefined && open.headOid === head ? open.statuses : [];
  const statuses = statusesToWrite(facts.gates, present, run);
  for (const { targetUrl: url, ...status } of statuses) {
    await github.writeStatus({ repository, commit: head, ...status, url });
  }
  const body = isKept && open !== undefined ? withPresentFacts(open.body, facts) : undefined;
  const rewrite = body !== undefined && lines(body) !== lines(open?.body ?? '');
  if (rewrite) await github.rewritePull({ repository, number: pull.number }, { body });
  const newer: Proposal = Object.fromEntries(next.map(({ name, digest }) => [name, digest]));
  const key = Object.values(newer).join(' ');
  const said =
    open !== undefined &&
    leavesToAPerson(step) &&
    (await commentOnce(github, repository, open, heldBackComment(newer, key)));
  return { any: statuses.length > 0 || rewrite || said, status: statuses.length > 0 };
}

/** GitHub's web editor writes CRLF. */
function lines(text: string): string {
  return text.replaceAll('\r\n', '\n').trimEnd();
}

async function mergeOf(
  { step, decision, gates }: JudgedProposal,
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
  const obstacle = obstacleTo(ours, gates, step);
  if (obstacle !== undefined || !isMerging) {
    const { viewer } = baseBranch.surveyed;
    const stopped = open === undefined ? undefined : await stopMerging(wish, open.merging, viewer, github);
    const also = stopped?.left === undefined ? '' : ` But ${stopped.left}`;
    if (!isMerging && stopped?.changed !== true && also === '') return undefined;
    const why = obstacle ?? 'A person merges it.';
    return { kind: 'waits', changed: stopped?.changed === true, why: why + also };
  }
  const read = open !== undefined && open.headOid === head ? open.merging : undefined;
  // A status that was written since can be what GitHub waited for.
  const seen = read !== undefined && statusChanged ? { ...read, state: 'unknown' as const } : read;
  return mergeStep({ wish, seen, autoMergeAllowed }, github);
}

/** Why nothing but a person merges it now, as a sentence; undefined where Waybill may. */
function obstacleTo(ours: boolean, gates: readonly GateResult[], step: ProposingLane): string | undefined {
  if (!ours) return 'A person added to its branch, so a person merges it.';
  if (!allPassed(gates)) return 'Not all gates have passed.';
  return leavesToAPerson(step)
    ? 'Something newer waits behind it, and "policy: hold" leaves it to a person which of them is merged.'
    : undefined;
}
