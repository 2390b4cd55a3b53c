import type { PullRequestView } from './sandbox-github.ts';
import type { Pull, Repository } from './state/model.ts';
import type { GitHubState } from './state/github-state.ts';

/** A pull request as it is now, for assertions. */
export function pullView(github: GitHubState, repo: Repository, pull: Pull): PullRequestView {
  return {
    number: pull.number,
    url: `${github.url}/${repo.fullName}/pull/${pull.number}`,
    state: pull.state,
    merged: pull.merged !== undefined,
    draft: pull.draft,
    title: pull.title,
    body: pull.body ?? '',
    author: pull.author,
    head: { ref: pull.headRef, sha: pull.headSha },
    base: { ref: pull.baseRef, sha: pull.baseSha },
    labels: pull.labels.map(({ name }) => name),
    reviewers: [...pull.reviewers],
    teamReviewers: [...pull.teamReviewers],
    comments: pull.comments.map(({ author, body }) => ({ author, body })),
    autoMerge: pull.autoMerge !== undefined,
  };
}
