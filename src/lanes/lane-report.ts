import { errorsOf, type WaybillError } from '../errors/waybill-error.ts';
import { resultOf } from '../errors/go-on.ts';
import type { GitHub } from '../github/github.ts';
import { type Decision, type Outcome, outcomeOf, type Proposal } from '../promotion/lane/decide.ts';
import type { PlacedImage } from '../promotion/lane/images.ts';
import { type Lane, presentBranch } from '../promotion/lane/lane.ts';
import type { FileChange } from '../report/diff.ts';
import type { LeftPlace } from '../report/left-places.ts';
import type { MergeStep } from './write/merge-step.ts';
import { leftPlaces, type LanePlan } from './plan/plan-lane.ts';

/** What became of one lane. */
export interface LaneReport {
  readonly lane: Lane;
  readonly branch: string;
  readonly outcome: Outcome;
  /** Whether this run wrote anything. */
  readonly changed: boolean;
  /** Why, as a sentence. */
  readonly reason: string;
  readonly pull: { readonly id: string; readonly number: number; readonly url: string } | undefined;
  /** The commit that the lane's branch points to. */
  readonly head: string | undefined;
  readonly proposal: Proposal;
  readonly placed: readonly PlacedImage[];
  readonly files: readonly FileChange[];
  /** What names its images and stays as it is. */
  readonly left: readonly LeftPlace[];
  /** How far the pull request is on its way to being merged by itself; undefined where a person merges. */
  readonly merge: MergeStep['kind'] | undefined;
  /** Why the run fails although it went to its end: everything that stands in the way of this lane. */
  readonly errors: readonly WaybillError[];
}

/** What a whole run did. */
export interface PromoteReport {
  readonly environment: string;
  readonly repository: string;
  readonly base: { readonly branch: string; readonly oid: string };
  readonly dryRun: boolean;
  readonly lanes: readonly LaneReport[];
}

/**
 * How carrying a decision out went.
 *
 * - `done`: as decided
 * - `moved`: somebody moved the branch before us. Nothing of ours is on it; the lane has to be read again
 * - `overtaken`: ours was on the branch, and somebody moved it on while the pull request was written. Its
 *   text may speak of ours now
 */
export type Carried<Report extends LaneReport = LaneReport> =
  | { readonly kind: 'done'; readonly report: Report }
  | { readonly kind: 'moved' }
  | { readonly kind: 'overtaken'; readonly report: Report };

/** What became of a lane by a decision that was carried out, or that needed nothing to be done. */
export function reportOf(
  lanePlan: LanePlan,
  decision: Decision,
  facts: Pick<LaneReport, 'reason'> & Partial<Pick<LaneReport, 'head' | 'changed' | 'errors' | 'pull'>>,
): LaneReport {
  const { lane, situation, placed, files, state } = lanePlan;
  const { pull } = facts;
  return {
    lane,
    branch: presentBranch(lane),
    outcome: outcomeOf(decision),
    changed: facts.changed ?? false,
    reason: facts.reason,
    pull: pull === undefined ? undefined : { id: pull.id, number: pull.number, url: pull.url },
    head: facts.head ?? state.head?.oid,
    proposal: situation.proposal,
    placed,
    files,
    left: leftPlaces(lanePlan),
    merge: undefined,
    errors: facts.errors ?? [],
  };
}

/** The report with how far its pull request came on its way to being merged. */
export function withMerge<Report extends LaneReport>(report: Report, merge: MergeStep | undefined): Report {
  if (merge === undefined) return report;
  const known = { ...report, merge: merge.kind, changed: report.changed || merge.changed };
  if (merge.kind === 'merged' && merge.changed)
    return { ...known, outcome: 'merged', reason: MERGED[report.outcome] ?? 'The pull request was merged.' };
  return {
    ...known,
    reason: `${report.reason} ${merge.kind === 'waits' ? merge.why : ON_ITS_WAY[merge.kind]}`,
  };
}

/** What a run did that merged, by the outcome without the merge. */
const MERGED: Readonly<Partial<Record<Outcome, string>>> = {
  created: 'The pull request was opened and merged.',
  updated: 'The pull request was brought up to date and merged.',
  superseded: 'The pull request proposed an older digest; it proposed this one, and was merged.',
  unchanged: 'Its gates have passed, so it was merged.',
};

/** Words for what GitHub does with a pull request from here on. */
const ON_ITS_WAY: Readonly<Record<Exclude<MergeStep['kind'], 'waits'>, string>> = {
  merged: 'It was merged meanwhile.',
  queued: 'It is in the merge queue.',
  armed: 'GitHub merges it as soon as its rules are met.',
};

/** The errors of one lane. A bug, or a token that GitHub rejects, is not that of a lane: it is thrown. */
export function errorsOfLane(thrown: unknown): readonly WaybillError[] {
  const errors = errorsOf(thrown);
  if (errors.some(({ party, code }) => party === 'bug' || code === 'TOKEN_REJECTED')) throw thrown;
  return errors;
}

/** Takes a step at a lane. Its error is told in the report of what was done before. */
export async function toldIn<Report extends LaneReport>(
  report: Report,
  github: Pick<GitHub, 'writes'>,
  step: () => Promise<Report>,
): Promise<Report> {
  const before = github.writes();
  const result = await resultOf(step);
  if (result.ok) return result.value;
  return failedReport(report, errorsOfLane(result.problem), github.writes() > before);
}

/**
 * The report of a lane whose pull request may be written, and at which something went wrong afterwards. Such
 * an error does not stop the other lanes.
 */
export function failedReport<Report extends LaneReport>(
  report: Report,
  errors: readonly WaybillError[],
  changed: boolean,
): Report {
  const [first, ...others] = errors.map(({ message }) => message);
  const more = others.length === 0 ? '' : ` (and ${others.length} more in the log)`;
  return {
    ...report,
    outcome: 'blocked',
    changed: report.changed || changed,
    reason: `${first ?? ''}${more}`,
    errors: [...report.errors, ...errors],
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
