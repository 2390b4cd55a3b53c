import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

/** One request, read to its end. `path` is decoded and has no query. */
export interface RegistryRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /**
   * `http://<host the client called>`: the base of every address in an answer. Behind a proxy it is what the
   * proxy says that the client called.
   */
  readonly base: string;
}

export interface RegistryAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | undefined;
}

/** The error codes of the distribution specification, "Error Codes". */
type OciErrorCode =
  | 'BLOB_UNKNOWN'
  | 'BLOB_UPLOAD_INVALID'
  | 'BLOB_UPLOAD_UNKNOWN'
  | 'DIGEST_INVALID'
  | 'MANIFEST_BLOB_UNKNOWN'
  | 'MANIFEST_INVALID'
  | 'PRECONDITION' // Harbor
  | 'MANIFEST_UNKNOWN'
  | 'NAME_INVALID'
  | 'NAME_UNKNOWN'
  | 'SIZE_INVALID'
  | 'TAG_INVALID'
  | 'UNAUTHORIZED'
  | 'DENIED'
  | 'UNSUPPORTED'
  | 'UNAVAILABLE'
  | 'TOOMANYREQUESTS';

export function answer(
  status: number,
  headers: Record<string, string> = {},
  body?: Uint8Array,
): RegistryAnswer {
  return { status, headers, body };
}

export function json(status: number, value: unknown, headers: Record<string, string> = {}): RegistryAnswer {
  const body = Buffer.from(JSON.stringify(value) + '\n');
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body };
}

interface FailureDetails {
  readonly headers?: Record<string, string>;
  readonly detail?: unknown;
}

export function failure(
  status: number,
  code: OciErrorCode,
  message: string,
  { headers = {}, detail = null }: FailureDetails = {},
): RegistryAnswer {
  return json(status, { errors: [{ code, message, detail }] }, headers);
}

/** What a Go server says of a path it has no route for. */
export function unknownRoute(): RegistryAnswer {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
  return answer(404, headers, Buffer.from('404 page not found\n'));
}

/**
 * Reads a request to its end. Undefined when its path cannot be decoded; throws when the client goes away.
 */
export async function readAsk(request: IncomingMessage): Promise<RegistryRequest | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const [rawPath = '', rawQuery = ''] = splitOnce(request.url ?? '/', '?');
  const path = decode(rawPath);
  if (path === undefined) return undefined;
  return {
    method: request.method ?? 'GET',
    path,
    query: new URLSearchParams(rawQuery),
    headers: request.headers,
    body: Buffer.concat(chunks),
    base: baseOf(request),
  };
}

function baseOf({ headers }: IncomingMessage): string {
  const { 'x-forwarded-host': host = headers.host ?? 'localhost', 'x-forwarded-proto': scheme = 'http' } =
    headers;
  return `${String(scheme)}://${String(host)}`;
}

export function writeAnswer(response: ServerResponse, method: string, given: RegistryAnswer): void {
  const body = given.body ?? new Uint8Array();
  const headers: Record<string, string> = {
    'docker-distribution-api-version': 'registry/2.0',
    ...(given.status === 204 || given.status === 304 ? {} : { 'content-length': String(body.byteLength) }),
    ...given.headers,
  };
  response.writeHead(given.status, headers);
  response.end(method === 'HEAD' ? undefined : body);
}

export function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
