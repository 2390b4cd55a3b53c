import { isPrivateHost } from './address.ts';
import { type FetchedBody, type ReadBody, readBody } from './response-body.ts';
import { messageOf, systemCode } from './system-error.ts';

export interface HttpAsk {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Goes to the origin of `url` only. A redirect to another origin goes without it. */
  readonly authorization?: string | undefined;
  readonly body?: Uint8Array | StreamedBody | undefined;
  /** The most bytes of a successful answer. */
  readonly limit: number;
  /**
   * Takes the body of a 200 as it comes, so that it can be of any size; the answer has none then. It must not
   * throw. Where it is set, or the body that is sent is a stream, only silence ends the exchange.
   */
  readonly onBody?: (chunks: AsyncIterable<Uint8Array>) => Promise<void>;
}

/** What is sent as it comes: it can be sent once. */
interface StreamedBody {
  readonly size: number;
  readonly chunks: AsyncIterable<Uint8Array>;
}

export interface HttpAnswer {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: Pick<Headers, 'get' | 'has'>;
  /** The whole body of a success. Of an error only the first 64 KiB. */
  readonly body: Uint8Array;
}

/** There is no answer that can be used. `transient`: asking again may help. */
export interface HttpFailure {
  readonly kind: 'failure';
  readonly reason: 'unreachable' | 'interrupted' | 'timeout' | 'too-large' | 'redirect';
  readonly detail: string;
  readonly transient: boolean;
  readonly cause?: unknown;
}

export type HttpOutcome = HttpAnswer | HttpFailure;

/** What of `fetch` is used here, so that another than Node's own does too. */
export type Fetch = (
  url: URL,
  request: {
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body?: Buffer<ArrayBuffer> | AsyncIterable<Uint8Array>;
    /** What `fetch` wants to be told of a body that comes in parts. */
    readonly duplex?: 'half';
    readonly redirect: 'manual';
    readonly signal: AbortSignal;
  },
) => Promise<Fetched>;

interface Fetched extends FetchedBody {
  readonly status: number;
  readonly headers: Pick<Headers, 'get' | 'has'>;
}

export type Transport = (ask: HttpAsk) => Promise<HttpOutcome>;

export interface Timeouts {
  /** Milliseconds without a byte. */
  readonly idle: number;
  /** Milliseconds for one request with its redirects. */
  readonly total: number;
}

export const DEFAULT_TIMEOUTS: Timeouts = { idle: 30_000, total: 120_000 };
/** A layer of a few gigabytes over a slow line. */
const LONGEST_STREAM = 6 * 60 * 60_000;
const MOST_REDIRECTS = 10;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * One HTTP exchange with limits on time and size.
 *
 * Redirects are followed here and not by `fetch`, for two reasons. The distribution specification forbids
 * sending `Authorization` to another origin. And a registry must not lead the job into the network of the
 * job. A write follows 307 and 308 only, because they keep method and body, and with a body to no other host.
 */
export function createTransport(fetch: Fetch, timeouts: Timeouts = DEFAULT_TIMEOUTS): Transport {
  return async (ask) => {
    const isStream = ask.onBody !== undefined || isStreamed(ask.body);
    const watch = new StopWatch(isStream ? { ...timeouts, total: LONGEST_STREAM } : timeouts);
    try {
      return await follow(fetch, ask, watch);
    } catch (cause) {
      return failureOf(cause, watch);
    } finally {
      watch.stop();
    }
  };
}

async function follow(fetch: Fetch, ask: HttpAsk, watch: StopWatch): Promise<HttpOutcome> {
  let url = ask.url;
  for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
    const response = await sendOnce(fetch, ask, url, watch);
    watch.touch();
    const location = REDIRECTS.has(response.status) ? response.headers.get('location') : null;
    if (location === null) return await answerOf(response, ask, watch);
    if (isStreamed(ask.body)) return redirectFailure('what is sent as it comes cannot be sent again');
    await response.body?.cancel();
    const target = URL.parse(location, url.href);
    const objection = objectionTo(target, response.status, ask, url);
    if (target === null || objection !== undefined)
      return redirectFailure(objection ?? 'its address is malformed');
    url = target;
  }
  return redirectFailure(`there are more than ${MOST_REDIRECTS} of them`);
}

function sendOnce(fetch: Fetch, ask: HttpAsk, url: URL, watch: StopWatch): Promise<Fetched> {
  const own = url.origin === ask.url.origin ? ask.authorization : undefined;
  return fetch(url, {
    method: ask.method,
    headers: {
      'accept-encoding': 'identity',
      'user-agent': 'waybill',
      ...ask.headers,
      ...(isStreamed(ask.body) ? { 'content-length': String(ask.body.size) } : {}),
      ...(own === undefined ? {} : { authorization: own }),
    },
    ...bodyOf(ask.body, watch),
    redirect: 'manual',
    signal: watch.signal,
  });
}

function isStreamed(body: HttpAsk['body']): body is StreamedBody {
  return body !== undefined && !(body instanceof Uint8Array);
}

function bodyOf(body: HttpAsk['body'], watch: StopWatch): Pick<Parameters<Fetch>[1], 'body' | 'duplex'> {
  if (body === undefined) return {};
  if (!isStreamed(body)) return { body: Buffer.from(body) };
  return { body: watched(body.chunks, watch), duplex: 'half' };
}

async function* watched(
  chunks: AsyncIterable<Uint8Array>,
  watch: StopWatch,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of chunks) {
    watch.touch();
    yield chunk;
  }
}

async function answerOf(response: Fetched, ask: HttpAsk, watch: StopWatch): Promise<HttpOutcome> {
  if (ask.onBody !== undefined && response.status === 200 && response.body !== null) {
    await ask.onBody(watched(response.body, watch));
    watch.signal.throwIfAborted();
    return { kind: 'answer', status: 200, headers: response.headers, body: new Uint8Array() };
  }
  const read: ReadBody = await readBody(response, ask.limit, () => watch.touch());
  if (read.kind === 'too-large') {
    const detail = `the answer is larger than ${ask.limit} bytes`;
    return { kind: 'failure', reason: 'too-large', detail, transient: false };
  }
  return { kind: 'answer', status: response.status, headers: response.headers, body: read.bytes };
}

function objectionTo(target: URL | null, status: number, ask: HttpAsk, from: URL): string | undefined {
  if (target === null) return undefined;
  const writes = ask.method === 'PUT' || ask.method === 'POST';
  if (writes && status !== 307 && status !== 308) return `a ${status} would turn a write into a read`;
  if (ask.body !== undefined && !isSamePlace(target, ask.url))
    return `it would send what is written to ${target.host}`;
  if (target.protocol !== 'https:' && target.protocol !== 'http:') return `it leads to ${target.protocol}`;
  if (from.protocol === 'https:' && target.protocol === 'http:') return 'it leads from https to http';
  if (isPrivateHost(target.hostname) && !isPrivateHost(ask.url.hostname))
    return 'it leads into a private network';
  if (target.username !== '' || target.password !== '') return 'its address carries a user name';
  return undefined;
}

/** The same origin, or the same host with TLS: nobody else gets a body, which can hold a login. */
function isSamePlace(target: URL, asked: URL): boolean {
  const isSecured = asked.protocol === 'http:' && target.protocol === 'https:';
  return target.origin === asked.origin || (isSecured && target.hostname === asked.hostname);
}

function redirectFailure(detail: string): HttpFailure {
  return {
    kind: 'failure',
    reason: 'redirect',
    detail: `the redirect is not followed: ${detail}`,
    transient: false,
  };
}

/**
 * Failures that stay the same when asked again: a name that does not exist, a certificate that is not
 * trusted.
 */
const LASTING = /^(?:ENOTFOUND|CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HPE_)/;

function failureOf(cause: unknown, watch: StopWatch): HttpFailure {
  if (watch.expired !== undefined) {
    return { kind: 'failure', reason: 'timeout', detail: watch.expired, transient: true, cause };
  }
  const code = systemCode(cause) ?? messageOf(cause);
  const reason = code === 'ECONNRESET' || code.startsWith('UND_ERR') ? 'interrupted' : 'unreachable';
  return { kind: 'failure', reason, detail: code, transient: !LASTING.test(code), cause };
}

class StopWatch {
  readonly #controller = new AbortController();
  readonly #idle: NodeJS.Timeout;
  readonly #total: NodeJS.Timeout;
  expired: string | undefined;

  constructor(timeouts: Timeouts) {
    this.#idle = setTimeout(() => this.#expire(`nothing came for ${timeouts.idle / 1000} s`), timeouts.idle);
    this.#total = setTimeout(
      () => this.#expire(`it took more than ${timeouts.total / 1000} s`),
      timeouts.total,
    );
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  touch(): void {
    this.#idle.refresh();
  }

  stop(): void {
    clearTimeout(this.#idle);
    clearTimeout(this.#total);
  }

  #expire(reason: string): void {
    this.expired = reason;
    this.#controller.abort();
  }
}
