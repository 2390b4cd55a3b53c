import { refuseActions } from '../actions/edit-pull.ts';
import { requirePull } from '../actions/find-pulls.ts';
import { pullFork } from '../actions/pull-facts.ts';
import { mergeAndSettle, settle } from '../actions/settle.ts';
import { requestReviews, withdrawReviews } from '../actions/reviews.ts';
import { logIds, readCommits } from '../git/history.ts';
import { isMergeMethod } from '../git/merge.ts';
import {
  created,
  NO_CONTENT,
  notFound,
  ok,
  GitHubRefusal,
  unprocessable,
  validationFailed,
  type GitHubAnswer,
} from '../http/answer.ts';
import { optionalText, optionalTexts } from '../http/body.ts';
import { numberParam, repositoryRoute, type RepositoryCall, type GitHubRoute } from '../http/call.ts';
import { listAnswer } from '../http/paging.ts';
import { bypassesRules, maySeeTeams } from '../permissions.ts';
import { commitShape } from '../shapes/commit.ts';
import { pullShape, reviewShape } from '../shapes/pull.ts';
import type { PullReview } from '../state/model.ts';
import { nodeId } from '../state/node-id.ts';

const READ = [{ permission: 'pull_requests', level: 'read' }] as const;
const WRITE = [{ permission: 'pull_requests', level: 'write' }] as const;
const MERGE = [{ permission: 'contents', level: 'write' }] as const;
const PULL = '/repo/pulls/{pull_number}';

export const pullMergeRoutes: readonly GitHubRoute[] = [
  repositoryRoute(`GET ${PULL}/commits`, 'pulls/pulls#list-commits-on-a-pull-request', READ, listCommits),
  repositoryRoute(`GET ${PULL}/merge`, 'pulls/pulls#check-if-a-pull-request-has-been-merged', READ, isMerged),
  repositoryRoute(`PUT ${PULL}/merge`, 'pulls/pulls#merge-a-pull-request', MERGE, merge),
  repositoryRoute(`GET ${PULL}/reviews`, 'pulls/reviews#list-reviews-for-a-pull-request', READ, listReviews),
  repositoryRoute(`POST ${PULL}/reviews`, 'pulls/reviews#create-a-review-for-a-pull-request', WRITE, review),
  repositoryRoute(
    `POST ${PULL}/requested_reviewers`,
    'pulls/review-requests#request-reviewers-for-a-pull-request',
    WRITE,
    request,
  ),
  repositoryRoute(
    `DELETE ${PULL}/requested_reviewers`,
    'pulls/review-requests#remove-requested-reviewers-from-a-pull-request',
    WRITE,
    withdraw,
  ),
];

async function listCommits(call: RepositoryCall): Promise<GitHubAnswer> {
  const pull = requirePull(call.repo, numberParam(call, 'pull_number'));
  const fork = await pullFork(call.repo, pull);
  const without = fork === undefined ? [] : [fork];
  const ids = await logIds(call.repo.store, pull.headSha, { without, reverse: true });
  const commits = await readCommits(call.repo.store, ids.slice(0, 250));
  return listAnswer(call, commits, (commit) => commitShape(call.github, call.repo, commit));
}

function isMerged(call: RepositoryCall): GitHubAnswer {
  const pull = requirePull(call.repo, numberParam(call, 'pull_number'));
  if (pull.merged === undefined) throw notFound();
  return NO_CONTENT;
}

async function merge(call: RepositoryCall): Promise<GitHubAnswer> {
  const pull = requirePull(call.repo, numberParam(call, 'pull_number'));
  const method = optionalText(call.body, 'merge_method') ?? 'merge';
  if (!isMergeMethod(method)) {
    const text = `Invalid request.\n\nFor 'properties/merge_method', "${method}" is not one of merge, squash, rebase.`;
    throw new GitHubRefusal(422, text);
  }
  const sha = await mergeAndSettle(call.github, call.repo, pull, {
    by: call.actor.login,
    method,
    title: optionalText(call.body, 'commit_title'),
    message: optionalText(call.body, 'commit_message'),
    expectedHead: optionalText(call.body, 'sha'),
    ignoreRules: bypassesRules(call.actor),
  });
  return ok({ sha, merged: true, message: 'Pull Request successfully merged' });
}

function listReviews(call: RepositoryCall): GitHubAnswer {
  const pull = requirePull(call.repo, numberParam(call, 'pull_number'));
  return listAnswer(call, pull.reviews, (review) => reviewShape(call.github, call.repo, pull, review));
}

async function review(call: RepositoryCall): Promise<GitHubAnswer> {
  const pull = requirePull(call.repo, numberParam(call, 'pull_number'));
  const event = optionalText(call.body, 'event') ?? 'COMMENT';
  const state = REVIEW_STATES[event];
  if (state === undefined) throw new GitHubRefusal(422, 'Unprocessable Entity');
  if (state !== 'COMMENTED') refuseActions(call.repo, call.actor);
  if (state === 'APPROVED' && pull.author === call.actor.login) {
    const message = 'Can not approve your own pull request';
    throw validationFailed({ resource: 'PullRequestReview', code: 'custom', message });
  }
  const made: PullReview = {
    id: call.github.nextId(),
    author: call.actor.login,
    state,
    body: optionalText(call.body, 'body') ?? '',
    commit: pull.headSha,
    submittedAt: call.github.now(),
  };
  pull.reviews.push(made);
  await settle(call.github, call.repo);
  return ok(reviewShape(call.github, call.repo, pull, made));
}

const REVIEW_STATES: Readonly<Record<string, PullReview['state']>> = {
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
  COMMENT: 'COMMENTED',
};

function request(call: RepositoryCall): GitHubAnswer {
  const pull = requirePull(call.repo, numberParam(call, 'pull_number'));
  const users = optionalTexts(call.body, 'reviewers') ?? [];
  const teams = optionalTexts(call.body, 'team_reviewers') ?? [];
  const [team] = teams;
  // GitHub finds the team, and then does not let the token see it.
  if (team !== undefined && !maySeeTeams(call.actor))
    throw unprocessable(
      `Could not resolve to a node with the global id of '${nodeId('TE', call.repo.owner, team)}'.`,
    );
  requestReviews(call.github, call.repo, pull, { users, teams });
  return created(pullShape(call.github, call.repo, pull));
}

function withdraw(call: RepositoryCall): GitHubAnswer {
  const pull = requirePull(call.repo, numberParam(call, 'pull_number'));
  withdrawReviews(pull, {
    users: optionalTexts(call.body, 'reviewers') ?? [],
    teams: optionalTexts(call.body, 'team_reviewers') ?? [],
  });
  return ok(pullShape(call.github, call.repo, pull));
}
