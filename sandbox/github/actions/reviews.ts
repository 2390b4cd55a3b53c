import { unprocessable } from '../http/answer.ts';
import type { Pull, Repository } from '../state/model.ts';
import type { GitHubState } from '../state/github-state.ts';

export interface Reviewers {
  readonly users: readonly string[];
  readonly teams: readonly string[];
}

/** Asks people and teams for a review; all or none. */
export function requestReviews(github: GitHubState, repo: Repository, pull: Pull, asked: Reviewers): void {
  const strangers = asked.users.some((login) => !github.people.has(login.toLowerCase()));
  const unknown = asked.teams.some((slug) => !github.teams.has(`${repo.owner}/${slug}`.toLowerCase()));
  if (strangers || unknown) {
    const who = unknown ? (strangers ? 'users or teams' : 'teams') : 'users';
    throw unprocessable(
      `Reviews may only be requested from collaborators. One or more of the ${who} you specified is not a collaborator of the ${repo.fullName} repository.`,
    );
  }
  if (asked.users.some((login) => login.toLowerCase() === pull.author.toLowerCase())) {
    throw unprocessable('Review cannot be requested from pull request author.');
  }
  pull.reviewers = merged(pull.reviewers, asked.users);
  pull.teamReviewers = merged(pull.teamReviewers, asked.teams);
  pull.updatedAt = github.now();
}

export function withdrawReviews(pull: Pull, asked: Reviewers): void {
  pull.reviewers = pull.reviewers.filter((login) => !asked.users.includes(login));
  pull.teamReviewers = pull.teamReviewers.filter((slug) => !asked.teams.includes(slug));
}

function merged(before: readonly string[], more: readonly string[]): string[] {
  return [...new Set([...before, ...more])];
}
