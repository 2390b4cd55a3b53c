import type { Headers, Refused } from './answer.ts';
import type { GraphqlError } from './graphql.ts';

/** GitHub's advice for a secondary limit that names no time: a minute, then longer (REST best practices). */
const UNNAMED_WAIT_MS = 60_000;

/**
 * How long to wait, in milliseconds, when GitHub refused because of a rate limit; undefined when it refused
 * for another reason. `retry-after` counts in full, then the reset of the primary limit, then a minute that
 * doubles with each try.
 */
export function limitWait(refused: Refused, tries: number, now: number): number | undefined {
  const { status, message, headers } = refused;
  const retryAfter = secondsOf(headers['retry-after']);
  const spent = headers['x-ratelimit-remaining'] === '0';
  const limited =
    status === 429 || (status === 403 && (retryAfter !== undefined || spent || /rate limit/i.test(message)));
  if (!limited) return undefined;
  if (retryAfter !== undefined) return retryAfter * 1000;
  return (spent ? untilReset(headers, now) : undefined) ?? UNNAMED_WAIT_MS * 2 ** tries;
}

/** The same for a GraphQL answer, which says it with status 200. */
export function graphqlLimitWait(
  errors: readonly GraphqlError[],
  headers: Headers,
  tries: number,
  now: number,
): number | undefined {
  const limited = errors.some((error) => error.type === 'RATE_LIMITED' || error.type === 'RATE_LIMIT');
  if (!limited) return undefined;
  const retryAfter = secondsOf(headers['retry-after']);
  return retryAfter === undefined
    ? (untilReset(headers, now) ?? UNNAMED_WAIT_MS * 2 ** tries)
    : retryAfter * 1000;
}

function secondsOf(text: string | undefined): number | undefined {
  const seconds = Number(text);
  return text === undefined || text === '' || !Number.isFinite(seconds) ? undefined : Math.max(0, seconds);
}

/** The reset is given in whole seconds of GitHub's clock; one second more makes up for the rounding. */
function untilReset(headers: Headers, now: number): number | undefined {
  const reset = secondsOf(headers['x-ratelimit-reset']);
  return reset === undefined ? undefined : Math.max(0, reset * 1000 - now) + 1000;
}
