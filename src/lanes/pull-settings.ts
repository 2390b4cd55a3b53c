import type { EnvironmentConfig } from '../config/config.ts';
import type { NamesFor } from '../environments/base-branches.ts';
import type { MergeMethod } from '../github/github.ts';

/** How the pull request is opened; what is not given comes from the environment in `waybill.yaml`. */
export interface PullSettings {
  readonly labels: readonly string[];
  readonly reviewers: readonly string[];
  /** `organization/team`. */
  readonly teamReviewers: readonly string[];
  readonly draft: boolean | undefined;
  readonly titlePrefix: string | undefined;
  readonly autoMerge: MergeMethod | undefined;
}

/** Lists of the inputs add to those of the environment. */
export function labelsOf(pull: PullSettings, environment: EnvironmentConfig): readonly string[] {
  return [...new Set([...environment.labels, ...pull.labels])];
}

export function usersOf(pull: PullSettings, environment: EnvironmentConfig): readonly string[] {
  return [...new Set([...environment.reviewers.users, ...pull.reviewers])];
}

export function teamsOf(pull: PullSettings, environment: EnvironmentConfig): readonly string[] {
  return [...new Set([...environment.reviewers.teams, ...pull.teamReviewers])];
}

/** The labels and reviewers whose ids are needed for pull requests into some environments. */
export function namesFor(pull: PullSettings): NamesFor {
  return (environments) => ({
    labels: [...new Set(environments.flatMap((environment) => labelsOf(pull, environment)))],
    reviewers: [
      ...new Set(
        environments.flatMap((environment) => [...usersOf(pull, environment), ...teamsOf(pull, environment)]),
      ),
    ],
  });
}
