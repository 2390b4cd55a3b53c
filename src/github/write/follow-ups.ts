import { z } from 'zod';
import { keepTrying } from '../../errors/keep-trying.ts';
import { no, ok } from '../../errors/result.ts';
import type { Api } from '../transport/api.ts';
import { explainGraphql, explainRefusal } from '../transport/explain.ts';
import { graphqlAnswer, type GraphqlBody, type GraphqlError, isWithin } from '../transport/graphql.ts';
import {
  addLabels,
  askEach,
  askTogether,
  type Field,
  type FollowUps,
  idsOf,
  madeLabel,
  makeLabels,
} from './follow-up-fields.ts';
import { type Operation, ownerAndRepo } from '../transport/operation.ts';
import { writing } from '../transport/settle.ts';

/** GitHub's words for what was done before. */
const ALREADY = /already (?:merged|been taken|exists)|already_exists/i;

/**
 * Adds labels and asks for reviews: one request, and a second one where a label had to be made first, or
 * where one reviewer cannot be asked. None of it is needed for the promotion, so what cannot be done is a
 * warning.
 */
export async function followUp(api: Api, wanted: FollowUps): Promise<void> {
  warnOfStrangers(api, wanted);
  const first = [...makeLabels(wanted), ...addLabels(wanted, idsOf(wanted.labels)), ...askTogether(wanted)];
  if (first.length === 0) return;
  const answer = await mutate(api, wanted, first);
  const second: Field[] = [];
  const made = first.flatMap(({ alias }) => madeLabel(answer.data[alias]));
  if (made.length > 0) second.push(...addLabels(wanted, made));
  await labelByName(api, wanted, answer);
  for (const [alias, error] of answer.errors) {
    const instead = alias === 'reviews' ? askEach(wanted) : [];
    second.push(...instead);
    if (instead.length === 0) warn(api, wanted, fieldOf(first, alias), error);
  }
  if (second.length === 0) return;
  const last = await mutate(api, wanted, second);
  for (const [alias, error] of last.errors) warn(api, wanted, fieldOf(second, alias), error);
}

/**
 * A label that was to be made and is there by now: another run made it, or this one did and the answer was
 * lost.
 */
async function labelByName(api: Api, wanted: FollowUps, { errors }: Mutated): Promise<void> {
  const { repository, pull, labels } = wanted;
  const names = labels
    .filter(({ id }) => id === undefined)
    .filter((_, index) => ALREADY.test(errors.get(`label${index}`)?.message ?? ''))
    .map(({ name }) => name);
  if (names.length === 0) return;
  const operation = operationOf(wanted, 'label the pull request', 'pull-requests: write');
  const answer = await api.attempt(operation, {
    kind: 'rest',
    route: 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels',
    parameters: { ...ownerAndRepo(repository), issue_number: pull.number, labels: names },
  });
  if (answer.kind === 'refused') api.log.warning(explainRefusal(operation, answer).message);
}

function warnOfStrangers(api: Api, { reviewers, teamReviewers }: FollowUps): void {
  for (const { name, id } of [...reviewers, ...teamReviewers]) {
    if (id !== undefined) continue;
    // GitHub says the same of a team that is not there and of one that the token may not see.
    api.log.warning(
      name.includes('/')
        ? `GitHub shows this token no team ${name}, so no review is asked of it. Where there is one of that name, the token needs the permission "members: read", which the workflow's own token never has.`
        : `GitHub shows this token no user ${name}, so no review is asked of it.`,
    );
  }
}

interface Mutated {
  readonly data: Readonly<Record<string, unknown>>;
  /** The refused fields, by alias. */
  readonly errors: ReadonlyMap<string, GraphqlError>;
}

const dataSchema = z.record(z.string(), z.unknown()).nullable();

/**
 * Every field is such that doing it twice comes to the same as doing it once, so an unclear answer is
 * followed by the same again.
 */
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
  const result = await keepTrying<Mutated, Mutated>(writing(api), async () => {
    const answer = await api.attempt(operation, { kind: 'graphql', query, variables: {} });
    if (answer.kind === 'refused') {
      const error = explainRefusal(operation, answer);
      if (error.code === 'TOKEN_REJECTED') throw error;
      return ok(all(answer.message));
    }
    const body = answer.kind === 'ok' ? graphqlAnswer(answer.data) : undefined;
    if (body === undefined) return no(all('GitHub did not answer'));
    // A pull request that was opened a moment ago may not be seen by every server of GitHub yet.
    const unseen = body.errors.some(({ message }) => /could not resolve to a node/i.test(message));
    return unseen ? no(mutated(body, fields)) : ok(mutated(body, fields));
  });
  return result.ok ? result.value : result.problem;
}

function mutated(body: GraphqlBody, fields: readonly Field[]): Mutated {
  const errors = body.errors.flatMap((error) => {
    const named = fields.filter(({ alias }) => isWithin(error, alias));
    return (named.length > 0 ? named : fields).map(({ alias }): [string, GraphqlError] => [alias, error]);
  });
  return { data: dataSchema.safeParse(body.data).data ?? {}, errors: new Map(errors) };
}

function warn(api: Api, wanted: FollowUps, field: Field | undefined, error: GraphqlError): void {
  if (ALREADY.test(error.message)) return;
  const operation = operationOf(wanted, field?.doing ?? error.path, field?.permission ?? '');
  api.log.warning(explainGraphql(operation, error, {}).message);
}

function fieldOf(fields: readonly Field[], wanted: string): Field | undefined {
  return fields.find(({ alias }) => alias === wanted);
}

function operationOf({ repository, pull }: FollowUps, doing: string, permission: string): Operation {
  return { doing: `${doing} (pull request #${pull.number} of ${repository})`, repository, permission };
}
