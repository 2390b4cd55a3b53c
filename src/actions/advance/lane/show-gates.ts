import type { LaneReport } from '../../../lanes/lane-report.ts';
import { commentOnce } from '../../../lanes/write/comment-once.ts';
import type { Proposal } from '../../../promotion/lane/decide.ts';
import { heldBackComment } from '../../../promotion/pull-request/comments.ts';
import { withPresentFacts } from '../../../promotion/pull-request/present-facts.ts';
import { statusesToWrite } from '../../../promotion/status/commit-status.ts';
import { type JudgedProposal, type LaneTools, leavesToAPerson } from './judge-lane.ts';

/** Whether anything was written, and whether statuses were. */
interface ShownGates {
  readonly any: boolean;
  readonly status: boolean;
}

const NOTHING_SHOWN: ShownGates = { any: false, status: false };

/** Writes the gates to the head and into the description, and what waits behind; only what changed. */
export async function showGates(
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
