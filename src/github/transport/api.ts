import { getOctokit } from '@actions/github';
import type { z } from 'zod';
import {
  type Answer,
  answerOfError,
  dateOf,
  graphqlAnswer,
  type GraphqlError,
  type Headers,
  headersOf,
} from './answer.ts';
import { explainGraphql, explainRefusal, rateLimited, unavailable } from './explain.ts';
import { graphqlLimitWait, limitWait } from './limits.ts';
import type { Operation, RequestBody } from './operation.ts';
import { createPace } from './pace.ts';

/** What the transport needs of the world. Times are milliseconds of the epoch. */
export interface ApiOptions {
  readonly token: string;
  /** `https://api.github.com`, or `https://host/api/v3` of a GitHub Enterprise Server. */
  readonly apiUrl: string;
  readonly fetch?: typeof fetch;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly now: () => number;
  /** A number from 0 up to 1, for jitter. */
  readonly random: () => number;
  readonly log: { debug(message: string): void; warning(message: string): void };
  /** No waiting beyond this moment. */
  readonly deadline: number;
  readonly signal?: AbortSignal | undefined;
}

/** What came of a GraphQL request: data with the errors of single fields. */
export interface GraphqlResult<T> {
  readonly data: T;
  readonly errors: readonly GraphqlError[];
  /** GitHub's own clock when it answered; undefined when it does not say. */
  readonly date: Date | undefined;
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
  /** As `read`, with GraphQL. Errors of single fields come back with the data; without usable data they are thrown. */
  query<T>(
    operation: Operation,
    query: string,
    variables: Readonly<Record<string, unknown>>,
    schema: z.ZodType<T>,
  ): Promise<GraphqlResult<T>>;
  /** Sends a write once, whatever comes of it; only a refusal for a rate limit, which did nothing, is waited out. */
  attempt(operation: Operation, request: RequestBody): Promise<Answer>;
  /** Waits before another try, the longer the more there were. False when the deadline leaves no time for it. */
  pause(tries: number): Promise<boolean>;
  readonly log: ApiOptions['log'];
}

const REQUEST_TIMEOUT_MS = 30_000;
const READ_TRIES = 5;
const LIMIT_TRIES = 4;
const FIRST_PAUSE_MS = 500;

const UNREADABLE = 'its answer cannot be read';

/** What was made of an answer; with `again` nothing was, and asking again may help. */
type Parsed<T> =
  { readonly kind: 'read'; readonly value: T } | { readonly kind: 'again'; readonly reason: string };

function again(reason: string): { readonly kind: 'again'; readonly reason: string } {
  return { kind: 'again', reason };
}

/**
 * The transport. Nothing is repeated behind the caller's back but reads, and writes that were refused for a rate limit:
 * GitHub has not done those.
 */
export function createApi(options: ApiOptions): Api {
  const send = sender(options);
  const { sleep, now, random, deadline, log } = options;
  const pace = createPace(now);

  const pause = async (tries: number): Promise<boolean> => {
    const wait = FIRST_PAUSE_MS * 2 ** tries * (0.5 + random());
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
    const say = wait >= 1_000 ? log.warning : log.debug;
    say(`GitHub limits how much is written in a minute and an hour: waiting until ${until.toISOString()}.`);
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
    }
  };

  /** A read: tried again until `parse` makes something of the answer. */
  const readUntil = async <T>(
    operation: Operation,
    request: RequestBody,
    parse: (data: unknown, headers: Headers) => Parsed<T>,
  ): Promise<T> => {
    for (let tries = 0; ; tries += 1) {
      const answer = await attempt(operation, request);
      if (answer.kind === 'refused') throw explainRefusal(operation, answer);
      const parsed = answer.kind === 'ok' ? parse(answer.data, answer.headers) : again(answer.reason);
      if (parsed.kind === 'read') return parsed.value;
      const { reason } = parsed;
      if (tries + 1 >= READ_TRIES || !(await pause(tries))) throw unavailable(operation, reason);
      log.debug(`GitHub: trying again to ${operation.doing}`);
    }
  };

  return {
    log,
    pause,
    attempt,
    read: (operation, route, parameters, schema) =>
      readUntil(operation, { kind: 'rest', route, parameters }, (data) => {
        const parsed = schema.safeParse(data);
        return parsed.success ? { kind: 'read', value: parsed.data } : again(UNREADABLE);
      }),
    query: (operation, query, variables, schema) =>
      readUntil(operation, { kind: 'graphql', query, variables }, (body, headers) => {
        const answer = graphqlAnswer(body);
        if (answer === undefined) return again(UNREADABLE);
        const data = schema.safeParse(answer.data);
        if (data.success)
          return { kind: 'read', value: { data: data.data, errors: answer.errors, date: dateOf(headers) } };
        const [error] = answer.errors;
        // Without a type it is GitHub's own trouble ("Something went wrong"), which passes.
        if (error?.type !== undefined) throw explainGraphql(operation, error, headers);
        return again(error === undefined ? UNREADABLE : `it says: ${error.message}`);
      }),
  };
}

function waitOf(answer: Answer, request: RequestBody, tries: number, now: number): number | undefined {
  if (answer.kind === 'refused') return limitWait(answer, tries, now);
  if (answer.kind !== 'ok' || request.kind !== 'graphql') return undefined;
  return graphqlLimitWait(graphqlAnswer(answer.data)?.errors ?? [], answer.headers, tries, now);
}

/** Sends one request through Octokit, without its plugins for retries and throttling: those repeat writes. */
function sender(options: ApiOptions): (request: RequestBody) => Promise<Answer> {
  const { token, apiUrl, log, signal } = options;
  const base = apiUrl.replace(/\/+$/, '');
  const octokit = getOctokit(token, {
    baseUrl: base,
    userAgent: 'waybill',
    log: { debug: () => undefined, info: () => undefined, warn: log.debug, error: log.debug },
    ...(options.fetch === undefined ? {} : { request: { fetch: options.fetch } }),
  });
  // GitHub Enterprise Server serves REST below /api/v3 and GraphQL below /api.
  const graphqlUrl = `${base.replace(/\/api\/v3$/, '/api')}/graphql`;
  return async (request) => {
    const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    const transport = { signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]) };
    try {
      const response =
        request.kind === 'rest'
          ? await octokit.request(request.route, { ...request.parameters, request: transport })
          : await octokit.request(`POST ${graphqlUrl}`, {
              query: request.query,
              variables: request.variables,
              request: transport,
            });
      const data: unknown = response.data;
      // Octokit hands a body that is not JSON over as text: half of an answer, or a page of a proxy.
      if (typeof data === 'string' && response.status !== 204) {
        return { kind: 'unclear', reason: 'its answer was cut off or is not JSON' };
      }
      return { kind: 'ok', data, headers: headersOf(response.headers) };
    } catch (thrown) {
      if (signal?.aborted === true) throw signal.reason;
      return answerOfError(thrown);
    }
  };
}
