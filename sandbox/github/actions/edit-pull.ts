import { isAncestor } from '../git/history.ts';
import { GitHubRefusal, validationFailed, type FieldError } from '../http/answer.ts';
import type { Actor, Pull, Repository } from '../state/model.ts';
import type { GitHubState } from '../state/github-state.ts';
import { findOpen } from './find-pulls.ts';
import { branchHead } from './revisions.ts';
import { hasPaidParts } from './plan.ts';
import { closePull } from './settle.ts';
import { recordPull } from './workflow-events.ts';

const MAX_BODY = 65_536;
const MAX_TITLE = 256;

interface RequestedPull {
  readonly title: string;
  readonly body: string | null;
  readonly head: string;
  readonly base: string;
  readonly draft: boolean;
}

/** Opens a pull request, or throws what GitHub finds wrong with it. `head` may be `owner:branch`. */
export async function openPull(
  github: GitHubState,
  repo: Repository,
  actor: Actor,
  wish: RequestedPull,
): Promise<Pull> {
  refuseActions(repo, actor);
  const [owner, branch] = wish.head.includes(':') ? wish.head.split(':', 2) : [repo.owner, wish.head];
  const head =
    owner?.toLowerCase() === repo.owner.toLowerCase() ? await branchHead(repo, branch ?? '') : undefined;
  const base = await branchHead(repo, wish.base);
  if (head === undefined) throw validationFailed({ resource: 'PullRequest', field: 'head', code: 'invalid' });
  if (base === undefined) throw validationFailed({ resource: 'PullRequest', field: 'base', code: 'invalid' });
  const errors = textErrors(wish.title, wish.body);
  if (errors.length > 0) throw validationFailed(...errors);
  if (findOpen(repo, branch ?? '', wish.base) !== undefined) {
    throw validationFailed(custom(`A pull request already exists for ${repo.owner}:${branch}.`));
  }
  if (await isAncestor(repo.store, head, base)) {
    throw validationFailed(custom(`No commits between ${wish.base} and ${branch}`));
  }
  if (wish.draft && !hasPaidParts(repo))
    throw new GitHubRefusal(422, 'Draft pull requests are not supported in this repository.');
  const now = github.now();
  const pull: Pull = {
    id: github.nextId(),
    number: repo.nextNumber,
    author: actor.login,
    createdAt: now,
    title: wish.title,
    body: wish.body,
    draft: wish.draft,
    state: 'open',
    headRef: branch ?? '',
    headSha: head,
    baseRef: wish.base,
    baseSha: base,
    merged: undefined,
    closedAt: undefined,
    updatedAt: now,
    labels: [],
    reviewers: [],
    teamReviewers: [],
    comments: [],
    reviews: [],
    autoMerge: undefined,
    queue: undefined,
  };
  repo.nextNumber += 1;
  repo.pulls.set(pull.number, pull);
  recordPull(github, repo, actor.login, { pull, action: 'opened' });
  return pull;
}

interface PullChange {
  readonly by: string;
  readonly title?: string | undefined;
  readonly body?: string | null | undefined;
  readonly state?: string | undefined;
  readonly base?: string | undefined;
}

/** Changes title, body, state or base branch. */
export async function changePull(
  github: GitHubState,
  repo: Repository,
  pull: Pull,
  change: PullChange,
): Promise<void> {
  const errors = textErrors(change.title, change.body ?? null);
  if (errors.length > 0) throw validationFailed(...errors);
  if (change.base !== undefined && change.base !== pull.baseRef) {
    const base = await branchHead(repo, change.base);
    if (base === undefined)
      throw validationFailed({ resource: 'PullRequest', field: 'base', code: 'invalid' });
    pull.baseRef = change.base;
    pull.baseSha = base;
  }
  const changes = (['title', 'body', 'base'] as const).filter((name) => change[name] !== undefined);
  if (changes.length > 0) recordPull(github, repo, change.by, { pull, action: 'edited', changes });
  if (change.title !== undefined) pull.title = change.title;
  if (change.body !== undefined) pull.body = change.body;
  if (change.state === 'closed' && pull.state === 'open') await closePull(github, repo, pull);
  if (change.state === 'open' && pull.state === 'closed') {
    await reopen(repo, pull);
    recordPull(github, repo, change.by, { pull, action: 'reopened' });
  }
  pull.updatedAt = github.now();
}

/** Keeps the pull requests as they are, for lists that lag behind. Call it before they change. */
export function rememberPulls(repo: Repository): void {
  repo.pullsBefore = [...repo.pulls.values()].map((pull) => ({ ...pull }));
}

/** The workflow token needs a setting to open or approve pull requests. */
export function refuseActions(repo: Repository, actor: Actor): void {
  const workflow = actor.kind === 'token' && actor.token.grant.kind === 'workflow';
  if (workflow && !repo.settings.actionsMayCreatePullRequests) {
    throw new GitHubRefusal(403, 'GitHub Actions is not permitted to create or approve pull requests.');
  }
}

async function reopen(repo: Repository, pull: Pull): Promise<void> {
  const head = await branchHead(repo, pull.headRef);
  const other = findOpen(repo, pull.headRef, pull.baseRef);
  const cannot = (message: string): GitHubRefusal =>
    validationFailed({ resource: 'PullRequest', code: 'custom', field: 'state', message });
  if (pull.merged !== undefined) throw cannot('state cannot be changed. The pull request has been merged.');
  if (head === undefined)
    throw cannot(`state cannot be changed. The ${pull.headRef} branch has been deleted.`);
  if (other !== undefined) {
    throw cannot(
      `state cannot be changed. There is already an open pull request from ${pull.headRef} to ${pull.baseRef}.`,
    );
  }
  pull.headSha = head;
  pull.state = 'open';
  pull.closedAt = undefined;
}

function custom(message: string): FieldError {
  return { resource: 'PullRequest', code: 'custom', message };
}

function textErrors(title: string | undefined, body: string | null): FieldError[] {
  const errors: FieldError[] = [];
  const tooLong = (field: string, most: number): FieldError => ({
    resource: 'Issue',
    code: 'custom',
    field,
    message: `${field} is too long (maximum is ${most} characters)`,
  });
  if (title !== undefined && title.trim() === '') {
    errors.push({ resource: 'PullRequest', code: 'missing_field', field: 'title' });
  }
  if (title !== undefined && [...title].length > MAX_TITLE) errors.push(tooLong('title', MAX_TITLE));
  if (body !== null && [...body].length > MAX_BODY) errors.push(tooLong('body', MAX_BODY));
  return errors;
}

/** Throws for a comment that GitHub does not take. */
export function checkComment(body: string): void {
  if (body.trim() === '') {
    throw validationFailed({ resource: 'IssueComment', code: 'missing_field', field: 'body' });
  }
  if ([...body].length > MAX_BODY) {
    const message = `Body is too long (maximum is ${MAX_BODY} characters)`;
    throw validationFailed({ resource: 'IssueComment', code: 'unprocessable', field: 'data', message });
  }
}
