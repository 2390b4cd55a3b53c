import { readContext } from './context.ts';
import { createInputs, type EnvironmentVariables } from './inputs.ts';
import { createLog, issueCommand } from './log.ts';
import type { Runner } from './runner.ts';
import { createSecrets } from './secrets.ts';
import { endAfter } from './time-limit.ts';
import { announce, appendOutput, appendSummary, readPayload } from './step-files.ts';

/**
 * The runner that this process runs under. Inputs, context and the files to write to come from `env`. A
 * cancelled run aborts `stop`.
 */
export function createRunner(env: EnvironmentVariables = process.env, stop?: AbortSignal): Runner {
  const secrets = createSecrets();
  const log = createLog(secrets);
  const summaryFile = env['GITHUB_STEP_SUMMARY'];
  const artifactsFile = env['GITHUB_ARTIFACTS'];
  return {
    inputs: createInputs(env),
    context: readContext(env, process.cwd()),
    log,
    stop,
    eventPayload: () => readPayload(env['GITHUB_EVENT_PATH']),
    output: (name, value) => writeOutput(name, secrets.hideLong(value), env, log.info),
    async summary(markdown) {
      if (summaryFile === undefined || summaryFile === '') return;
      const cut = await appendSummary(summaryFile, secrets.hide(markdown));
      if (cut) log.warning('The job summary is full (1 MiB); the rest of it is left out.');
    },
    mask(secret) {
      for (const part of secrets.add(secret)) issueCommand('add-mask', part);
    },
    hide: (text) => secrets.hideLong(text),
    endAfter: (deadline) => endAfter({ deadline, summaryFile: summaryFile ?? '' }),
    announceArtifact(reference) {
      if (artifactsFile === undefined || artifactsFile === '') return false;
      const result = announce(artifactsFile, reference);
      const done = result === 'announced' || result === 'already announced';
      if (!done) log.warning(`${reference} is not in $GITHUB_ARTIFACTS: ${result}.`);
      return done;
    },
  };
}

/**
 * A run outside Actions has no file for outputs. The output is a line of the log then, for GitHub has removed
 * the old command.
 */
function writeOutput(
  name: string,
  value: string,
  env: EnvironmentVariables,
  print: (line: string) => void,
): void {
  const { GITHUB_OUTPUT: path = '' } = env;
  if (path === '') print(`output ${name}=${value}`);
  else appendOutput(path, name, value);
}
