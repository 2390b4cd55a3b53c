import type { z } from 'zod';
import { backoff, keepTrying } from '../../errors/keep-trying.ts';
import { no, ok, type Result } from '../../errors/result.ts';
import type { WaybillError } from '../../errors/waybill-error.ts';
import { type Answer, dateOf, type Headers } from './answer.ts';
import { countWrites } from './count-writes.ts';
import { explainGraphql, explainRefusal, rateLimited, unavailable } from './explain.ts';
import { asksTooMuch, graphqlAnswer, type GraphqlError, isDoneInPart, passes } from './graphql.ts';
import { graphqlLimitWait, limitWait } from './limits.ts';
import { isMutation, type Operation, type RequestBody } from './operation.ts';
import { createPace } from './pace.ts';
import { createSender, type SenderOptions } from './send.ts';

/** What the transport needs of the world. Times are milliseconds of the epoch. */
export interface ApiOptions extends SenderOptions {
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly now: () => number;
  /** A number from 0 up to 1, for jitter. */
  readonly random: () => number;
  readonly log: { debug(message: string): void; warning(message: string): void };
  /** No waiting beyond this moment. */
  readonly deadline: number;
}

/** What came of a GraphQL request: data with the errors of single fields. */
export interface GraphqlResult<T> {
  readonly data: T;
  readonly errors: readonly GraphqlError[];
  /** GitHub's own clock when it answered; undefined when it does not say. */
  readonly date: Date | undefined;
}

/**
 * Why a query was not answered.
 *
 * - `unclear`: no answer, or one that cannot be read; the same query may be answered the next time
 * - `too-much`: it asks for more than GitHub works out at once; only a smaller query is answered
 */
type Unanswered =
  | { readonly kind: 'unclear'; readonly reason: string }
  | { readonly kind: 'too-much'; readonly error: WaybillError };

/** A page of a list to read. */
interface PageRequest<T> {
  readonly route: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly schema: z.ZodType<T>;
  /** The statuses with which GitHub says that there is nothing. */
  readonly absent: readonly number[];
}

interface Page<T> {
  readonly data: T;
  readonly headers: Headers;
}

/** Requests to one GitHub, as one token. */
export interface Api {
  /** Reads, and tries again when GitHub does not answer. Throws the explained error. */
  read<T>(
    operation: Operation,
    route: string,
    parameters: Readonly<Record<string, unknown>>,
    schema: z.ZodType<T>,
  ): Promise<T>;
  /** As `read`, of a list in pages: the answer comes with its headers. Undefined for a status in `absent`. */
  readPage<T>(operation: Operation, page: PageRequest<T>): Promise<Page<T> | undefined>;
  /**
   * As `read`, with GraphQL. Errors of single fields come back with the data; without usable data they are
   * thrown. Data that is there in part, because GitHub gave up, is asked for again.
   */
  query<T>(
    operation: Operation,
    query: string,
    variables: Readonly<Record<string, unknown>>,
    schema: z.ZodType<T>,
  ): Promise<GraphqlResult<T>>;
  /** As `query`, but asks once: who can ask for less does that, instead of asking for the same again. */
  queryOnce<T>(
    operation: Operation,
    query: string,
    variables: Readonly<Record<string, unknown>>,
    schema: z.ZodType<T>,
  ): Promise<Result<GraphqlResult<T>, Unanswered>>;
  /**
   * Sends a write once, whatever comes of it; only a refusal for a rate limit, which did nothing, is waited
   * out and sent again. One that did a part is waited out too, and its answer says which part.
   */
  attempt(operation: Operation, request: RequestBody): Promise<Answer>;
  /**
   * Waits before another try, the longer the more there were (counted from 0). False when the deadline leaves
   * no time.
   */
  pause(tried: number): Promise<boolean>;
  /** How many writes were done so far, or may have been. */
  writes(): number;
  readonly log: ApiOptions['log'];
}

/** How often a read is tried. */
export const READ_TRIES = 5;
const LIMIT_TRIES = 4;
const FIRST_PAUSE_MS = 500;
/** A shorter wait between two writes is everyday. */
const WORTH_SAYING_MS = 10_000;

export const UNREADABLE = 'its answer cannot be read';

/**
 * The transport. Nothing is repeated behind the caller's back but reads, and writes that were refused for a
 * rate limit: GitHub has not done those.
 */
export function createApi(options: ApiOptions): Api {
  const { send, writes } = countWrites(createSender(options));
  const { sleep, now, random, deadline, log } = options;
  const pace = createPace(now);

  const pause = async (tried: number): Promise<boolean> => {
    const wait = backoff(FIRST_PAUSE_MS, tried, random());
    if (now() + wait > deadline) return false;
    await sleep(wait);
    return true;
  };

  /** Waits for the turn of a request that GitHub limits, rather than being refused and held against. */
  const keepPace = async (operation: Operation, request: RequestBody): Promise<void> => {
    const wait = pace(request);
    if (wait <= 0) return;
    const until = new Date(now() + wait);
    if (until.getTime() > deadline) throw rateLimited(operation, until);
    const say = wait >= WORTH_SAYING_MS ? log.warning : log.debug;
    say(
      `GitHub limits how much is written in a second, a minute and an hour: waiting until ${until.toISOString()}.`,
    );
    await sleep(wait);
  };

  /** One request, with rate limits waited out. */
  const attempt = async (operation: Operation, request: RequestBody): Promise<Answer> => {
    await keepPace(operation, request);
    for (let tries = 0; ; tries += 1) {
      const answer = await send(request);
      log.debug(`GitHub: ${operation.doing}: ${answer.kind === 'unclear' ? answer.reason : answer.kind}`);
      const wait = waitOf(answer, request, tries, now());
      if (wait === undefined) return answer;
      const until = new Date(now() + wait);
      if (until.getTime() > deadline || tries + 1 >= LIMIT_TRIES) throw rateLimited(operation, until);
      log.warning(`GitHub limits the rate of requests: waiting until ${until.toISOString()}, as it asks.`);
      await sleep(wait);
      // What is done would be done twice. Who asked for it sees what is left.
      if (writesInPart(answer, request)) return answer;
    }
  };

  /** One read. `parse` makes something of the answer, or says why it cannot. */
  const readOnce = async <T, P>(
    operation: Operation,
    request: RequestBody,
    parse: (data: unknown, headers: Headers) => Result<T, P | Unclear>,
  ): Promise<Result<T, P | Unclear>> => {
    const answer = await attempt(operation, request);
    if (answer.kind === 'refused') throw explainRefusal(operation, answer);
    return answer.kind === 'ok' ? parse(answer.data, answer.headers) : no(unclear(answer.reason));
  };

  /** Tries a read again until there is an answer. */
  const persist = async <T>(operation: Operation, step: () => Promise<Result<T, Unanswered>>): Promise<T> => {
    const result = await keepTrying({ tries: READ_TRIES, pause }, async () => {
      const read = await step();
      if (!read.ok && read.problem.kind === 'too-much') throw read.problem.error;
      return read;
    });
    if (result.ok) return result.value;
    throw errorOf(operation, result.problem);
  };

  const queryOnce: Api['queryOnce'] = (operation, query, variables, schema) =>
    readOnce(operation, { kind: 'graphql', query, variables }, (body, headers) => {
      const answer = graphqlAnswer(body);
      if (answer === undefined) return no(unclear(UNREADABLE));
      const data = schema.safeParse(answer.data);
      if (data.success) return ok({ data: data.data, errors: answer.errors, date: dateOf(headers) });
      const [error] = answer.errors;
      // Without a type it is GitHub's own trouble ("Something went wrong"), which passes.
      if (error?.type === undefined) {
        return no(unclear(error === undefined ? UNREADABLE : `it says: ${error.message}`));
      }
      const explained = explainGraphql(operation, error, headers);
      if (!asksTooMuch(error)) throw explained;
      return no({ kind: 'too-much', error: explained });
    });

  const readPage: Api['readPage'] = (operation, { route, parameters, schema, absent }) =>
    persist(operation, async () => {
      const answer = await attempt(operation, { kind: 'rest', route, parameters });
      if (answer.kind === 'refused' && absent.includes(answer.status)) return ok(undefined);
      if (answer.kind === 'refused') throw explainRefusal(operation, answer);
      if (answer.kind === 'unclear') return no(unclear(answer.reason));
      const parsed = schema.safeParse(answer.data);
      return parsed.success ? ok({ data: parsed.data, headers: answer.headers }) : no(unclear(UNREADABLE));
    });

  return {
    log,
    pause,
    writes,
    attempt,
    readPage,
    read: (operation, route, parameters, schema) =>
      persist(operation, () =>
        readOnce(operation, { kind: 'rest', route, parameters }, (data) => {
          const parsed = schema.safeParse(data);
          return parsed.success ? ok(parsed.data) : no(unclear(UNREADABLE));
        }),
      ),
    queryOnce,
    query: (operation, query, variables, schema) =>
      persist(operation, async () => {
        const answer = await queryOnce(operation, query, variables, schema);
        const missing = answer.ok ? answer.value.errors.find(passes) : undefined;
        return missing === undefined ? answer : no(unclear(`it says: ${missing.message}`));
      }),
  };
}

type Unclear = Extract<Unanswered, { readonly kind: 'unclear' }>;

function unclear(reason: string): Unclear {
  return { kind: 'unclear', reason };
}

/** The error of a query that stays without an answer. */
export function errorOf(operation: Operation, unanswered: Unanswered): WaybillError {
  return unanswered.kind === 'unclear' ? unavailable(operation, unanswered.reason) : unanswered.error;
}

function writesInPart(answer: Answer, request: RequestBody): boolean {
  if (answer.kind !== 'ok' || request.kind !== 'graphql' || !isMutation(request.query)) return false;
  const body = graphqlAnswer(answer.data);
  return body !== undefined && isDoneInPart(body);
}

function waitOf(answer: Answer, request: RequestBody, tries: number, now: number): number | undefined {
  if (answer.kind === 'refused') return limitWait(answer, tries, now);
  if (answer.kind !== 'ok' || request.kind !== 'graphql') return undefined;
  return graphqlLimitWait(graphqlAnswer(answer.data)?.errors ?? [], answer.headers, tries, now);
}
