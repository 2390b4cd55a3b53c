import { keepTrying } from '../../errors/keep-trying.ts';
import { no, ok } from '../../errors/result.ts';
import type { Answer } from '../transport/answer.ts';
import type { Api } from '../transport/api.ts';
import { explainGraphql, explainRefusal } from '../transport/explain.ts';
import { graphqlAnswer, type GraphqlError } from '../transport/graphql.ts';
import { type Operation, ownerAndRepo } from '../transport/operation.ts';
import { writing } from '../transport/settle.ts';
import {
  addLabels,
  askEach,
  askTogether,
  type Field,
  type FollowUps,
  idsOf,
  makeLabel,
} from './follow-up-fields.ts';
import type { MadeLabels, MissingLabel } from './made-labels.ts';
import { writeMany } from './write-many.ts';

/** GitHub's words for what was done before. */
const ALREADY = /already (?:merged|been taken|exists)|already_exists/i;

/** What a run knows of labels and reviewers from the pull requests before. */
export interface FollowUpMemory {
  readonly made: MadeLabels;
  /** Names of whom GitHub does not show: one warning is enough, however many pull requests ask for them. */
  readonly strangers: Set<string>;
}

/**
 * Adds labels to pull requests and asks for reviews: one request for all of them, and a second one where a
 * label had to be made first, or where one reviewer cannot be asked. None of it is needed for the promotion,
 * so what cannot be done is a warning.
 */
export async function followUp(
  api: Api,
  { made, strangers }: FollowUpMemory,
  pulls: readonly FollowUps[],
): Promise<void> {
  for (const wanted of pulls) warnOfStrangers(api, strangers, wanted);
  const missing = made.missing(pulls);
  const lacking = pulls.filter((wanted) => made.missing([wanted]).length > 0);
  const before = new Map(pulls.map((wanted) => [wanted, idsOf(made.known(wanted))]));
  const making = missing.flatMap((label) => {
    const [wanted] = lacking.filter((pull) => isWanted(label, pull));
    return wanted === undefined ? [] : [{ label, field: makeLabel(wanted, label) }];
  });
  const first = [
    ...making.map(({ field }) => field),
    ...pulls.flatMap((wanted) => [...addLabels(wanted, before.get(wanted) ?? []), ...askTogether(wanted)]),
  ];
  const written = await write(api, first);
  for (const { label, field } of making) {
    const answer = written.get(field);
    if (made.note(label, answer)) continue;
    const error = errorOf(answer);
    if (ALREADY.test(error?.message ?? '')) await labelByName(api, label, lacking);
    else if (error?.type === 'FORBIDDEN') made.giveUp(label);
  }
  const second = lacking.flatMap((wanted) => {
    const had = before.get(wanted) ?? [];
    return addLabels(
      wanted,
      idsOf(made.known(wanted)).filter((id) => !had.includes(id)),
    );
  });
  for (const [field, answer] of written) {
    const error = errorOf(answer);
    if (error === undefined) continue;
    const instead = field.kind === 'review-together' ? askEach(field.wanted) : [];
    second.push(...instead);
    if (instead.length === 0) warn(api, field, error);
  }
  for (const [field, answer] of await write(api, second)) {
    const error = errorOf(answer);
    if (error !== undefined) warn(api, field, error);
  }
}

function isWanted(label: MissingLabel, { repositoryId, labels }: FollowUps): boolean {
  return (
    repositoryId === label.repositoryId &&
    labels.some(({ name }) => name.toLowerCase() === label.name.toLowerCase())
  );
}

/**
 * A label that was to be made and is there by now: another run made it, or this one did and the answer was
 * lost.
 */
async function labelByName(api: Api, label: MissingLabel, pulls: readonly FollowUps[]): Promise<void> {
  for (const wanted of pulls.filter((pull) => isWanted(label, pull))) {
    const { repository, pull } = wanted;
    const operation = operationOf(wanted, 'label the pull request', 'pull-requests: write');
    const answer = await api.attempt(operation, {
      kind: 'rest',
      route: 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels',
      parameters: { ...ownerAndRepo(repository), issue_number: pull.number, labels: [label.name] },
    });
    if (answer.kind === 'refused') api.log.warning(explainRefusal(operation, answer).message);
  }
}

function warnOfStrangers(api: Api, warned: Set<string>, { reviewers, teamReviewers }: FollowUps): void {
  for (const { name, id } of [...reviewers, ...teamReviewers]) {
    if (id !== undefined || warned.has(name)) continue;
    warned.add(name);
    // GitHub says the same of a team that is not there and of one that the token may not see.
    api.log.warning(
      name.includes('/')
        ? `GitHub shows this token no team ${name}, so no review is asked of it. Where there is one of that name, the token needs the permission "members: read", which the workflow's own token never has.`
        : `GitHub shows this token no user ${name}, so no review is asked of it.`,
    );
  }
}

type Written = ReadonlyMap<Field, Answer | undefined>;

/**
 * Every field is such that doing it twice comes to the same as doing it once, so those with an unclear answer
 * are written again.
 */
async function write(api: Api, fields: readonly Field[]): Promise<Written> {
  const [first] = fields;
  if (first === undefined) return new Map();
  const doing = [...new Set(fields.map((field) => field.doing))].join(', ');
  const operation = operationOf(first.wanted, doing, first.permission);
  const written = new Map<Field, Answer | undefined>();
  let open = fields;
  await keepTrying<undefined, undefined>(writing(api), async () => {
    const mutations = open.map(({ mutation }) => mutation);
    const answers = await writeMany(api, operation, mutations);
    const [some] = answers;
    if (some?.kind === 'refused' && some.status === 401) throw explainRefusal(operation, some);
    for (const [index, field] of open.entries()) written.set(field, answers[index]);
    open = open.filter((field) => mayPass(written.get(field)));
    return open.length === 0 ? ok(undefined) : no(undefined);
  });
  return written;
}

/** Whether it is not known how a write ended, or GitHub does not see yet what was opened a moment ago. */
function mayPass(answer: Answer | undefined): boolean {
  if (answer?.kind === 'refused') return false;
  const body = answer?.kind === 'ok' ? graphqlAnswer(answer.data) : undefined;
  return (
    body === undefined || body.errors.some(({ message }) => /could not resolve to a node/i.test(message))
  );
}

/** Why a field was not written; undefined if it was. */
function errorOf(answer: Answer | undefined): GraphqlError | undefined {
  if (answer?.kind === 'refused') return { type: 'FORBIDDEN', message: answer.message, path: '' };
  const body = answer?.kind === 'ok' ? graphqlAnswer(answer.data) : undefined;
  if (body === undefined) return { type: undefined, message: 'GitHub did not answer', path: '' };
  return body.errors[0];
}

function warn(api: Api, { wanted, doing, permission }: Field, error: GraphqlError): void {
  if (ALREADY.test(error.message)) return;
  api.log.warning(explainGraphql(operationOf(wanted, doing, permission), error, {}).message);
}

function operationOf({ repository, pull }: FollowUps, doing: string, permission: string): Operation {
  return { doing: `${doing} (pull request #${pull.number} of ${repository})`, repository, permission };
}
