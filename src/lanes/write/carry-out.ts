import { WaybillError } from '../../errors/waybill-error.ts';
import type { GitHub } from '../../github/github.ts';
import { closedComment, touchedComment } from '../../promotion/pull-request/comments.ts';
import type { Decision } from '../../promotion/lane/decide.ts';
import { laneText, type LanePull, presentBranch } from '../../promotion/lane/lane.ts';
import { withClosedMark } from '../../promotion/pull-request/marker.ts';
import { withWhoMerges } from '../../promotion/pull-request/what-comes-next.ts';
import type { LanePlan } from '../plan/plan-lane.ts';
import { type Carried, type LaneReport, reportOf, toldIn, withMerge } from '../lane-report.ts';
import { factsOf } from './facts-of.ts';
import { type LaneWriter, leftToAPerson } from './lane-writer.ts';
import { followUpOn, heldBack, settleMerging, UNPROVEN } from './finish-pull.ts';
import type { Proposing } from './proposal-text.ts';
import { proposeLanes } from './propose.ts';
import { commentOnce } from './comment-once.ts';
import { showUnjudged, showVerdict } from './show-verdict.ts';

/**
 * Does what was decided about one lane. Every step can be the last of this run: the next run goes on from
 * there.
 */
export async function carryOut(lanePlan: LanePlan, decision: Decision, given: LaneWriter): Promise<Carried> {
  const isLeft = isPaused(lanePlan) || lanePlan.doubted.length > 0;
  const writer = isLeft ? leftToAPerson(given) : given;
  const told = async (step: () => Promise<LaneReport>): Promise<Carried> => {
    const pull = lanePlan.state.pulls.find(({ state }) => state === 'open');
    const before = reportOf(lanePlan, decision, { reason: '', pull });
    return { kind: 'done', report: await toldIn(before, writer.github, step) };
  };
  if (decision.kind === 'nothing' && decision.leftBranch !== undefined)
    return told(() => sweep(lanePlan, decision, writer));
  switch (decision.kind) {
    case 'propose':
      return propose({ lanePlan, decision, writer });
    case 'close':
      return close(lanePlan, decision, writer);
    case 'taken':
      return { kind: 'done', report: leaveTaken(lanePlan, decision, writer) };
    case 'touched':
      return told(() => leaveTouched(lanePlan, decision, writer));
    case 'keep':
      return told(() => keep(lanePlan, decision, writer));
    case 'nothing':
    case 'refused':
    case 'outrun':
    case 'behind':
    case 'reserved': {
      const { pull } = decision;
      return {
        kind: 'done',
        report: reportOf(lanePlan, decision, { reason: reasonOf(lanePlan, decision), pull }),
      };
    }
  }
}

/** Whether a pause keeps it from being merged. A roll back has no gates, so none keeps it. */
function isPaused({ facts }: LanePlan): boolean {
  return facts?.gates.some(({ gate, state }) => gate === 'pause' && state !== 'passed') ?? false;
}

async function propose(lane: Proposing): Promise<Carried> {
  const [result] = await proposeLanes([lane], lane.writer.github);
  if (result === undefined) throw new TypeError('one lane has one result');
  if (!result.ok) throw result.problem;
  return result.value;
}

function reasonOf(
  { lane }: LanePlan,
  decision: Extract<Decision, { kind: 'nothing' | 'refused' | 'outrun' | 'behind' | 'reserved' }>,
): string {
  if (decision.kind === 'behind') return `${decision.why} The input "allow-older" lets it pass.`;
  const declared = `${lane.environment} declares it already.`;
  if (decision.pull === undefined) return declared;
  const pull = `Pull request #${decision.pull.number}`;
  switch (decision.kind) {
    case 'nothing':
      return `${declared} ${pull} proposes another digest and is left open.`;
    case 'refused':
      return `${pull} proposed the same and was closed without merging. Reopen it to propose it again.`;
    case 'outrun':
      return `${pull} proposes an image that was built later. Close it to promote this one.`;
    case 'reserved':
      return `${pull} is a ${decision.by} that a person asked for, so it is left as it is. Merge or close it first.`;
  }
}

/**
 * Labels and reviewers may have been missed by the run that opened it, and who merges it may be another now.
 * A person's commit is not merged by itself.
 */
async function keep(
  lanePlan: LanePlan,
  decision: Extract<Decision, { kind: 'keep' }>,
  writer: LaneWriter,
): Promise<LaneReport> {
  const { pull, head, ours } = decision;
  const more = ours ? '' : ' A person added to its branch; that is left as it is.';
  const reason = `The pull request proposes it already.${more}`;
  const judged = ours
    ? await showVerdict(lanePlan, head, writer)
    : await showUnjudged(lanePlan, head, writer);
  const report = reportOf(lanePlan, decision, { reason, pull, head, changed: judged });
  if (!ours) return withMerge(report, await settleMerging(pull, head, pull, leftToAPerson(writer)));
  await followUpOn([{ pull, existing: pull, writer }], writer.github);
  const reworded = await sayWhoMerges(lanePlan, pull, writer);
  const told = { ...report, changed: judged || reworded };
  const { isUnproven = false } = lanePlan.situation;
  if (isUnproven && writer.merging.atOnce) return withMerge(told, UNPROVEN);
  return withMerge(told, await settleMerging(pull, head, pull, heldBack(lanePlan, writer)));
}

/** Brings the words about who merges up to date. Where gates decide that, `advance` does. */
async function sayWhoMerges(lanePlan: LanePlan, pull: LanePull, writer: LaneWriter): Promise<boolean> {
  const { github, destination, merging } = writer;
  const body = withWhoMerges(pull.body, factsOf(lanePlan, writer));
  if (merging.by === 'by-gates' || body === pull.body) return false;
  await github.rewritePull({ repository: destination.state.fullName, number: pull.number }, { body });
  return true;
}

/** Nothing of another lane is moved, closed, merged or written to. */
function leaveTaken(
  lanePlan: LanePlan,
  decision: Extract<Decision, { kind: 'taken' }>,
  { destination }: LaneWriter,
): LaneReport {
  const branch = presentBranch(lanePlan.lane);
  const { why, pull } = decision;
  const error = new WaybillError(
    'LANE_TAKEN',
    `The branch ${branch} of ${destination.state.fullName} is not that of the lane ${laneText(lanePlan.lane)}. ${why} It is left as it is.`,
    {
      hint: 'Two lanes need two names: give the environment, the group or the image another one. A pull request that was retargeted goes on once its base is set back. What nobody needs any more is closed, and its branch deleted, by a person.',
    },
  );
  return reportOf(lanePlan, decision, { reason: error.message, pull, errors: [error] });
}

async function leaveTouched(
  lanePlan: LanePlan,
  decision: Extract<Decision, { kind: 'touched' }>,
  writer: LaneWriter,
): Promise<LaneReport> {
  const { github, destination } = writer;
  const { head, pull } = decision;
  const branch = presentBranch(lanePlan.lane);
  const repository = destination.state.fullName;
  const comment = touchedComment(lanePlan.lane, branch, head, lanePlan.situation.proposal);
  const said = pull !== undefined && (await commentOnce(github, repository, pull, comment));
  const shown = pull !== undefined && (await showUnjudged(lanePlan, head, writer));
  const changed = said || shown;
  const where = pull === undefined ? '' : ` (pull request #${pull.number})`;
  const error = new WaybillError(
    'LANE_TOUCHED',
    `The branch ${branch} of ${repository}${where} has a commit that Waybill did not make: ${head.slice(0, 7)}. It is left as it is.`,
    {
      hint: 'Merge the pull request, or take that commit off the branch; the next run then goes on. Closing the pull request and deleting the branch makes room for the next digest.',
    },
  );
  return reportOf(lanePlan, decision, { reason: error.message, pull, head, changed, errors: [error] });
}

/**
 * The branch goes first, and GitHub then closes its pull request: a run that ends in between leaves nothing
 * behind. The mark goes before both, so that nobody takes it for a person's refusal.
 */
async function close(
  lanePlan: LanePlan,
  decision: Extract<Decision, { kind: 'close' }>,
  { github, destination }: LaneWriter,
): Promise<Carried> {
  const { pull, head } = decision;
  const { fullName: repository, base } = destination.state;
  const reason = `${lanePlan.lane.environment} declares it already, so pull request #${pull.number} had nothing left to do.`;
  let isMoved = false;
  const report = await toldIn(reportOf(lanePlan, decision, { reason, pull }), github, async () => {
    await commentOnce(github, repository, pull, closedComment(base.branch, lanePlan.situation.key));
    await github.rewritePull({ repository, number: pull.number }, { body: withClosedMark(pull.body) });
    isMoved = (await deleteBranch(lanePlan, head, { github, destination })).kind === 'moved';
    if (!isMoved) await github.rewritePull({ repository, number: pull.number }, { state: 'closed' });
    return reportOf(lanePlan, decision, { reason, pull, changed: true });
  });
  return isMoved ? { kind: 'moved' } : { kind: 'done', report };
}

/** Deletes the branch that a run left that ended while it closed the pull request. */
async function sweep(
  lanePlan: LanePlan,
  decision: Extract<Decision, { kind: 'nothing' }>,
  writer: LaneWriter,
): Promise<LaneReport> {
  const { leftBranch: head } = decision;
  const reason = reasonOf(lanePlan, decision);
  if (head === undefined) return reportOf(lanePlan, decision, { reason });
  const { kind } = await deleteBranch(lanePlan, head, writer);
  if (kind === 'moved') return reportOf(lanePlan, decision, { reason });
  const swept = `${reason} The branch ${presentBranch(lanePlan.lane)} of a closed pull request was left, and is deleted.`;
  return reportOf(lanePlan, decision, { reason: swept, changed: true });
}

function deleteBranch(
  { lane }: LanePlan,
  head: string,
  { github, destination: { state } }: Pick<LaneWriter, 'github' | 'destination'>,
): ReturnType<GitHub['moveBranch']> {
  const { fullName: repository, id: repositoryId } = state;
  const branch = presentBranch(lane);
  return github.moveBranch({ repository, repositoryId, branch, before: head, after: undefined });
}
