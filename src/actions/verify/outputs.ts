import { worstState } from '../../promotion/gates/gate.ts';
import type { Runner } from '../../runner/runner.ts';
import type { VerifyReport } from '../../changes/report.ts';
import { verdictJson } from '../../changes/json/verdict-json.ts';

/** Every output of the action, in the order of action.yml. */
const OUTPUTS = ['verdict', 'changed', 'json'] as const;
export type Outputs = Readonly<Record<(typeof OUTPUTS)[number], string>>;

/** What a run says that failed before it knew anything. */
export const NO_OUTPUTS: Outputs = { verdict: '', changed: 'false', json: '{}' };

/** The outputs of a run: the worst verdict of all, and everything in `json`. */
export function outputsOf({ repository, verified, dryRun, nextLook }: VerifyReport): Outputs {
  const states = verified.map(({ verdict }) => verdict.state);
  return {
    verdict: states.length === 0 ? '' : worstState(states),
    changed: String(verified.some(({ isWritten }) => isWritten)),
    json: JSON.stringify({
      repository,
      dryRun,
      nextLook: nextLook?.toISOString() ?? null,
      pullRequests: verified.map(verdictJson),
    }),
  };
}

/** Sets all outputs. Called once in every run. */
export function setOutputs(runner: Pick<Runner, 'output'>, outputs: Outputs): void {
  for (const name of OUTPUTS) runner.output(name, outputs[name]);
}
