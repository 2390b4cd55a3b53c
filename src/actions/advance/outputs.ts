import type { Outcome } from '../../promotion/lane/decide.ts';
import { laneJson, pullOutputs, type RootOutputs } from '../lane/outputs.ts';
import type { AdvanceReport } from './report.ts';

/** From what a person should look at first to what needs nobody. */
const NOTABLE: readonly Outcome[] = [
  'blocked',
  'merged',
  'superseded',
  'created',
  'updated',
  'closed',
  'unchanged',
];

/** The outputs of an advance run: the scalars speak of the most notable lane, `json` of all. */
export function outputsOf(report: AdvanceReport): RootOutputs {
  const { lanes, nextLook } = report;
  const [lane] = lanes.toSorted((a, b) => NOTABLE.indexOf(a.outcome) - NOTABLE.indexOf(b.outcome));
  return {
    outcome: lane?.outcome ?? 'unchanged',
    changed: String(lanes.some(({ changed }) => changed)),
    ...pullOutputs(lane),
    'next-look': nextLook?.toISOString() ?? '',
    json: JSON.stringify({
      ...report,
      nextLook: nextLook?.toISOString() ?? null,
      lanes: lanes.map((moved) => ({
        environment: moved.lane.environment,
        ...laneJson(moved),
        error: moved.errors[0]?.code ?? null,
        gates: moved.gates.map(({ gate, state, reason, until }) => ({
          gate,
          state,
          reason,
          until: until?.toISOString() ?? null,
        })),
      })),
    }),
  };
}
