import type { EnvironmentConfig } from '../../config/config.ts';
import type { FollowUps } from '../../github/follow-ups.ts';
import type { MergeMethod, RepositoryState } from '../../github/read-repository.ts';
import type { LanePull } from '../../promotion/lane-state.ts';
import type { Log } from '../../runner/runner.ts';
import type { PullSettings } from './request.ts';

/** Labels, reviewers and merge method of the lanes' pull requests, from the inputs and `waybill.yaml` together. */
export interface FollowUpSettings {
  readonly labels: readonly string[];
  /** Name to node id of the labels that exist. */
  readonly labelIds: ReadonlyMap<string, string>;
  readonly reviewers: readonly string[];
  readonly teamReviewers: readonly string[];
  readonly autoMerge: MergeMethod | undefined;
}

export function labelsOf(pull: PullSettings, environment: EnvironmentConfig): readonly string[] {
  return [...new Set([...environment.labels, ...pull.labels])];
}

/** Lists of the inputs add to those of the environment. */
export function followUpSettings(
  pull: PullSettings,
  environment: EnvironmentConfig,
  state: RepositoryState,
  labelIds: ReadonlyMap<string, string>,
  log: Log,
): FollowUpSettings {
  const { reviewers } = environment;
  return {
    labels: labelsOf(pull, environment),
    labelIds,
    reviewers: [...new Set([...reviewers.users, ...pull.reviewers])],
    teamReviewers: [...new Set([...reviewers.teams, ...pull.teamReviewers])],
    autoMerge: mergeMethod(pull, environment, state, log),
  };
}

/** Gates are not evaluated here, so an environment that has any is not merged by itself. */
function mergeMethod(
  pull: PullSettings,
  environment: EnvironmentConfig,
  state: RepositoryState,
  log: Log,
): MergeMethod | undefined {
  const automatic = environment.merge === 'auto' && environment.gates === undefined;
  const method = pull.autoMerge ?? (automatic ? state.mergeMethods[0] : undefined);
  if (method === undefined) return undefined;
  if (!state.autoMergeAllowed) {
    log.warning(
      `Auto-merge is not switched on in ${state.fullName} ("Allow auto-merge" in its settings): a person has to merge.`,
    );
    return undefined;
  }
  if (state.mergeMethods.includes(method)) return method;
  const [instead] = state.mergeMethods;
  log.warning(`${state.fullName} does not allow to ${method}; using ${instead ?? 'nothing'} instead.`);
  return instead;
}

/** What is still missing of a pull request. `existing` is what it has; a new one has nothing. */
export function followUpsFor(
  settings: FollowUpSettings,
  facts: {
    readonly repository: string;
    readonly pull: { readonly id: string; readonly number: number; readonly mergeState: string };
    readonly head: string;
    readonly existing: LanePull | undefined;
  },
): FollowUps {
  const { repository, pull, head, existing } = facts;
  const lacks = (have: readonly string[] | undefined) => {
    const present = new Set((have ?? []).map((name) => name.toLowerCase()));
    return (name: string): boolean => !present.has(name.toLowerCase());
  };
  return {
    repository,
    pull: { id: pull.id, number: pull.number, mergeState: pull.mergeState },
    head,
    labels: settings.labels
      .filter(lacks(existing?.labels))
      .map((name) => ({ name, id: settings.labelIds.get(name) })),
    reviewers: settings.reviewers.filter(lacks(existing?.reviewers)),
    teamReviewers: settings.teamReviewers.filter(lacks(existing?.reviewers)),
    autoMerge: existing?.autoMerge === true ? undefined : settings.autoMerge,
  };
}
