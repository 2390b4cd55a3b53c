import type { FileDiff } from '../git/diff.ts';
import type { Pull, Repository, PullReview } from '../state/model.ts';
import { nodeId } from '../state/node-id.ts';
import type { GitHubState } from '../state/github-state.ts';
import { labelShape } from './issue.ts';
import { teamShape, timestamp, userShape } from './people.ts';
import { repositoryShape, repositoryUrl } from './repository.ts';

/** What only a look at one pull request tells: sizes, and whether it can be merged. */
export interface PullFacts {
  readonly mergeable: boolean | null;
  readonly mergeableState: string;
  readonly commits: number;
  readonly files: readonly FileDiff[];
}

/** GitHub's `pull-request-simple`: an entry of a list. */
export function pullShape(github: GitHubState, repo: Repository, pull: Pull) {
  const url = `${repositoryUrl(github, repo)}/pulls/${pull.number}`;
  const issue = `${repositoryUrl(github, repo)}/issues/${pull.number}`;
  const html = `${github.url}/${repo.fullName}/pull/${pull.number}`;
  const statuses = `${repositoryUrl(github, repo)}/statuses/${pull.headSha}`;
  const side = (ref: string, sha: string) => ({
    label: `${repo.owner}:${ref}`,
    ref,
    sha,
    user: userShape(github, repo.owner),
    repo: repositoryShape(github, repo),
  });
  return {
    id: pull.id,
    node_id: nodeId('PR', repo.fullName, pull.number),
    number: pull.number,
    url,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issue,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${repositoryUrl(github, repo)}/pulls/comments{/number}`,
    comments_url: `${issue}/comments`,
    statuses_url: statuses,
    state: pull.state,
    locked: false,
    active_lock_reason: null,
    title: pull.title,
    body: pull.body,
    user: userShape(github, pull.author),
    author_association: 'CONTRIBUTOR',
    labels: pull.labels.map((label) => labelShape(github, repo, label)),
    milestone: null,
    assignee: null,
    assignees: [],
    requested_reviewers: pull.reviewers.map((login) => userShape(github, login)),
    requested_teams: pull.teamReviewers.flatMap((slug) => {
      const team = github.teams.get(`${repo.owner}/${slug}`.toLowerCase());
      return team === undefined ? [] : [teamShape(github, team)];
    }),
    draft: pull.draft,
    head: side(pull.headRef, pull.headSha),
    base: side(pull.baseRef, pull.baseSha),
    _links: {
      self: { href: url },
      html: { href: html },
      issue: { href: issue },
      comments: { href: `${issue}/comments` },
      review_comments: { href: `${url}/comments` },
      review_comment: { href: `${repositoryUrl(github, repo)}/pulls/comments{/number}` },
      commits: { href: `${url}/commits` },
      statuses: { href: statuses },
    },
    auto_merge: autoMergeShape(github, pull),
    merge_commit_sha: pull.merged?.commit ?? null,
    merged_at: pull.merged === undefined ? null : timestamp(pull.merged.at),
    closed_at: pull.closedAt === undefined ? null : timestamp(pull.closedAt),
    created_at: timestamp(pull.createdAt),
    updated_at: timestamp(pull.updatedAt),
  };
}

/** GitHub's `pull-request`: one pull request with what has to be worked out. */
export function fullPullShape(github: GitHubState, repo: Repository, pull: Pull, facts: PullFacts) {
  const sum = (count: (file: FileDiff) => number): number =>
    facts.files.reduce((total, file) => total + count(file), 0);
  return {
    ...pullShape(github, repo, pull),
    merged: pull.merged !== undefined,
    merged_by: pull.merged === undefined ? null : userShape(github, pull.merged.by),
    mergeable: facts.mergeable,
    mergeable_state: facts.mergeableState,
    rebaseable: facts.mergeable,
    maintainer_can_modify: false,
    comments: pull.comments.length,
    review_comments: 0,
    commits: facts.commits,
    additions: sum((file) => file.additions),
    deletions: sum((file) => file.deletions),
    changed_files: facts.files.length,
  };
}

export function reviewShape(github: GitHubState, repo: Repository, pull: Pull, review: PullReview) {
  const html = `${github.url}/${repo.fullName}/pull/${pull.number}#pullrequestreview-${review.id}`;
  const url = `${repositoryUrl(github, repo)}/pulls/${pull.number}`;
  return {
    id: review.id,
    node_id: nodeId('PRR', repo.fullName, pull.number, review.id),
    user: userShape(github, review.author),
    body: review.body,
    state: review.state,
    commit_id: review.commit,
    html_url: html,
    pull_request_url: url,
    author_association: 'CONTRIBUTOR',
    submitted_at: timestamp(review.submittedAt),
    _links: { html: { href: html }, pull_request: { href: url } },
  };
}

function autoMergeShape(github: GitHubState, pull: Pull) {
  if (pull.autoMerge === undefined) return null;
  return {
    enabled_by: userShape(github, pull.autoMerge.by),
    merge_method: pull.autoMerge.method,
    commit_title: pull.autoMerge.title ?? `${pull.title} (#${pull.number})`,
    commit_message: pull.autoMerge.message ?? '',
  };
}
