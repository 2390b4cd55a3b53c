import { validationFailed } from '../http/answer.ts';
import type { Repository, Status, StatusState } from '../state/model.ts';
import type { GitHubState } from '../state/github-state.ts';
import { settle } from './settle.ts';
import { recordStatus } from './workflow-events.ts';

const MOST_STATUSES = 1000;
export const MAX_DESCRIPTION = 140;

interface RequestedStatus {
  readonly context: string;
  readonly state: StatusState;
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly creator: string;
}

/** Puts a status on a commit; pull requests that waited for it are merged. */
export async function addStatus(
  github: GitHubState,
  repo: Repository,
  sha: string,
  wish: RequestedStatus,
): Promise<Status> {
  const statuses = repo.statuses.get(sha) ?? [];
  if (statuses.filter((status) => status.context === wish.context).length >= MOST_STATUSES) {
    const message = 'This SHA and context has reached the maximum number of statuses.';
    throw validationFailed({ resource: 'Status', code: 'custom', message });
  }
  if ([...(wish.description ?? '')].length > MAX_DESCRIPTION) {
    const message = `description is too long (maximum is ${MAX_DESCRIPTION} characters)`;
    throw validationFailed({ resource: 'Status', code: 'custom', field: 'description', message });
  }
  const status = { id: github.nextId(), createdAt: github.now(), ...wish };
  repo.statuses.set(sha, [...statuses, status]);
  recordStatus(github, repo, wish.creator, { sha, context: wish.context, state: wish.state });
  await settle(github, repo);
  return status;
}

export function isStatusState(text: string): text is StatusState {
  return ['success', 'failure', 'pending', 'error'].includes(text);
}
