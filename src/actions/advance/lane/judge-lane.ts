import { WaybillErrors } from '../../../errors/waybill-error.ts';
import type { Collaborators } from '../../../environments/collaborators.ts';
import type { Environments } from '../../../environments/environments.ts';
import { gateQuestion, withoutReviews } from '../../../environments/gate-question.ts';
import { requireTagsOfDigests } from '../../../lanes/plan/check-tags.ts';
import type { DoubtTools } from '../../../lanes/plan/doubts.ts';
import { logLane } from '../../../lanes/plan/log-plan.ts';
import { refusalsOf } from '../../../lanes/plan/plan-lane.ts';
import { pullRequestFacts } from '../../../lanes/plan/pull-request-facts.ts';
import { mergesItself } from '../../../lanes/pull-settings.ts';
import { type LaneWriter, laneWriter } from '../../../lanes/write/lane-writer.ts';
import { type DoubtedImage, withDoubts } from '../../../promotion/gates/doubt.ts';
import { evaluateGates } from '../../../promotion/gates/evaluate.ts';
import { allPassed, type GateResult } from '../../../promotion/gates/gate.ts';
import { type Decision, decide, writesHead } from '../../../promotion/lane/decide.ts';
import type { PullRequestFacts } from '../../../promotion/pull-request/facts.ts';
import type { ImageSource } from '../../../records/record-reader.ts';
import { endedHolds } from '../ended-holds.ts';
import type { AdvanceRequest } from '../inputs.ts';
import { isInQuestion, laneDoubts } from './lane-doubts.ts';
import type { ProposingLane } from './lane-step.ts';
import { movingImages, type PlannedProposal } from '../plan-proposals.ts';

/** What a lane is moved with. */
export interface LaneTools {
  readonly writer: LaneWriter;
  readonly source: ImageSource;
  readonly environments: Environments;
  readonly doubts: DoubtTools;
  readonly color: boolean;
  readonly dryRun: boolean;
  /** Whether Waybill merges once the gates have passed; a person does otherwise. */
  readonly isMerging: boolean;
  /** Address of the run, for a status without evidence. */
  readonly run: string | undefined;
}

/** A lane that is to be moved, and what it is moved with. */
export interface MovingLane {
  readonly proposal: PlannedProposal;
  readonly tools: LaneTools;
}

/** A proposal with what is to be done about it, and what its gates say. */
export interface JudgedProposal extends PlannedProposal {
  readonly decision: Decision;
  readonly gates: readonly GateResult[];
  readonly facts: PullRequestFacts;
}

/** A lane with what was decided, before anything is written. */
export interface JudgedLane {
  readonly judged: JudgedProposal;
  readonly tools: LaneTools;
}

/** Decides about a lane. Throws what keeps it from being written: refusals, and tags that point elsewhere. */
export async function judgeLane({ proposal, tools }: MovingLane): Promise<JudgedLane> {
  const { step, plan } = proposal;
  const { source, color } = tools;
  const decision = decide(plan.situation);
  const refused = refusalsOf([plan], step.baseBranch.read);
  if (refused.length > 0 || writesHead(decision))
    logLane(plan, { log: source.log, color, stops: refused.length > 0 });
  if (refused.length > 0) throw new WaybillErrors(refused);
  const first = judge(proposal, decision, tools, []);
  const doubted = isInQuestion(proposal, first, tools) ? await laneDoubts(proposal, tools) : [];
  const judged = doubted.length === 0 ? first : judge(proposal, decision, tools, doubted);
  if (writesOrMerges(judged, tools.isMerging)) await requireTagsOfDigests([plan], source.registry);
  return { judged, tools };
}

/**
 * The registry is asked about a tag that stands alone when it is written, and again when it is merged. Not in
 * between.
 */
function writesOrMerges({ decision, gates }: JudgedProposal, isMerging: boolean): boolean {
  return writesHead(decision) || (isMerging && allPassed(gates));
}

function judge(
  proposal: PlannedProposal,
  decision: Decision,
  { environments, isMerging }: LaneTools,
  doubted: readonly DoubtedImage[],
): JudgedProposal {
  const { step } = proposal;
  const { wave, records, proofs } = step;
  const images = movingImages(proposal);
  const asked = gateQuestion({ place: step, images, wave, records, proofs }, environments);
  const question = writesHead(decision) ? withoutReviews(asked) : asked;
  const { review, environment } = question;
  const gates = withDoubts(evaluateGates(question), doubted, { environment: environment.name, review });
  const facts = pullRequestFacts(step, gates, environments);
  const merge = isMerging && !leavesToAPerson(step) ? ('auto' as const) : ('manual' as const);
  const ended = endedHolds(step, environments);
  return { ...proposal, decision, gates, facts: { ...facts, merge, endedHolds: ended } };
}

/** Something newer waits, and the policy leaves it to a person which of the two it shall be. */
export function leavesToAPerson({ environment, next, open }: ProposingLane): boolean {
  return environment.policy === 'hold' && next.length > 0 && open !== undefined;
}

/** What a run was asked, and what it works with. */
interface RunTools {
  readonly request: AdvanceRequest;
  readonly collaborators: Collaborators;
}

/** What a lane is moved with in a run. */
export function laneTools(
  step: ProposingLane,
  { environments, doubts }: Pick<LaneTools, 'environments' | 'doubts'>,
  { request, collaborators }: RunTools,
): LaneTools {
  const { dryRun, run, pull } = request;
  const { color } = collaborators;
  return {
    writer: writerFor(step, environments, request, collaborators),
    source: collaborators,
    environments,
    doubts,
    color,
    dryRun,
    run,
    isMerging: mergesItself(pull, step.environment),
  };
}

/** Merging is decided here by the gates, never by GitHub as soon as a pull request is open. */
function writerFor(
  { environment, baseBranch, open }: ProposingLane,
  { config }: Environments,
  { pull, server, run }: AdvanceRequest,
  collaborators: Collaborators,
): LaneWriter {
  const { state, surveyed, modes } = baseBranch;
  const destination = { config, environment, state };
  const writer = laneWriter(
    { pull, server, run, destination, merging: 'by-gates', modes, surveyed },
    collaborators,
  );
  // GitHub takes a team off the list when one of its members has reviewed. Without this, it would be asked
  // again for ever.
  const reviewed = (open?.reviews.length ?? 0) > 0;
  return reviewed ? { ...writer, settings: { ...writer.settings, teamReviewers: [] } } : writer;
}
