import { addStatus, isStatusState } from '../actions/statuses.ts';
import { findCommit, requireCommits } from '../actions/revisions.ts';
import { created, ok, GitHubRefusal, validationFailed, type GitHubAnswer } from '../http/answer.ts';
import { optionalText, requiredText } from '../http/body.ts';
import { param, repositoryRoute, type RepositoryCall, type GitHubRoute } from '../http/call.ts';
import { listAnswer, pageOf } from '../http/paging.ts';
import { repositoryShape, repositoryUrl } from '../shapes/repository.ts';
import { combinedState, latestStatuses, simpleStatusShape, statusShape } from '../shapes/status.ts';

const READ = [{ permission: 'statuses', level: 'read' }] as const;
const WRITE = [{ permission: 'statuses', level: 'write' }] as const;
const CONTENTS = [{ permission: 'contents', level: 'read' }] as const;

export const statusRoutes: readonly GitHubRoute[] = [
  repositoryRoute('POST /repo/statuses/{sha}', 'commits/statuses#create-a-commit-status', WRITE, create),
  repositoryRoute(
    'GET /repo/commits/{ref}/statuses',
    'commits/statuses#list-commit-statuses-for-a-reference',
    READ,
    list,
  ),
  repositoryRoute(
    'GET /repo/commits/{ref}/status',
    'commits/statuses#get-the-combined-status-for-a-specific-reference',
    READ,
    combined,
  ),
  repositoryRoute(
    'GET /repo/commits/{ref}/check-runs',
    'checks/runs#list-check-runs-for-a-git-reference',
    CONTENTS,
    checkRuns,
  ),
];

async function create(call: RepositoryCall): Promise<GitHubAnswer> {
  const sha = param(call, 'sha');
  const commit = /^[0-9a-f]{40}$/.test(sha) ? await findCommit(call.repo, sha) : undefined;
  if (commit === undefined) throw new GitHubRefusal(422, `No commit found for SHA: ${sha}`);
  const state = requiredText(call.body, 'state');
  if (!isStatusState(state)) {
    const message = 'state is not included in the list';
    throw validationFailed({ resource: 'Status', code: 'custom', field: 'state', message });
  }
  const status = await addStatus(call.github, call.repo, sha, {
    state,
    context: optionalText(call.body, 'context') ?? 'default',
    description: optionalText(call.body, 'description') ?? null,
    targetUrl: optionalText(call.body, 'target_url') ?? null,
    creator: call.actor.login,
  });
  const shape = statusShape(call.github, call.repo, sha, status);
  return created(shape, shape.url);
}

async function list(call: RepositoryCall): Promise<GitHubAnswer> {
  const sha = await commitId(call);
  const newestFirst = [...(call.repo.statuses.get(sha) ?? [])].reverse();
  return listAnswer(call, newestFirst, (status) => statusShape(call.github, call.repo, sha, status));
}

async function combined(call: RepositoryCall): Promise<GitHubAnswer> {
  const sha = await commitId(call);
  const statuses = latestStatuses(call.repo, sha);
  const { number, size } = pageOf(call);
  const url = `${repositoryUrl(call.github, call.repo)}/commits/${sha}`;
  return ok({
    state: combinedState(statuses),
    statuses: statuses
      .slice((number - 1) * size, number * size)
      .map((status) => simpleStatusShape(call.github, call.repo, sha, status)),
    sha,
    total_count: statuses.length,
    repository: repositoryShape(call.github, call.repo),
    commit_url: url,
    url: `${url}/status`,
  });
}

/** The stand-in runs no checks: the list is real, and empty. */
async function checkRuns(call: RepositoryCall): Promise<GitHubAnswer> {
  await commitId(call);
  return ok({ total_count: 0, check_runs: [] });
}

async function commitId(call: RepositoryCall): Promise<string> {
  await requireCommits(call.repo);
  const revision = param(call, 'ref');
  const commit = await findCommit(call.repo, revision);
  if (commit === undefined) throw new GitHubRefusal(422, `No commit found for SHA: ${revision}`);
  return commit.oid;
}
