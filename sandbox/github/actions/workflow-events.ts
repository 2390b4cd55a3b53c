import { ZERO_OID } from '../git/refs.ts';
import type { WorkflowEvent } from '../sandbox-github.ts';
import type { Pull, Repository } from '../state/model.ts';
import type { GitHubState } from '../state/github-state.ts';

/** Who acts with a workflow's own token. */
const WORKFLOW_TOKEN = 'github-actions[bot]';

interface MovedRef {
  readonly name: string;
  readonly after: string;
}

/** References moved by `sender`. A merge is a push of the base branch by who merges, or who let it merge. */
export function recordPush(
  github: GitHubState,
  repo: Repository,
  sender: string,
  moved: readonly MovedRef[],
): void {
  for (const { name, after } of moved) {
    if (after !== ZERO_OID) record(github, repo, sender, { name: 'push', ref: name, sha: after });
  }
}

/**
 * A merge queue made a commit that waits for its checks. It was `sender` who put the pull request into it.
 */
export function recordMergeGroup(
  github: GitHubState,
  repo: Repository,
  sender: string,
  group: Pick<WorkflowEvent, 'ref' | 'sha' | 'base'>,
): void {
  record(github, repo, sender, { name: 'merge_group', action: 'checks_requested', ...group });
}

/** What happens to a pull request, of what the examples listen to. */
type PullAction = 'opened' | 'reopened' | 'synchronize' | 'edited' | 'ready_for_review';

/** A pull request was opened, changed or got another head. */
export function recordPull(
  github: GitHubState,
  repo: Repository,
  sender: string,
  { pull, action, changes }: { pull: Pull; action: PullAction; changes?: readonly string[] },
): void {
  const { number, headSha: sha, baseRef, baseSha } = pull;
  const base = { ref: baseRef, sha: baseSha };
  const edited = changes === undefined ? {} : { changes };
  record(github, repo, sender, { name: 'pull_request', action, number, sha, base, ...edited });
}

/** A status of a commit. */
export function recordStatus(
  github: GitHubState,
  repo: Repository,
  sender: string,
  status: { readonly sha: string; readonly context: string; readonly state: string },
): void {
  record(github, repo, sender, { name: 'status', ...status });
}

/** A `repository_dispatch` that somebody sent. */
export function recordDispatch(github: GitHubState, repo: Repository, sender: string, action: string): void {
  record(github, repo, sender, { name: 'repository_dispatch', action });
}

type Facts = Omit<WorkflowEvent, 'repository' | 'sender'>;

/** What of a pull request of a workflow's own token starts runs that wait until a person approves them. */
const WAIT_FOR_APPROVAL = new Set(['opened', 'synchronize', 'reopened']);

/**
 * What a workflow's own token does starts no workflow, so that none starts itself for ever. A dispatch does:
 * somebody means it. The runs of its pull requests wait for a person.
 */
function record(github: GitHubState, repo: Repository, sender: string, facts: Facts): void {
  const event = { repository: repo.fullName, sender, ...facts };
  if (sender !== WORKFLOW_TOKEN || facts.name === 'repository_dispatch') github.workflowEvents.push(event);
  else if (facts.name === 'pull_request' && WAIT_FOR_APPROVAL.has(facts.action ?? ''))
    github.waitingEvents.push(event);
}

/** A person approves the runs of a repository that wait for it. */
export function approveRuns(github: GitHubState, repo: Repository): void {
  const own = github.waitingEvents.filter(({ repository }) => repository === repo.fullName);
  const others = github.waitingEvents.filter(({ repository }) => repository !== repo.fullName);
  github.waitingEvents.splice(0, github.waitingEvents.length, ...others);
  github.workflowEvents.push(...own);
}
