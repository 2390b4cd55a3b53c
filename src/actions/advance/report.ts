import type { WaybillError } from '../../errors/waybill-error.ts';
import { failedReport, type LaneReport } from '../../lanes/lane-report.ts';
import type { GateResult } from '../../promotion/gates/gate.ts';
import { presentBranch } from '../../promotion/lane/lane.ts';
import type { LaneStep } from './lane/lane-step.ts';

/** What became of one lane of one environment. */
export interface AdvancedLane extends LaneReport {
  readonly gates: readonly GateResult[];
  /** When an image of it that is left out for now may come in by itself. */
  readonly until: Date | undefined;
}

/** What a whole advance run did. */
export interface AdvanceReport {
  readonly repository: string;
  readonly base: { readonly branch: string; readonly oid: string };
  readonly dryRun: boolean;
  readonly environments: readonly string[];
  /** Lanes that have something to say: a proposal, or a reason why there is none. */
  readonly lanes: readonly AdvancedLane[];
  /** The next moment at which a gate may pass by itself. */
  readonly nextLook: Date | undefined;
}

/** A lane that nothing is proposed for, and why. */
export function waitingLane(step: Extract<LaneStep, { kind: 'wait' }>): AdvancedLane {
  return { ...bareReport(step), outcome: 'unchanged', reason: step.why };
}

/** A lane that could not go on. The others do. `changed`: something of it was written before. */
export function failedLane(step: LaneStep, errors: readonly WaybillError[], changed = false): AdvancedLane {
  return failedReport(bareReport(step), errors, changed);
}

/** When an image that the step leaves out for now may come in by itself. */
export function untilOf(step: LaneStep): Date | undefined {
  return step.kind === 'propose' || step.kind === 'wait' ? step.until : undefined;
}

/** The report of a lane that this run wrote nothing of. */
export function bareReport(step: LaneStep): AdvancedLane {
  const { lane, open } = step;
  return {
    lane,
    branch: presentBranch(lane),
    outcome: 'unchanged',
    changed: false,
    reason: '',
    pull: open === undefined ? undefined : { id: open.id, number: open.number, url: open.url },
    head: open?.headOid,
    proposal: {},
    placed: [],
    files: [],
    left: [],
    errors: [],
    gates: [],
    merge: undefined,
    until: untilOf(step),
  };
}
