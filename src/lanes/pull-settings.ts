import type { EnvironmentConfig } from '../config/config.ts';
import type { NamesFor } from '../environments/base-branches.ts';
import type { MergeMethod, RepositoryState } from '../github/github.ts';

/** How the pull request is opened; what is not given comes from the environment in `waybill.yaml`. */
export interface PullSettings {
  readonly labels: readonly string[];
  readonly reviewers: readonly string[];
  /** `organization/team`. */
  readonly teamReviewers: readonly string[];
  readonly draft: boolean | undefined;
  readonly titlePrefix: string | undefined;
  /** Whether Waybill merges; what `waybill.yaml` says when undefined. */
  readonly autoMerge: boolean | undefined;
  readonly mergeMethod: MergeMethod | undefined;
}

/** Whether Waybill merges: the input says it, else the environment, else the top level of `waybill.yaml`. */
export function mergesItself(
  { autoMerge }: Pick<PullSettings, 'autoMerge'>,
  { merge }: Pick<EnvironmentConfig, 'merge'>,
): boolean {
  return autoMerge ?? merge === 'auto';
}

/**
 * The methods to merge with, the first that GitHub lets. One that somebody chose is the only one; otherwise
 * what GitHub offers first comes first, and a rule of the branch may want another one.
 */
export function mergeMethods(
  { mergeMethod }: Pick<PullSettings, 'mergeMethod'>,
  environment: Pick<EnvironmentConfig, 'merge-method'>,
  state: Pick<RepositoryState, 'mergeMethods'>,
): readonly MergeMethod[] {
  const chosen = mergeMethod ?? environment['merge-method'];
  return chosen === undefined ? state.mergeMethods : [chosen];
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
