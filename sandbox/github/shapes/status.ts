import type { Deployment, DeploymentStatus, Repository, Status, StatusState } from '../state/model.ts';
import { nodeId } from '../state/node-id.ts';
import type { GitHubState } from '../state/github-state.ts';
import { timestamp, userShape } from './people.ts';
import { repositoryUrl } from './repository.ts';

export function statusShape(github: GitHubState, repo: Repository, sha: string, status: Status) {
  return { ...simpleStatusShape(github, repo, sha, status), creator: userShape(github, status.creator) };
}

export function simpleStatusShape(github: GitHubState, repo: Repository, sha: string, status: Status) {
  return {
    url: `${repositoryUrl(github, repo)}/statuses/${sha}`,
    avatar_url: `${github.url}/avatars/${github.person(status.creator).id}`,
    id: status.id,
    node_id: nodeId('SC', repo.fullName, sha, status.id),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: timestamp(status.createdAt),
    updated_at: timestamp(status.createdAt),
  };
}

/** The newest status of each context, oldest context first. GitHub takes `CI` and `ci` for one context. */
export function latestStatuses(repo: Repository, sha: string): Status[] {
  const latest = new Map<string, Status>();
  for (const status of repo.statuses.get(sha) ?? []) latest.set(status.context.toLowerCase(), status);
  return [...latest.values()];
}

/** One state for all contexts, as the combined status and the rollup say it. */
export function combinedState(statuses: readonly Status[]): Exclude<StatusState, 'error'> {
  if (statuses.some(({ state }) => state === 'failure' || state === 'error')) return 'failure';
  if (statuses.length === 0 || statuses.some(({ state }) => state === 'pending')) return 'pending';
  return 'success';
}

export function deploymentShape(github: GitHubState, repo: Repository, deployment: Deployment) {
  const url = `${repositoryUrl(github, repo)}/deployments/${deployment.id}`;
  const last = deployment.statuses.at(-1)?.createdAt ?? deployment.createdAt;
  return {
    url,
    id: deployment.id,
    node_id: nodeId('DE', repo.fullName, deployment.id),
    sha: deployment.sha,
    ref: deployment.ref,
    task: deployment.task,
    payload: deployment.payload,
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: deployment.description,
    creator: userShape(github, deployment.creator),
    created_at: timestamp(deployment.createdAt),
    updated_at: timestamp(last),
    statuses_url: `${url}/statuses`,
    repository_url: repositoryUrl(github, repo),
    transient_environment: deployment.transient,
    production_environment: deployment.production,
  };
}

export function deploymentStatusShape(
  github: GitHubState,
  repo: Repository,
  deployment: Deployment,
  status: DeploymentStatus,
) {
  const url = `${repositoryUrl(github, repo)}/deployments/${deployment.id}`;
  return {
    url: `${url}/statuses/${status.id}`,
    id: status.id,
    node_id: nodeId('DES', repo.fullName, status.id),
    state: status.state,
    creator: userShape(github, status.creator),
    description: status.description,
    environment: status.environment,
    target_url: status.logUrl,
    log_url: status.logUrl,
    environment_url: status.environmentUrl,
    created_at: timestamp(status.createdAt),
    updated_at: timestamp(status.createdAt),
    deployment_url: url,
    repository_url: repositoryUrl(github, repo),
  };
}
