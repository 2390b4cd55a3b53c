import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import { answerOf, type FetchAnswer } from './fetch-answer.ts';

/** What a request may say: the part of `RequestInit` that the clients use. */
interface FetchRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What comes in parts is sent with the `content-length` of the headers, and only once. */
  readonly body?: string | Buffer<ArrayBuffer> | AsyncIterable<Uint8Array>;
  readonly duplex?: 'half';
  /** `manual` hands a redirect over as it is. */
  readonly redirect?: 'follow' | 'manual';
  readonly signal?: AbortSignal;
}

/** What of `fetch` the clients use, so that they take Node's own as well as this one. */
export type Fetch = (url: string | URL, request?: FetchRequest) => Promise<FetchAnswer>;

/** As many as `fetch` follows. */
const MOST_REDIRECTS = 20;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** What says something of a body. A redirect that drops the body drops these too. */
const OF_BODY = new Set(['content-type', 'content-length', 'content-encoding', 'content-language']);
/** What only the origin that was asked may see. */
const OF_ORIGIN = new Set(['authorization', 'cookie', 'proxy-authorization', 'host']);

/**
 * `fetch` over Node's own `http` and `https`. It rejects when there is no answer: with the error of the
 * system, or with the reason of the signal. It sends no request again.
 */
export const fetchOverHttp: Fetch = async (url, request = {}) => {
  let target = new URL(url);
  let asked: FetchRequest = { ...request, headers: withDefaults(request.headers ?? {}) };
  for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
    request.signal?.throwIfAborted();
    const message = await exchange(target, asked);
    const { location } = message.headers;
    if (request.redirect === 'manual' || location === undefined || !isRedirect(message)) {
      return answerOf(message, { url: target.href, method: asked.method ?? 'GET', signal: request.signal });
    }
    message.on('error', ignore).resume();
    const next = new URL(location, target);
    asked = redirected(asked, message.statusCode ?? 0, next.origin === target.origin);
    target = next;
  }
  throw new Error(`there are more than ${MOST_REDIRECTS} redirects`);
};

function withDefaults(headers: Readonly<Record<string, string>>): Record<string, string> {
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return { accept: '*/*', 'accept-encoding': 'gzip', ...Object.fromEntries(given) };
}

function isRedirect({ statusCode }: IncomingMessage): boolean {
  return REDIRECTS.has(statusCode ?? 0);
}

/** The request that a redirect asks for, as the standard of `fetch` says. */
function redirected(asked: FetchRequest, status: number, isSameOrigin: boolean): FetchRequest {
  const { method = 'GET', headers = {}, body, ...rest } = asked;
  const becomesGet =
    ((status === 301 || status === 302) && method === 'POST') ||
    (status === 303 && method !== 'GET' && method !== 'HEAD');
  const kept = Object.entries(headers).filter(
    ([name]) => !(becomesGet && OF_BODY.has(name)) && (isSameOrigin || !OF_ORIGIN.has(name)),
  );
  return {
    ...rest,
    method: becomesGet ? 'GET' : method,
    headers: Object.fromEntries(kept),
    ...(becomesGet || body === undefined ? {} : { body }),
  };
}

/** One request, up to the head of its answer. */
async function exchange(
  url: URL,
  { method = 'GET', headers = {}, body, signal }: FetchRequest,
): Promise<IncomingMessage> {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new TypeError(`no scheme of HTTP: ${url.protocol}`);
  if (url.username !== '' || url.password !== '') throw new TypeError('its address carries a user name');
  // TLS takes as long to load as all that plain HTTP needs.
  const client = url.protocol === 'https:' ? process.getBuiltinModule('node:https') : http;
  try {
    return await new Promise((resolve, reject) => {
      // Left to itself, Node sends the body of a DELETE without saying how long it is.
      const isWhole = typeof body === 'string' || body instanceof Uint8Array;
      const length = isWhole ? { 'content-length': String(Buffer.byteLength(body)) } : {};
      const options = { method, headers: { ...headers, ...length }, ...(signal && { signal }) };
      const request: ClientRequest = client.request(url, options, resolve);
      // More than once: a connection can break after the answer began, and whoever reads that hears of it
      // there.
      request.on('error', reject);
      if (body === undefined || isWhole) request.end(body);
      else sendParts(body, request, reject);
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw cause;
  }
}

/** Sends a body as it comes. Where it breaks off, so does the request. */
function sendParts(
  body: AsyncIterable<Uint8Array>,
  request: ClientRequest,
  onError: (cause: unknown) => void,
): void {
  const { pipeline, Readable } = process.getBuiltinModule('node:stream');
  pipeline(Readable.from(body), request, (cause) => {
    if (cause) onError(cause);
  });
}

function ignore(): void {}
