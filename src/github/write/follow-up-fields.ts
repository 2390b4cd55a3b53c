import { labelMutation, type MissingLabel, type Named } from './made-labels.ts';
import type { Mutation } from './write-many.ts';

export type { Named } from './made-labels.ts';

/** What is asked of a pull request once it is open. */
export interface FollowUps {
  readonly repository: string;
  readonly repositoryId: string;
  readonly pull: { readonly id: string; readonly number: number };
  /** Labels to add; one that does not exist is made. */
  readonly labels: readonly Named[];
  readonly reviewers: readonly Named[];
  /** `organization/team`. */
  readonly teamReviewers: readonly Named[];
}

/** One thing to write: for which pull request, and in words for a warning. */
export interface Field {
  readonly wanted: FollowUps;
  readonly kind: 'make-label' | 'label' | 'review-together' | 'review';
  readonly doing: string;
  readonly permission: string;
  readonly mutation: Mutation;
}

/** A label that does not exist yet. */
export function makeLabel(wanted: FollowUps, label: MissingLabel): Field {
  return {
    wanted,
    kind: 'make-label',
    doing: `make the label "${label.name}"`,
    permission: 'issues: write',
    mutation: labelMutation(label),
  };
}

/** Puts labels on the pull request. */
export function addLabels(wanted: FollowUps, labelIds: readonly string[]): readonly Field[] {
  if (labelIds.length === 0) return [];
  const mutation = {
    name: 'addLabelsToLabelable',
    inputType: 'AddLabelsToLabelableInput',
    input: { labelableId: wanted.pull.id, labelIds },
    selection: '{ clientMutationId }',
  };
  const doing = 'label the pull request';
  return [{ wanted, kind: 'label', doing, permission: 'pull-requests: write', mutation }];
}

/** Asks everybody at once. */
export function askTogether(wanted: FollowUps): readonly Field[] {
  const [users, teams] = [idsOf(wanted.reviewers), idsOf(wanted.teamReviewers)];
  if (users.length + teams.length === 0) return [];
  return [ask(wanted, { kind: 'review-together', doing: 'ask for reviews' }, users, teams)];
}

/** One that cannot be asked makes GitHub refuse all of them; then each is asked alone. */
export function askEach(wanted: FollowUps): readonly Field[] {
  const users = wanted.reviewers.map((named) => ({ ...named, team: false }));
  const teams = wanted.teamReviewers.map((named) => ({ ...named, team: true }));
  const all = [...users, ...teams];
  if (idsOf(all).length < 2) return [];
  return all.flatMap(({ name, id, team }) => {
    if (id === undefined) return [];
    const named = { kind: 'review', doing: `ask ${name} for a review` } as const;
    return [team ? ask(wanted, named, [], [id]) : ask(wanted, named, [id], [])];
  });
}

function ask(
  wanted: FollowUps,
  named: Pick<Field, 'kind' | 'doing'>,
  userIds: readonly string[],
  teamIds: readonly string[],
): Field {
  return {
    ...named,
    wanted,
    permission: teamIds.length > 0 ? 'members: read' : 'pull-requests: write',
    mutation: {
      name: 'requestReviews',
      inputType: 'RequestReviewsInput',
      input: { pullRequestId: wanted.pull.id, userIds, teamIds, union: true },
      selection: '{ clientMutationId }',
    },
  };
}

/** The node ids of what exists. */
export function idsOf(named: readonly Named[]): readonly string[] {
  return named.flatMap(({ id }) => (id === undefined ? [] : [id]));
}
