import { z } from 'zod';
import type { Answer } from '../transport/answer.ts';
import type { Api } from '../transport/api.ts';
import { graphqlAnswer, isWithin } from '../transport/graphql.ts';
import { isLimit } from '../transport/limits.ts';
import type { Operation } from '../transport/operation.ts';

/**
 * One of several things that are written in one request: a field of a GraphQL mutation. `{ name:
 * 'updateRefs', inputType: 'UpdateRefsInput', … }` stands in it as `field_0: updateRefs(input: $input_0)`.
 */
export interface Mutation {
  readonly name: string;
  readonly inputType: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** What to answer, in braces. */
  readonly selection: string;
}

const dataSchema = z.record(z.string(), z.unknown());

/**
 * Writes several things in one request, in this order. GitHub does each of them also when one before it was
 * refused. Returns an answer for each, as if it had been sent alone.
 */
export async function writeMany(
  api: Api,
  operation: Operation,
  mutations: readonly Mutation[],
): Promise<readonly Answer[]> {
  if (mutations.length === 0) return [];
  const inputs = mutations.map(({ inputType }, index) => `$input_${index}: ${inputType}!`);
  const fields = mutations.map(
    ({ name, selection }, index) => `${aliasOf(index)}: ${name}(input: $input_${index}) ${selection}`,
  );
  const query = `mutation (${inputs.join(', ')}) {\n  ${fields.join('\n  ')}\n}`;
  const variables = Object.fromEntries(mutations.map(({ input }, index) => [`input_${index}`, input]));
  const answer = await api.attempt(operation, { kind: 'graphql', query, variables });
  return mutations.map(({ name }, index) => answerOf(answer, name, index));
}

/** One of them alone. */
export async function writeOne(api: Api, operation: Operation, mutation: Mutation): Promise<Answer> {
  const [answer] = await writeMany(api, operation, [mutation]);
  if (answer === undefined) throw new TypeError('one write has one answer');
  return answer;
}

/** What a field answered, if GitHub did it and `schema` can read it. */
export function writtenValue<Value>(
  answer: Answer | undefined,
  name: string,
  schema: z.ZodType<Value>,
): Value | undefined {
  const body = answer?.kind === 'ok' ? graphqlAnswer(answer.data) : undefined;
  if (body === undefined || body.errors.length > 0) return undefined;
  return schema.safeParse(dataSchema.safeParse(body.data).data?.[name]).data;
}

/** The part of an answer that speaks of one field. An error that names no field is an error of each. */
function answerOf(answer: Answer, name: string, index: number): Answer {
  if (answer.kind !== 'ok') return answer;
  const body = graphqlAnswer(answer.data);
  if (body === undefined) return answer;
  const alias = aliasOf(index);
  const own = body.errors.filter((error) => isWithin(error, alias) || !error.path.startsWith(ALIAS));
  if (own.some(isLimit)) return { kind: 'unclear', reason: 'a limit stopped it in the middle' };
  const errors = own.map(({ type, message }) => ({ type, message, path: [name] }));
  const value = dataSchema.safeParse(body.data).data?.[alias] ?? null;
  return { ...answer, data: { data: { [name]: value }, errors } };
}

const ALIAS = 'field_';

function aliasOf(index: number): string {
  return `${ALIAS}${index}`;
}
