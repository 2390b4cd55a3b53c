import type { EnvironmentConfig } from '../../config/config.ts';
import type { FollowUps, MergeMethod, Named, RepositoryState, Surveyed } from '../../github/github.ts';
import type { LanePull } from '../../promotion/lane/lane.ts';
import type { Log } from '../../runner/runner.ts';
import { labelsOf, type PullSettings, teamsOf, usersOf } from '../pull-settings.ts';

/**
 * Labels, reviewers and merge method of the lanes' pull requests, from the inputs and `waybill.yaml`
 * together.
 */
export interface FollowUpSettings {
  readonly labels: readonly Named[];
  readonly reviewers: readonly Named[];
  readonly teamReviewers: readonly Named[];
  readonly autoMerge: MergeMethod | undefined;
}

/**
 * Who merges a lane's pull request.
 *
 * - `as-configured`: GitHub, as soon as its own rules are met, where the input or `merge: auto` says so
 * - `by-gates`: Waybill, once the gates have passed; GitHub's auto-merge knows nothing of them, and stays off
 * - `by-a-person`: a person, unless the run itself asks for auto-merge
 */
export type Merging = 'as-configured' | 'by-gates' | 'by-a-person';

/** What the settings of a pull request are made of. */
export interface FollowUpSources {
  readonly pull: PullSettings;
  readonly environment: EnvironmentConfig;
  readonly state: RepositoryState;
  readonly known: Pick<Surveyed, 'labels' | 'reviewers' | 'viewer'>;
  readonly merging: Merging;
}

/**
 * Lists of the inputs add to those of the environment. Nobody is asked to review what the token's own login
 * proposes.
 */
export function followUpSettings(sources: FollowUpSources, log: Log): FollowUpSettings {
  const { pull, environment, known } = sources;
  const named =
    (ids: ReadonlyMap<string, string>) =>
    (name: string): Named => ({ name, id: ids.get(name) });
  const others = usersOf(pull, environment).filter(
    (login) => login.toLowerCase() !== known.viewer?.toLowerCase(),
  );
  return {
    labels: labelsOf(pull, environment).map(named(known.labels)),
    reviewers: others.map(named(known.reviewers)),
    teamReviewers: teamsOf(pull, environment).map(named(known.reviewers)),
    autoMerge: mergeMethod(sources, log),
  };
}

function mergeMethod(
  { pull, environment, state, merging }: FollowUpSources,
  log: Log,
): MergeMethod | undefined {
  if (merging === 'by-gates') return undefined;
  const automatic = merging === 'as-configured' && environment.merge === 'auto';
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
    readonly repositoryId: string;
    readonly pull: { readonly id: string; readonly number: number };
    readonly head: string;
    readonly existing: LanePull | undefined;
  },
): FollowUps {
  const { repository, repositoryId, pull, head, existing } = facts;
  const lacks = (have: readonly string[] | undefined) => {
    const present = new Set((have ?? []).map((name) => name.toLowerCase()));
    return ({ name }: Named): boolean => !present.has(name.toLowerCase());
  };
  return {
    repository,
    repositoryId,
    pull: { id: pull.id, number: pull.number },
    head,
    labels: settings.labels.filter(lacks(existing?.labels)),
    reviewers: settings.reviewers.filter(lacks(existing?.reviewers)),
    teamReviewers: settings.teamReviewers.filter(lacks(existing?.reviewers)),
    autoMerge: existing?.autoMerge === true ? undefined : settings.autoMerge,
  };
}
