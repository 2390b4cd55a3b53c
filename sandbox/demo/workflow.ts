import type { ActionRun } from '../runner/run-action.ts';
import { runAction } from '../runner/run-action.ts';

/** The repository and commit that a workflow run belongs to. */
export interface RunSource {
  readonly repository: string;
  readonly commit: string;
  readonly ref: string;
  readonly serverUrl: string;
  readonly apiUrl: string;
  readonly workspace: string;
  readonly runs: DemoRuns;
}

/** Numbers the workflow runs of the demo, and shows each on a page. */
export interface DemoRuns {
  next(): string;
  show(id: string, title: string, summary: string): void;
}

/**
 * Runs a bundle with the variables that a runner sets in a workflow run of `source`. When the bundle fails,
 * this throws the action's own words: a user would see nothing else.
 */
export async function runInWorkflow(
  action: string,
  source: RunSource,
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
): Promise<ActionRun> {
  const id = source.runs.next();
  const run = await runAction(action, {
    inputs,
    cwd: source.workspace,
    timeout: 120_000,
    env: {
      ...env,
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_SERVER_URL: source.serverUrl,
      GITHUB_API_URL: source.apiUrl,
      GITHUB_REPOSITORY: source.repository,
      GITHUB_SHA: source.commit,
      GITHUB_REF: source.ref,
      GITHUB_REF_NAME: source.ref.replace(/^refs\/(?:heads|tags)\//, ''),
      GITHUB_EVENT_NAME: 'push',
      GITHUB_ACTOR: 'alice',
      GITHUB_WORKFLOW: 'release',
      GITHUB_RUN_ID: id,
      GITHUB_RUN_ATTEMPT: '1',
      GITHUB_WORKSPACE: source.workspace,
    },
  });
  source.runs.show(id, `release: ${action}`, run.summary);
  if (run.exitCode === 0) return run;
  throw new Error(`The ${action} action ended with ${run.exitCode}:\n${run.stdout}${run.stderr}`);
}
