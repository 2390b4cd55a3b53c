import type { Stage } from '../actions/stage.ts';
import { type ActionRun, runAction } from './run-action.ts';

/** What a run of an action in a config repo is given beside the token. */
export type Inputs = Readonly<Record<string, string>>;

/** The bundle of an action as a runner starts it in a config repo. */
export function actIn(
  action: 'promote' | 'rollback',
  { github, token, login }: Pick<Stage, 'github' | 'token' | 'login'>,
  repository: string,
  inputs: Inputs = {},
): Promise<ActionRun> {
  return runAction(action, {
    inputs: { 'github-token': token, 'config-repository': repository, ...login, ...inputs },
    env: {
      GITHUB_SERVER_URL: github.url,
      GITHUB_API_URL: github.apiUrl,
      GITHUB_REPOSITORY: repository,
      GITHUB_RUN_ID: '7',
      GITHUB_RUN_ATTEMPT: '1',
    },
  });
}

/** `promote`: with `images` it promotes them, without it advances. */
export function promoteIn(
  stage: Pick<Stage, 'github' | 'token' | 'login'>,
  repository: string,
  inputs: Inputs = {},
): Promise<ActionRun> {
  return actIn('promote', stage, repository, inputs);
}
