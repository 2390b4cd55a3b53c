import { backoff, keepTrying } from '../../errors/keep-trying.ts';
import { no, ok, type Result } from '../../errors/result.ts';
import { WaybillError } from '../../errors/waybill-error.ts';

/** What of `fetch` signing uses. */
type Send = (
  url: string,
  request: {
    readonly method: 'GET' | 'POST';
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly redirect: 'manual';
    readonly signal: AbortSignal;
  },
) => Promise<SentAnswer>;

interface SentAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: AsyncIterable<Uint8Array> | null;
}

/** How signing reaches the services of Sigstore. */
export interface Line {
  readonly send: Send;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly log: (message: string) => void;
}

/** What a service is asked: with a body it is a POST, without one a GET. */
interface ServiceRequest {
  readonly url: string;
  readonly body?: object;
  readonly authorization?: string;
}

/** An answer of a service, read to its end. */
export interface ServiceAnswer {
  readonly status: number;
  readonly location: string | undefined;
  readonly bytes: Buffer;
}

const TRIES = 5;
const FIRST_WAIT = 1_000;
const TIMEOUT = 20_000;
/** A certificate, a log entry or a timestamp has a few kilobytes. */
const LARGEST_ANSWER = 4 * 1024 * 1024;

/** Asked again, each of these can come to something else. Every service may be asked twice for the same. */
const TRANSIENT = new Set([408, 429, 500, 502, 503, 504]);

/**
 * Asks a service, and asks again where it fails in a way that passes. Throws `SIGNING_FAILED` where no answer
 * comes. Redirects are not followed: the identity of the run would go along.
 */
export async function ask(
  { send, sleep, log }: Line,
  what: string,
  request: ServiceRequest,
): Promise<ServiceAnswer> {
  const { host } = new URL(request.url);
  const pause = async (tried: number, problem: string): Promise<boolean> => {
    const wait = backoff(FIRST_WAIT, tried, Math.random());
    log(`${host}: ${problem}; trying again in ${Math.ceil(wait / 1000)} s`);
    await sleep(wait);
    return true;
  };
  const answered = await keepTrying<ServiceAnswer, string>({ tries: TRIES, pause }, () =>
    exchange(send, request),
  );
  if (answered.ok) return answered.value;
  throw signingFailed(`${host} did not give ${what}: ${answered.problem}`);
}

async function exchange(
  send: Send,
  { url, body, authorization }: ServiceRequest,
): Promise<Result<ServiceAnswer, string>> {
  try {
    const answer = await send(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        accept: '*/*',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(authorization === undefined ? {} : { authorization }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const bytes = await read(answer);
    if (bytes === undefined) return no('its answer is too long');
    if (TRANSIENT.has(answer.status)) return no(`it answered ${answer.status}`);
    return ok({ status: answer.status, location: answer.headers.get('location') ?? undefined, bytes });
  } catch (cause) {
    return no(`it did not answer (${cause instanceof Error ? cause.message : String(cause)})`);
  }
}

async function read({ body }: SentAnswer): Promise<Buffer | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body ?? []) {
    size += part.byteLength;
    if (size > LARGEST_ANSWER) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/**
 * The error of a service that refused. Fulcio and Rekor say why in `{ "message": … }`, and that goes into it.
 */
export function refusedBy(url: string, what: string, { status, bytes }: ServiceAnswer): WaybillError {
  const said = messageIn(bytes.toString('utf8'));
  return signingFailed(`${new URL(url).host} did not give ${what}: it answered ${status}${said}`);
}

function messageIn(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null;
    return isObject && 'message' in value && typeof value.message === 'string'
      ? ` (${value.message.slice(0, 300)})`
      : '';
  } catch {
    return '';
  }
}

export function signingFailed(why: string): WaybillError {
  return new WaybillError('SIGNING_FAILED', `Nobody signed: ${why}`, {
    hint: 'Look at status.sigstore.dev and githubstatus.com, and run it again.',
  });
}
