import { Octokit } from '@octokit/core';
import { type Answer, answerOfError, headersOf } from './answer.ts';
import type { RequestBody } from './operation.ts';
import { withoutSecrets } from './without-secrets.ts';

/** What Octokit asks of a `fetch`. */
type Fetch = (
  url: string,
  request: {
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body?: string;
    readonly signal?: AbortSignal;
  },
) => Promise<{
  readonly status: number;
  readonly url: string;
  readonly headers: Pick<Headers, 'get'> & Iterable<[string, string]>;
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
}>;

/** What it takes to send a request to one GitHub, as one token. */
export interface SenderOptions {
  readonly token: string;
  /** `https://api.github.com`, or `https://host/api/v3` of a GitHub Enterprise Server. */
  readonly apiUrl: string;
  /** Node's own where it is absent. */
  readonly fetch?: Fetch;
  readonly log: { debug(message: string): void };
  readonly signal?: AbortSignal | undefined;
  /** Masks the secrets of the run in what people will read. */
  readonly hide?: (text: string) => string;
}

/** GitHub itself gives up on a request after ten seconds. */
const REQUEST_TIMEOUT_MS = 30_000;

/** Sends one request through Octokit, without its plugins for retries and throttling: those repeat writes. */
export function createSender(options: SenderOptions): (request: RequestBody) => Promise<Answer> {
  const { token, apiUrl, log, signal, hide = (text) => text } = options;
  const base = apiUrl.replace(/\/+$/, '');
  const octokit = new Octokit({
    auth: token,
    baseUrl: base,
    userAgent: 'waybill',
    log: { debug: () => undefined, info: () => undefined, warn: log.debug, error: log.debug },
    ...(options.fetch === undefined ? {} : { request: { fetch: options.fetch } }),
  });
  // GitHub Enterprise Server serves REST below /api/v3 and GraphQL below /api.
  const graphqlUrl = `${base.replace(/\/api\/v3$/, '/api')}/graphql`;
  return async (asked) => {
    const request = withoutSecrets(asked, hide);
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
