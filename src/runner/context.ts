import type { EnvironmentVariables } from './inputs.ts';
import type { RunContext } from './runner.ts';

/**
 * What the runner's default environment variables say of the run. Without a workspace among them it is
 * `here`.
 */
export function readContext(env: EnvironmentVariables, here: string): RunContext {
  const serverUrl = withoutSlash(env['GITHUB_SERVER_URL']) ?? 'https://github.com';
  const repository = filled(env['GITHUB_REPOSITORY']);
  return {
    serverUrl,
    apiUrl: withoutSlash(env['GITHUB_API_URL']) ?? 'https://api.github.com',
    repository,
    commit: filled(env['GITHUB_SHA'])?.toLowerCase(),
    ref: filled(env['GITHUB_REF']),
    event: filled(env['GITHUB_EVENT_NAME']),
    actor: filled(env['GITHUB_ACTOR']),
    workflow: filled(env['GITHUB_WORKFLOW']),
    run: readRun(env, serverUrl, repository),
    workspace: filled(env['GITHUB_WORKSPACE']) ?? here,
  };
}

function readRun(
  env: EnvironmentVariables,
  serverUrl: string,
  repository: string | undefined,
): RunContext['run'] {
  const id = filled(env['GITHUB_RUN_ID']);
  if (id === undefined || !/^\d+$/.test(id) || repository === undefined) return undefined;
  const attempt = Number.parseInt(env['GITHUB_RUN_ATTEMPT'] ?? '', 10);
  return {
    id,
    attempt: attempt > 0 ? attempt : 1,
    url: `${serverUrl}/${repository}/actions/runs/${id}`,
  };
}

function filled(value: string | undefined): string | undefined {
  const text = value?.trim();
  return text === '' ? undefined : text;
}

function withoutSlash(url: string | undefined): string | undefined {
  return filled(url)?.replace(/\/+$/, '');
}
