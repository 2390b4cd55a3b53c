import { z } from 'zod';
import { literal } from '../transport/graphql.ts';

/** A name, and GitHub's node id of what it names; undefined when there is no such thing. */
export interface Named {
  readonly name: string;
  readonly id: string | undefined;
}

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

/** What GitHub paints a label with that an API client makes by naming it. */
const LABEL_COLOR = 'ededed';

/** One field of a mutation: what it does, for a warning, and its text. */
export interface Field {
  readonly alias: string;
  readonly doing: string;
  readonly permission: string;
  readonly text: string;
}

/** The labels that do not exist yet. */
export function makeLabels({ repositoryId, labels }: FollowUps): readonly Field[] {
  return labels
    .filter((label) => label.id === undefined)
    .map(({ name }, index) => ({
      alias: `label${index}`,
      doing: `make the label "${name}"`,
      permission: 'issues: write',
      text: `createLabel(input: { repositoryId: ${literal(repositoryId)}, name: ${literal(name)}, color: "${LABEL_COLOR}" }) { label { id } }`,
    }));
}

const labelPayload = z.object({ label: z.object({ id: z.string() }) });

/** The node id of a label that was made. */
export function madeLabel(payload: unknown): readonly string[] {
  const parsed = labelPayload.safeParse(payload);
  return parsed.success ? [parsed.data.label.id] : [];
}

/** Puts labels on the pull request. */
export function addLabels({ pull }: FollowUps, ids: readonly string[]): readonly Field[] {
  if (ids.length === 0) return [];
  return [
    {
      alias: 'labels',
      doing: 'label the pull request',
      permission: 'pull-requests: write',
      text: `addLabelsToLabelable(input: { labelableId: ${literal(pull.id)}, labelIds: ${literal(ids)} }) { clientMutationId }`,
    },
  ];
}

/** Asks everybody at once. */
export function askTogether(wanted: FollowUps): readonly Field[] {
  const [users, teams] = [idsOf(wanted.reviewers), idsOf(wanted.teamReviewers)];
  if (users.length + teams.length === 0) return [];
  return [ask(wanted, { alias: 'reviews', doing: 'ask for reviews' }, users, teams)];
}

/** One that cannot be asked makes GitHub refuse all of them; then each is asked alone. */
export function askEach(wanted: FollowUps): readonly Field[] {
  const users = wanted.reviewers.map((named) => ({ ...named, team: false }));
  const teams = wanted.teamReviewers.map((named) => ({ ...named, team: true }));
  const all = [...users, ...teams];
  if (idsOf(all).length < 2) return [];
  return all.flatMap(({ name, id, team }, index) => {
    if (id === undefined) return [];
    const named = { alias: `review${index}`, doing: `ask ${name} for a review` };
    return [team ? ask(wanted, named, [], [id]) : ask(wanted, named, [id], [])];
  });
}

function ask(
  { pull }: FollowUps,
  named: Pick<Field, 'alias' | 'doing'>,
  users: readonly string[],
  teams: readonly string[],
): Field {
  return {
    ...named,
    permission: teams.length > 0 ? 'members: read' : 'pull-requests: write',
    text: `requestReviews(input: { pullRequestId: ${literal(pull.id)}, userIds: ${literal(users)}, teamIds: ${literal(teams)}, union: true }) { clientMutationId }`,
  };
}

/** The node ids of what exists. */
export function idsOf(named: readonly Named[]): readonly string[] {
  return named.flatMap(({ id }) => (id === undefined ? [] : [id]));
}
