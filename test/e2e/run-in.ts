import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import type { Stage } from '../actions/stage.ts';
import { type ActionRun, runAction } from './run-action.ts';

/** Runs the bundle of an action as a workflow run in a config repo does. */
export function runIn(
  { github, token, login }: Pick<Stage, 'github' | 'token' | 'login'>,
  { fullName }: Pick<SandboxRepository, 'fullName'>,
  action: string,
  inputs: Readonly<Record<string, string>> = {},
): Promise<ActionRun> {
  return runAction(action, {
    inputs: { 'github-token': token, 'config-repository': fullName, ...login, ...inputs },
    env: {
      GITHUB_SERVER_URL: github.url,
      GITHUB_API_URL: github.apiUrl,
      GITHUB_REPOSITORY: fullName,
      GITHUB_ACTOR: 'alice',
      GITHUB_RUN_ID: '7',
      GITHUB_RUN_ATTEMPT: '1',
    },
  });
}
