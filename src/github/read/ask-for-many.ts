import { z } from 'zod';
import { keepTrying } from '../../errors/keep-trying.ts';
import { no, ok, type Result } from '../../errors/result.ts';
import type { WaybillError } from '../../errors/waybill-error.ts';
import { type Api, errorOf, type GraphqlResult, READ_TRIES, UNREADABLE } from '../transport/api.ts';
import { explainGraphql, unavailable } from '../transport/explain.ts';
import { type GraphqlError, isWithin, literal, passes } from '../transport/graphql.ts';
import { type Operation, ownerAndName } from '../transport/operation.ts';

/**
 * One of many things that are asked in one query. `{ fields: { file: 'object(oid: "…") { oid }' }, answer }`
 * stands in the query as `file_0: object(oid: "…") { oid }`, and `answer` reads `{ file: … }`.
 */
export interface QueryPart<Value> {
  /** GraphQL fields with their selections, by the names under which `answer` finds them. */
  readonly fields: Readonly<Record<string, string>>;
  readonly answer: z.ZodType<Value>;
  /** `root`: the fields do not belong to the repository. */
  readonly at?: 'root';
  /** 0 for what costs GitHub next to nothing: it comes along in a query that is full. */
  readonly weight?: 0;
}

/** What the parts are asked of, and how many GitHub answers at once. */
interface QueryTarget {
  readonly operation: Operation;
  /** Set when the fields belong to a commit of the repository. */
  readonly commit?: string;
  readonly atOnce: number;
}

/** Why a part has no answer. With `again` a smaller query, or the same one later, may have it. */
interface NoAnswer {
  readonly error: WaybillError;
  readonly again: boolean;
  /** GitHub did not answer at all. */
  readonly silent: boolean;
}

type PartAnswer<Value> = Result<Value, NoAnswer>;

/** A part that is one field. */
export function part<Value>(field: string, answer: z.ZodType<Value>): QueryPart<Value> {
  const schema = z.object({ value: answer }).transform(({ value }) => value);
  return { fields: { value: field }, answer: schema };
}

/**
 * Asks for many of a kind: as few requests as GitHub allows, and one answer a part, in the order of the
 * parts. A query that GitHub cuts off is asked again in halves. An error beside data is the error of that
 * part alone. Throws when GitHub does not answer, and what it says of the repository as a whole.
 */
export async function askForMany<Value>(
  api: Api,
  target: QueryTarget,
  parts: readonly QueryPart<Value>[],
): Promise<readonly Result<Value, WaybillError>[]> {
  const answers: PartAnswer<Value>[] = [];
  for (const chunk of chunksOf(parts, target.atOnce))
    answers.push(...(await askChunk(api, target, chunk, 0)));
  return answers.map((answer) => (answer.ok ? answer : no(answer.problem.error)));
}

/** The same where every part is needed: throws the error of the first that has no answer. */
export async function askForAll<Value>(
  api: Api,
  target: QueryTarget,
  parts: readonly QueryPart<Value>[],
): Promise<readonly Value[]> {
  return (await askForMany(api, target, parts)).map(valueOf);
}

/** The value of a part, or its error, thrown. */
export function valueOf<Value>(answer: Result<Value, WaybillError>): Value {
  if (answer.ok) return answer.value;
  throw answer.problem;
}

/** `halved` counts how often the chunk that was asked first is halved by now. */
async function askChunk<Value>(
  api: Api,
  target: QueryTarget,
  parts: readonly QueryPart<Value>[],
  halved: number,
): Promise<readonly PartAnswer<Value>[]> {
  const [only] = parts;
  if (only === undefined) return [];
  if (parts.length === 1) return [await askAlone(api, target, only)];
  const read = await askOnce(api, target, parts);
  const answers = parts.map(read);
  const open = parts.filter((_, index) => mayCome(answers[index]));
  if (open.length === 0) return answers;
  const problem = answers.map(problemOf).find((found) => found?.again === true);
  if (problem?.silent === true && !(await api.pause(halved))) throw problem.error;
  api.log.debug(`GitHub: asking for less at once: ${target.operation.doing}`);
  const half = open.length < parts.length ? open.length : Math.ceil(open.length / 2);
  const later = [
    ...(await askChunk(api, target, open.slice(0, half), halved + 1)),
    ...(await askChunk(api, target, open.slice(half), halved + 1)),
  ].values();
  return answers.map((answer) => (mayCome(answer) ? (later.next().value ?? answer) : answer));
}

function problemOf<Value>(answer: PartAnswer<Value> | undefined): NoAnswer | undefined {
  return answer === undefined || answer.ok ? undefined : answer.problem;
}

function mayCome<Value>(answer: PartAnswer<Value> | undefined): boolean {
  return problemOf(answer)?.again === true;
}

/** A part that cannot be made smaller: tried again as any read is. */
async function askAlone<Value>(
  api: Api,
  target: QueryTarget,
  only: QueryPart<Value>,
): Promise<PartAnswer<Value>> {
  const { pause } = api;
  const result = await keepTrying<PartAnswer<Value>, NoAnswer>({ tries: READ_TRIES, pause }, async () => {
    const answer = (await askOnce(api, target, [only]))(only, 0);
    return answer.ok || !answer.problem.again ? ok(answer) : answer;
  });
  if (result.ok) return result.value;
  if (result.problem.silent) throw result.problem.error;
  return result;
}

type ReadPart = <Value>(part: QueryPart<Value>, index: number) => PartAnswer<Value>;

/** One request. Returns how to read the answer to each of its parts. */
async function askOnce(
  api: Api,
  target: QueryTarget,
  parts: readonly QueryPart<unknown>[],
): Promise<ReadPart> {
  const { operation, commit } = target;
  const query = queryOf(target, parts);
  const variables = ownerAndName(operation.repository);
  const asked = await api.queryOnce(operation, query, variables, schemaOf(commit));
  if (asked.ok) return (part, index) => readPart(target, asked.value, part, index);
  const silent = asked.problem.kind === 'unclear';
  // A part that is too much by itself stays so.
  const again = silent || parts.length > 1;
  return () => no({ error: errorOf(operation, asked.problem), again, silent });
}

function queryOf({ commit }: QueryTarget, parts: readonly QueryPart<unknown>[]): string {
  const fieldsAt = (place: 'repository' | 'root'): string =>
    parts
      .flatMap(({ at = 'repository', fields }, index) =>
        at === place
          ? Object.entries(fields).map(([name, field]) => `${aliasOf(name, index)}: ${field}`)
          : [],
      )
      .join('\n  ');
  const fields = fieldsAt('repository');
  const inner =
    commit === undefined ? fields : `object(oid: ${literal(commit)}) { ... on Commit {\n  ${fields}\n} }`;
  return `query ($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { id\n  ${inner}\n} ${fieldsAt('root')} }`;
}

function aliasOf(name: string, index: number): string {
  return `${name}_${index}`;
}

/** What a query answers: the fields of the repository or of the commit, and those at the root. */
interface ManyAnswers {
  /** Null when there is no such commit, or when an error took it away. */
  readonly repository: Readonly<Record<string, unknown>> | null;
  readonly root: Readonly<Record<string, unknown>>;
}

const fieldsSchema = z.record(z.string(), z.unknown());

function schemaOf(commit: string | undefined): z.ZodType<ManyAnswers> {
  return commit === undefined
    ? z
        .object({ repository: fieldsSchema })
        .catchall(z.unknown())
        .transform(({ repository, ...root }) => ({ repository, root }))
    : z
        .object({ repository: z.object({ object: fieldsSchema.nullable() }) })
        .catchall(z.unknown())
        .transform(({ repository: { object }, ...root }) => ({ repository: object, root }));
}

function readPart<Value>(
  { operation, commit }: QueryTarget,
  { data, errors }: GraphqlResult<ManyAnswers>,
  { fields, answer, at }: QueryPart<Value>,
  index: number,
): PartAnswer<Value> {
  const base = at === 'root' ? '' : commit === undefined ? 'repository.' : 'repository.object.';
  const holder = (at === 'root' ? data.root : data.repository) ?? {};
  const names = Object.keys(fields);
  const values = Object.fromEntries(names.map((name) => [name, holder[aliasOf(name, index)]]));
  const own = errors.filter((error) => names.some((name) => isWithin(error, base + aliasOf(name, index))));
  const error = own.find(passes) ?? own[0] ?? (data.repository === null ? errors[0] : undefined);
  if (error !== undefined && passes(error)) return no(noAnswer(operation, error));
  // What is not there is an answer; what may not be seen deep within the part is for the schema to judge.
  const lost = error !== undefined && error.type !== 'NOT_FOUND' && Object.values(values).some(isNothing);
  const parsed = lost ? undefined : answer.safeParse(values);
  if (parsed?.success === true) return ok(parsed.data);
  if (error !== undefined) return no(noAnswer(operation, error));
  return no({ error: unavailable(operation, UNREADABLE), again: true, silent: false });
}

function noAnswer(operation: Operation, error: GraphqlError): NoAnswer {
  const explained =
    error.type === undefined
      ? unavailable(operation, `it says: ${error.message}`)
      : explainGraphql(operation, error, {});
  return { error: explained, again: passes(error), silent: false };
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined;
}

function chunksOf<Value>(
  parts: readonly QueryPart<Value>[],
  atOnce: number,
): readonly (readonly QueryPart<Value>[])[] {
  const chunks: QueryPart<Value>[][] = [];
  let weight = 0;
  for (const next of parts) {
    const { weight: more = 1 } = next;
    const current = chunks.at(-1);
    if (current === undefined || (more > 0 && weight + more > atOnce)) {
      chunks.push([next]);
      weight = more;
    } else {
      current.push(next);
      weight += more;
    }
  }
  return chunks;
}
