import { writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { WaybillError } from '../../errors/waybill-error.ts';
import type { Runner } from '../../runner/runner.ts';
import { type DriftInputs, readInputs, type StatusPlace } from './inputs.ts';
import { NO_OUTPUTS, type Outputs, outputsOf, setOutputs } from './outputs.ts';
import type { DriftRun } from './run.ts';

/** The drift action. It reads the inputs, compares, tells the base branch, and reports. */
export async function main(runner: Runner): Promise<void> {
  let outputs: Outputs = NO_OUTPUTS;
  try {
    const cwd = process.env['GITHUB_WORKSPACE'] || process.cwd();
    const inputs = readInputs(runner, cwd);
    // Loaded once the inputs are good: a mistake in them is reported before anything heavy is read.
    const [{ runDrift }, { programRunner }] = await Promise.all([
      import('./run.ts'),
      import('../../cluster/find-drift.ts'),
    ]);
    runner.endAfter(inputs.limit);
    const run = programRunner({ cwd, env: process.env, stop: runner.stop });
    const github = inputs.status === undefined ? undefined : await open(inputs.status, inputs.limit, runner);
    const result = await runDrift(inputs, { run, github, now: new Date() });
    outputs = outputsOf(result.found, result.since);
    await report(result, inputs, runner);
  } finally {
    setOutputs(runner, outputs);
  }
}

async function open({ token, apiUrl }: StatusPlace, limit: number, { log, hide, stop }: Runner) {
  const [{ createGitHub }, { fetchFor }] = await Promise.all([
    import('../../github/github.ts'),
    import('../../http/http.ts'),
  ]);
  return createGitHub({
    token,
    apiUrl,
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    now: Date.now,
    random: Math.random,
    log,
    deadline: Date.now() + limit,
    signal: stop,
    hide: (text) => hide(text),
    fetch: fetchFor(process.env),
  });
}

async function report({ found, since }: DriftRun, inputs: DriftInputs, runner: Runner): Promise<void> {
  const [{ driftText }, { driftMarkdown }, { driftSarif }, { verdictOf }, { wholeWords }] = await Promise.all(
    [
      import('../../drift/report/drift-text.ts'),
      import('../../drift/report/drift-summary.ts'),
      import('../../drift/report/drift-sarif.ts'),
      import('../../drift/compare/drift-report.ts'),
      import('../../drift/report/describe.ts'),
    ],
  );
  for (const line of [...found.notes, ...driftText(found.report)]) runner.log.info(line);
  await runner.summary(`### Drift of ${inputs.environment}\n\n${driftMarkdown(found.report)}\n`);
  if (inputs.sarif !== undefined) {
    const file = isAbsolute(inputs.sarif) ? inputs.sarif : join(inputs.root, inputs.sarif);
    writeFileSync(file, JSON.stringify(driftSarif(found.report, '1'), null, 2));
  }
  const verdict = verdictOf(found.report);
  if (verdict === 'unknown')
    throw new WaybillError('DRIFT_UNKNOWN', `${inputs.environment}: ${wholeWords(found.report)}`, {
      hint: 'The report above names what could not be read. Let the login read those kinds, or mend the files.',
    });
  if (verdict !== 'drift' || !inputs.fails) return;
  const from = since === undefined ? '' : ` It is so since ${since.toISOString()}.`;
  runner.log.error(
    new WaybillError('DRIFT_FOUND', `${inputs.environment}: ${wholeWords(found.report)}${from}`, {
      hint: 'Let the agent take it back, declare what runs, or tolerate it in waybill.yaml, with a reason and an end.',
    }),
  );
  // 1 says that the run did not come to an answer.
  process.exitCode = 2;
}
