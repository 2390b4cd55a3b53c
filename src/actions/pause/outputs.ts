import type { PauseReport } from '../../lanes/pause/request.ts';
import { type Outputs, pullOutputs } from '../lane/outputs.ts';

/** The outputs of a run; the names are those of the other actions that open pull requests. */
export function outputsOf(report: PauseReport): Outputs {
  const { outcome, changed, pull } = report;
  return {
    outcome,
    changed: String(changed),
    ...pullOutputs(report),
    json: JSON.stringify({
      ...report,
      pull: undefined,
      pullRequest: pull ?? null,
      merge: report.merge ?? null,
    }),
  };
}
