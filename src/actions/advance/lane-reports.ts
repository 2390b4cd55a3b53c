import type { WaybillError } from '../../errors/waybill-error.ts';
import { laneBranch } from '../../promotion/lane.ts';
import type { Aim } from './aim.ts';
import type { AdvancedLane } from './report.ts';

/** A lane that nothing is proposed for, and why. */
export function waitingLane(aim: Extract<Aim, { kind: 'wait' }>): AdvancedLane {
  return { ...bare(aim), outcome: 'unchanged', reason: aim.why };
}

/** A lane that could not go on. The others do. */
export function failedLane(aim: Aim, error: WaybillError): AdvancedLane {
  return { ...bare(aim), outcome: 'blocked', reason: error.message, error };
}

function bare({ lane, open }: Aim): AdvancedLane {
  return {
    lane,
    branch: laneBranch(lane),
    outcome: 'unchanged',
    changed: false,
    reason: '',
    pull: open === undefined ? undefined : { id: open.id, number: open.number, url: open.url },
    head: open?.headOid,
    wanted: {},
    moves: [],
    files: [],
    error: undefined,
    gates: [],
    merge: undefined,
  };
}
