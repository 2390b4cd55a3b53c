import { z } from 'zod';
import { graphqlAnswer, type GraphqlError } from './answer.ts';
import type { Api } from './api.ts';
import { explainGraphql, explainRefusal } from './explain.ts';
import type { Operation } from './operation.ts';
import type { MergeMethod } from './read-repository.ts';

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
  readonly head: string;
  /** Labels to add; one that does not exist is made. */
  readonly labels: readonly Named[];
  readonly reviewers: readonly Named[];
  /** `organization/team`. */
  readonly teamReviewers: readonly Named[];
  readonly autoMerge: MergeMethod | undefined;
}

const METHODS = { merge: 'MERGE', squash: 'SQUASH', rebase: 'REBASE' } as const;
/** What GitHub paints a label with that an API client makes by naming it. */
const LABEL_COLOR = 'ededed';
const TRIES = 4;

/** One field of a mutation: what it does, for a warning, and its text. */
interface Field {
  readonly alias: string;
  readonly doing: string;
  readonly permission: string;
  readonly text: string;
}

/**
 * Adds labels, asks for reviews and lets GitHub merge when it may: one request, and a second one where a label had to be
 * made first, where nobody has to be waited for, or where one reviewer cannot be asked. None of it is needed for the
 * promotion, so what cannot be done is a warning.
 */
export async function followUp(api: Api, wanted: FollowUps): Promise<void> {
  warnOfStrangers(api, wanted);
  const first = [
    ...makeLabels(wanted),
    ...addLabels(wanted, idsOf(wanted.labels)),
    ...askTogether(wanted),
    ...enable(wanted),
  ];
  if (first.length === 0) return;
  const answer = await mutate(api, wanted, first);
  const second: Field[] = [];
  const made = first.flatMap(({ alias }) => madeLabel(answer.data[alias]));
  if (made.length > 0) second.push(...addLabels(wanted, made));
  for (const [alias, error] of answer.errors) {
    const instead = insteadOf(wanted, alias, error);
    second.push(...instead);
    if (instead.length === 0) warn(api, wanted, first, alias, error);
  }
  if (second.length === 0) return;
  const last = await mutate(api, wanted, second);
  for (const [alias, error] of last.errors) warn(api, wanted, second, alias, error);
}

function warnOfStrangers(api: Api, { reviewers, teamReviewers }: FollowUps): void {
  for (const { name, id } of [...reviewers, ...teamReviewers]) {
    if (id !== undefined) continue;
    const kind = name.includes('/') ? 'team' : 'user';
    api.log.warning(`GitHub shows this token no ${kind} ${name}, so no review is asked of it.`);
  }
}

function makeLabels({ repositoryId, labels }: FollowUps): readonly Field[] {
  return labels
    .filter((label) => label.id === undefined)
    .map(({ name }, index) => ({
      alias: `label${index}`,
      doing: `make the label "${name}"`,
      permission: 'issues: write',
      text: `createLabel(input: { repositoryId: ${quote(repositoryId)}, name: ${quote(name)}, color: "${LABEL_COLOR}" }) { label { id } }`,
    }));
}

const labelPayload = z.object({ label: z.object({ id: z.string() }) });

function madeLabel(payload: unknown): readonly string[] {
  const parsed = labelPayload.safeParse(payload);
  return parsed.success ? [parsed.data.label.id] : [];
}

function addLabels({ pull }: FollowUps, ids: readonly string[]): readonly Field[] {
  if (ids.length === 0) return [];
  return [
    {
      alias: 'labels',
      doing: 'label the pull request',
      permission: 'pull-requests: write',
      text: `addLabelsToLabelable(input: { labelableId: ${quote(pull.id)}, labelIds: ${list(ids)} }) { clientMutationId }`,
    },
  ];
}

function askTogether(wanted: FollowUps): readonly Field[] {
  const [users, teams] = [idsOf(wanted.reviewers), idsOf(wanted.teamReviewers)];
  if (users.length + teams.length === 0) return [];
  return [ask(wanted, 'reviews', 'ask for reviews', users, teams)];
}

/** One that cannot be asked makes GitHub refuse all of them; then each is asked alone. */
function askEach(wanted: FollowUps): readonly Field[] {
  const users = wanted.reviewers.map((named) => ({ ...named, team: false }));
  const teams = wanted.teamReviewers.map((named) => ({ ...named, team: true }));
  const all = [...users, ...teams];
  if (idsOf(all).length < 2) return [];
  return all.flatMap(({ name, id, team }, index) => {
    if (id === undefined) return [];
    return [ask(wanted, `review${index}`, `ask ${name} for a review`, team ? [] : [id], team ? [id] : [])];
  });
}

function ask(
  { pull }: FollowUps,
  alias: string,
  doing: string,
  users: readonly string[],
  teams: readonly string[],
): Field {
  return {
    alias,
    doing,
    permission: teams.length > 0 ? 'members: read' : 'pull-requests: write',
    text: `requestReviews(input: { pullRequestId: ${quote(pull.id)}, userIds: ${list(users)}, teamIds: ${list(teams)}, union: true }) { clientMutationId }`,
  };
}

/** Auto-merge, pinned to the head that was proposed. */
function enable(wanted: FollowUps): readonly Field[] {
  return merging(wanted, 'autoMerge', 'let GitHub merge when it may', 'enablePullRequestAutoMerge');
}

function merging(
  { pull, head, autoMerge }: FollowUps,
  alias: string,
  doing: string,
  mutation: string,
): readonly Field[] {
  if (autoMerge === undefined) return [];
  const input = `pullRequestId: ${quote(pull.id)}, expectedHeadOid: ${quote(head)}, mergeMethod: ${METHODS[autoMerge]}`;
  return [
    {
      alias,
      doing,
      permission: 'contents: write',
      text: `${mutation}(input: { ${input} }) { clientMutationId }`,
    },
  ];
}

/** What is tried in place of a field that was refused. */
function insteadOf(wanted: FollowUps, alias: string, error: GraphqlError): readonly Field[] {
  if (alias === 'reviews') return askEach(wanted);
  // GitHub takes no auto-merge where nothing is left to wait for: then it is merged, pinned to the same head.
  const nothingToWaitFor = alias === 'autoMerge' && /clean status/i.test(error.message);
  return nothingToWaitFor ? merging(wanted, 'merge', 'merge the pull request', 'mergePullRequest') : [];
}

interface Mutated {
  readonly data: Readonly<Record<string, unknown>>;
  /** The refused fields, by alias. */
  readonly errors: ReadonlyMap<string, GraphqlError>;
}

const dataSchema = z.record(z.string(), z.unknown()).nullable();

/** Every field is such that doing it twice comes to the same as doing it once, so an unclear answer is followed by the same again. */
async function mutate(api: Api, wanted: FollowUps, fields: readonly Field[]): Promise<Mutated> {
  const operation = operationOf(
    wanted,
    fields.map(({ doing }) => doing).join(', '),
    fields[0]?.permission ?? '',
  );
  const query = `mutation {\n  ${fields.map(({ alias, text }) => `${alias}: ${text}`).join('\n  ')}\n}`;
  const all = (message: string): Mutated => ({
    data: {},
    errors: new Map(fields.map(({ alias }) => [alias, { type: 'FORBIDDEN', message, path: alias }])),
  });
  for (let tries = 0; ; tries += 1) {
    const answer = await api.attempt(operation, { kind: 'graphql', query, variables: {} });
    if (answer.kind === 'refused') {
      const error = explainRefusal(operation, answer);
      if (error.code === 'TOKEN_REJECTED') throw error;
      return all(answer.message);
    }
    const body = answer.kind === 'ok' ? graphqlAnswer(answer.data) : undefined;
    // A pull request that was opened a moment ago may not be seen by every server of GitHub yet.
    const unseen = body?.errors.some(({ message }) => /could not resolve to a node/i.test(message)) ?? false;
    if (body !== undefined && !unseen) return mutated(body, fields);
    if (tries + 1 >= TRIES || !(await api.pause(tries))) {
      return body === undefined ? all('GitHub did not answer') : mutated(body, fields);
    }
  }
}

function mutated(
  body: { readonly data: unknown; readonly errors: readonly GraphqlError[] },
  fields: readonly Field[],
): Mutated {
  const errors = body.errors.flatMap((error) => {
    const named = fields.filter(({ alias }) => error.path === alias || error.path.startsWith(`${alias}.`));
    return (named.length > 0 ? named : fields).map(({ alias }): [string, GraphqlError] => [alias, error]);
  });
  return { data: dataSchema.safeParse(body.data).data ?? {}, errors: new Map(errors) };
}

function warn(
  api: Api,
  wanted: FollowUps,
  fields: readonly Field[],
  alias: string,
  error: GraphqlError,
): void {
  if (/already (?:merged|been taken)/i.test(error.message)) return;
  const field = fields.find((one) => one.alias === alias);
  const operation = operationOf(wanted, field?.doing ?? alias, field?.permission ?? '');
  api.log.warning(explainGraphql(operation, error, {}).message);
}

function operationOf({ repository, pull }: FollowUps, doing: string, permission: string): Operation {
  return { doing: `${doing} (pull request #${pull.number} of ${repository})`, repository, permission };
}

function idsOf(named: readonly Named[]): readonly string[] {
  return named.flatMap(({ id }) => (id === undefined ? [] : [id]));
}

/** A GraphQL string literal is written as a JSON one. */
function quote(text: string): string {
  return JSON.stringify(text);
}

function list(texts: readonly string[]): string {
  return JSON.stringify(texts);
}
