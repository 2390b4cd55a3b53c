import { WaybillErrors } from '../../errors/waybill-error.ts';
import { evaluateGates } from '../../promotion/gates/evaluate.ts';
import { statusesToWrite } from '../../promotion/gates/commit-status.ts';
import { allPassed, type GateResult } from '../../promotion/gates/gate.ts';
import { heldBackComment } from '../../promotion/pull-request/comments.ts';
import { type Decision, decide, type Proposal } from '../../promotion/lane/decide.ts';
import { withGates } from '../../promotion/pull-request/gate-table.ts';
import type { PullRequestFacts } from '../../promotion/pull-request/facts.ts';
import type { Carried, LaneWriter } from '../../lanes/carry-out.ts';
import { carryOut } from '../../lanes/carry-out.ts';
import { type LanePlan, refusalsOf } from '../../lanes/plan-lane.ts';
import { logLane } from '../../lanes/log-plan.ts';
import { rehearsal } from '../../lanes/lane-report.ts';
import type { LaneReport } from '../../lanes/report.ts';
import type { ImageSource } from '../../lanes/resolve-images.ts';
import { commentOnce } from '../../lanes/comment-once.ts';
import { questionOf, type Records } from '../../environments/question.ts';
import type { Environments } from '../../environments/environments.ts';
import { factsOf } from '../../lanes/pull-request-facts.ts';
import { type MergeStep, mergeStep, stopMerging } from '../../lanes/merge-step.ts';
import type { LaneProposal } from '../../environments/next-step.ts';
import { untilOf } from './lane-reports.ts';
import { requireTagsOfDigests } from '../../lanes/check-tags.ts';
import { moving, planAim, resolved } from './plan-aim.ts';
import type { AdvancedLane } from './report.ts';

/** What is needed to move a lane beside what was read of it. */
export interface LaneTools {
  readonly hands: LaneWriter;
  readonly source: ImageSource;
  readonly records: Records;
  readonly knowledge: Environments;
  readonly color: boolean;
  readonly dryRun: boolean;
  readonly run: string | undefined;
}

/** How it went: done, or somebody was faster and the lane has to be read again. */
export type Advanced = { readonly kind: 'done'; readonly lane: AdvancedLane } | { readonly kind: 'again' };

/** Proposes what a lane is to bring, shows its gates on the head, and merges where the environment says so. */
export async function moveLane(aim: LaneProposal, plan: LanePlan, tools: LaneTools): Promise<Advanced> {
  const { knowledge, records, hands, dryRun, source, color } = tools;
  const decision = decide(plan.situation);
  const refused = refusalsOf([plan], aim.place.read);
  if (refused.length > 0 || writes(decision))
    logLane(plan, { log: source.log, color, stops: refused.length > 0 });
  if (refused.length > 0) throw new WaybillErrors(refused);
  const gates = gatesOf(aim, plan, decision, records, knowledge);
  if (writesOrMerges(aim, decision, gates)) await requireTagsOfDigests([plan], tools.source.registry);
  const story = factsOf(aim, gates, knowledge);
  if (dryRun) return done(aim, rehearsal(plan, decision), gates);
  const carried = await carry(aim, plan, decision, story, tools);
  if (carried.kind !== 'done') return { kind: 'again' };
  const { report } = carried;
  const shown = await show(aim, decision, report, story, tools);
  const merge = await mergeOf(aim, decision, report, gates, shown.status, hands);
  const reason = merge?.kind === 'waits' ? `${report.reason} ${merge.why}` : report.reason;
  const changed = report.changed || shown.any || merge?.changed === true;
  const outcome = shown.blocked ? 'blocked' : report.outcome;
  return done(aim, { ...report, reason, changed, outcome }, gates, merge);
}

function writes(decision: Decision): boolean {
  return decision.kind === 'propose' && decision.commit.kind === 'write';
}

/** A tag that stands alone is asked about when it is written and again when it is merged, and not in between. */
function writesOrMerges(
  { environment }: LaneProposal,
  decision: Decision,
  gates: readonly GateResult[],
): boolean {
  return writes(decision) || (environment.merge === 'auto' && allPassed(gates));
}

function done(
  aim: LaneProposal,
  report: LaneReport,
  gates: readonly GateResult[],
  merge?: MergeStep,
): Advanced {
  return { kind: 'done', lane: { ...report, gates, merge: merge?.kind, until: untilOf(aim) } };
}

/** Approvals were for the head they were given to; a head that is written now has none. */
function gatesOf(
  aim: LaneProposal,
  plan: LanePlan,
  decision: Decision,
  records: Records,
  knowledge: Environments,
): readonly GateResult[] {
  const question = questionOf(aim, moving(aim, plan), aim.wave, records, knowledge);
  const { review } = question;
  return evaluateGates(
    writes(decision) && review !== undefined ? { ...question, review: { ...review, reviews: [] } } : question,
  );
}

/** The registry is asked only for what is written. */
async function carry(
  aim: LaneProposal,
  plan: LanePlan,
  decision: Decision,
  story: PullRequestFacts,
  { hands, source, knowledge }: LaneTools,
): Promise<Carried> {
  if (decision.kind !== 'propose') return carryOut(plan, decision, hands);
  const whole = planAim(aim, await resolved(aim, knowledge.config, source), plan.state, knowledge, story);
  return carryOut(whole, decision, hands);
}

interface Shown {
  readonly any: boolean;
  readonly status: boolean;
  readonly blocked: boolean;
}

/** Writes the gates to the head and into the description, and what waits behind; only what changed. */
async function show(
  aim: LaneProposal,
  decision: Decision,
  { head, pull }: LaneReport,
  story: PullRequestFacts,
  { hands, run }: LaneTools,
): Promise<Shown> {
  const { open, place } = aim;
  const { github } = hands;
  const repository = place.state.fullName;
  const kept = decision.kind === 'keep';
  if ((!kept && decision.kind !== 'propose') || pull === undefined || head === undefined)
    return { any: false, status: false, blocked: false };
  const present = open !== undefined && open.headOid === head ? open.statuses : [];
  const statuses = statusesToWrite(story.gates, present, run);
  for (const { targetUrl: url, ...status } of statuses) {
    await github.writeStatus({ repository, commit: head, ...status, url });
  }
  const body = kept && open !== undefined ? withGates(open.body, story) : undefined;
  const rewrite = body !== undefined && lines(body) !== lines(open?.body ?? '');
  if (rewrite) await github.rewritePull({ repository, number: pull.number }, { body });
  const waits = aim.environment.policy === 'hold' && aim.next.length > 0 && open !== undefined;
  const newer: Proposal = Object.fromEntries(aim.next.map(({ name: image, digest }) => [image, digest]));
  const key = Object.values(newer).join(' ');
  const said = waits && (await commentOnce(github, repository, open, heldBackComment(newer, key)));
  return { any: statuses.length > 0 || rewrite || said, status: statuses.length > 0, blocked: waits };
}

/** GitHub's web editor writes CRLF. */
function lines(text: string): string {
  return text.replaceAll('\r\n', '\n').trimEnd();
}

async function mergeOf(
  aim: LaneProposal,
  decision: Decision,
  { head, pull }: LaneReport,
  gates: readonly GateResult[],
  statusChanged: boolean,
  { github, target }: LaneWriter,
): Promise<MergeStep | undefined> {
  const { open, environment, place } = aim;
  const [method] = target.state.mergeMethods;
  if (pull === undefined || head === undefined || method === undefined) return undefined;
  const ours = decision.kind === 'propose' || (decision.kind === 'keep' && decision.ours);
  const wish = {
    repository: place.state.fullName,
    pull: { id: pull.id, number: pull.number },
    head,
    method,
  };
  if (!ours || !allPassed(gates)) {
    const stopped = open !== undefined && (await stopMerging(wish, open, github));
    const why = ours ? 'Not all gates have passed.' : 'A person added to its branch, so a person merges it.';
    return environment.merge === 'auto' || stopped ? { kind: 'waits', changed: stopped, why } : undefined;
  }
  if (environment.merge !== 'auto') return undefined;
  const unmoved = open !== undefined && open.headOid === head ? open : undefined;
  return mergeStep({ request: wish, open: unmoved, statusChanged }, place.state, github);
}
