import type { AdvanceStage } from '../actions/advance/stage.ts';
import { type ActionRun, runAction } from './run-action.ts';

/** Starts a bundle as a runner of the config repo does, for a person or an App. */
export function runInConfigRepo(
  stage: AdvanceStage,
  repository: string,
  action: string,
  inputs: Readonly<Record<string, string>> = {},
  actor = 'alice',
): Promise<ActionRun> {
  return runAction(action, {
    inputs: { 'github-token': stage.token, ...stage.login, ...inputs },
    env: {
      GITHUB_SERVER_URL: stage.github.url,
      GITHUB_API_URL: stage.github.apiUrl,
      GITHUB_REPOSITORY: repository,
      GITHUB_ACTOR: actor,
      GITHUB_RUN_ID: '7',
      GITHUB_RUN_ATTEMPT: '1',
    },
  });
}
