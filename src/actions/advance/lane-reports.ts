import type { WaybillError } from '../../errors/waybill-error.ts';
import { laneBranch } from '../../promotion/lane/lane.ts';
import type { LaneStep } from '../../environments/next-step.ts';
import type { AdvancedLane } from './report.ts';

/** A lane that nothing is proposed for, and why. */
export function waitingLane(aim: Extract<LaneStep, { kind: 'wait' }>): AdvancedLane {
  return { ...bare(aim), outcome: 'unchanged', reason: aim.why };
}

/** A lane that could not go on. The others do. */
export function failedLane(aim: LaneStep, errors: readonly WaybillError[]): AdvancedLane {
  const [first, ...others] = errors.map(({ message }) => message);
  const more = others.length === 0 ? '' : ` (and ${others.length} more in the log)`;
  return { ...bare(aim), outcome: 'blocked', reason: `${first ?? ''}${more}`, errors };
}

/** When an image that the aim leaves out for now may come in by itself. */
export function untilOf(aim: LaneStep): Date | undefined {
  return aim.kind === 'propose' || aim.kind === 'wait' ? aim.until : undefined;
}

function bare(aim: LaneStep): AdvancedLane {
  const { lane, open } = aim;
  return {
    lane,
    branch: laneBranch(lane),
    outcome: 'unchanged',
    changed: false,
    reason: '',
    pull: open === undefined ? undefined : { id: open.id, number: open.number, url: open.url },
    head: open?.headOid,
    proposal: {},
    placed: [],
    files: [],
    errors: [],
    gates: [],
    merge: undefined,
    until: untilOf(aim),
  };
}
