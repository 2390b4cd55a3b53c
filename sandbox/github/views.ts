import type { PullRequestView } from './sandbox-github.ts';
import type { Pull, Repository } from './state/model.ts';
import type { World } from './state/world.ts';

/** A pull request as it is now, for assertions. */
export function pullView(world: World, repo: Repository, pull: Pull): PullRequestView {
  return {
    number: pull.number,
    url: `${world.url}/${repo.fullName}/pull/${pull.number}`,
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
