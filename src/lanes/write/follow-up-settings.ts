import type { EnvironmentConfig } from '../../config/config.ts';
import type { FollowUps, Named, Surveyed } from '../../github/github.ts';
import type { LanePull } from '../../promotion/lane/lane.ts';
import { labelsOf, type PullSettings, teamsOf, usersOf } from '../pull-settings.ts';

/** Labels and reviewers of the lanes' pull requests, from the inputs and `waybill.yaml` together. */
export interface FollowUpSettings {
  readonly labels: readonly Named[];
  readonly reviewers: readonly Named[];
  readonly teamReviewers: readonly Named[];
}

/** What the settings of a pull request are made of. */
interface FollowUpSources {
  readonly pull: PullSettings;
  readonly environment: EnvironmentConfig;
  readonly known: Pick<Surveyed, 'labels' | 'reviewers' | 'viewer'>;
}

/**
 * Lists of the inputs add to those of the environment. Nobody is asked to review what the token's own login
 * proposes.
 */
export function followUpSettings({ pull, environment, known }: FollowUpSources): FollowUpSettings {
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
  };
}

/** What is still missing of a pull request. `existing` is what it has; a new one has nothing. */
export function followUpsFor(
  settings: FollowUpSettings,
  facts: {
    readonly repository: string;
    readonly repositoryId: string;
    readonly pull: { readonly id: string; readonly number: number };
    readonly existing: LanePull | undefined;
  },
): FollowUps {
  const { repository, repositoryId, pull, existing } = facts;
  const lacks = (have: readonly string[] | undefined) => {
    const present = new Set((have ?? []).map((name) => name.toLowerCase()));
    return ({ name }: Named): boolean => !present.has(name.toLowerCase());
  };
  return {
    repository,
    repositoryId,
    pull: { id: pull.id, number: pull.number },
    labels: settings.labels.filter(lacks(existing?.labels)),
    reviewers: settings.reviewers.filter(lacks(existing?.reviewers)),
    teamReviewers: settings.teamReviewers.filter(lacks(existing?.reviewers)),
  };
}
