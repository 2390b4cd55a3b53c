import type { FoundDrift } from '../../cluster/find-drift.ts';
import { countPlaces, verdictOf } from '../../drift/compare/drift-report.ts';
import { driftJson } from '../../drift/report/drift-json.ts';
import type { Runner } from '../../runner/runner.ts';

const OUTPUTS = ['drift', 'differences', 'commit', 'since', 'json'] as const;
export type Outputs = Readonly<Record<(typeof OUTPUTS)[number], string>>;

/** What a run says that failed before it knew anything. */
export const NO_OUTPUTS: Outputs = { drift: '', differences: '', commit: '', since: '', json: '{}' };

/** A runner takes a mebibyte for an output; a job that needs more reads the SARIF file. */
const LONGEST_JSON = 900_000;

export function outputsOf({ report, commit, notes }: FoundDrift, since: Date | undefined): Outputs {
  const whole = { ...driftJson(report), commit: commit ?? null, since: since?.toISOString() ?? null, notes };
  const json = JSON.stringify(whole);
  return {
    drift: verdictOf(report),
    differences: String(countPlaces(report)),
    commit: commit ?? '',
    since: since?.toISOString() ?? '',
    json: json.length <= LONGEST_JSON ? json : JSON.stringify({ ...whole, objects: [], isCut: true }),
  };
}

/** Sets all outputs. Called once in every run. */
export function setOutputs(runner: Pick<Runner, 'output'>, outputs: Outputs): void {
  for (const name of OUTPUTS) runner.output(name, outputs[name]);
}
