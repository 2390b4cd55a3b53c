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
    status === 429 ||
    (status === 422 && isTooQuick(message)) ||
    (status === 403 && (retryAfter !== undefined || spent || RATE.test(message) || isSecondary(message)));
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
  const secondary = errors.some(({ message }) => isSecondary(message) || isTooQuick(message));
  const primary = errors.some(isPrimary);
  if (!secondary && !primary) return undefined;
  const retryAfter = secondsOf(headers['retry-after']);
  if (retryAfter !== undefined) return retryAfter * 1000;
  // The headers speak of the primary limit, which has another hour to go when the secondary one is over.
  return (secondary ? undefined : untilReset(headers, now)) ?? UNNAMED_WAIT_MS * 2 ** tries;
}

/** Whether GitHub did not do this because of a limit: later it may. */
export function isLimit(error: GraphqlError): boolean {
  return isPrimary(error) || isSecondary(error.message) || isTooQuick(error.message);
}

function isPrimary({ type }: GraphqlError): boolean {
  return type === 'RATE_LIMITED' || type === 'RATE_LIMIT';
}

const RATE = /rate limit/i;

/** GitHub names no type for a secondary limit, and sometimes no time: its words are all there is. */
function isSecondary(message: string): boolean {
  return /secondary rate limit|abuse detection/i.test(message);
}

/**
 * New content that comes faster than GitHub likes: in GraphQL "was submitted too quickly" of one field, in
 * REST a 422 with the code `abuse` (cli/cli#4801, octokit/plugin-throttling.js#775).
 */
function isTooQuick(message: string): boolean {
  return /submitted too quickly|\babuse$/i.test(message);
}

/** More than a run ever waits, and still a time that can be written: the year 3000 is far enough. */
const MOST_SECONDS = 32_503_680_000;

function secondsOf(text: string | undefined): number | undefined {
  const seconds = Number(text);
  if (text === undefined || text === '' || Number.isNaN(seconds)) return undefined;
  return Math.min(Math.max(0, seconds), MOST_SECONDS);
}

/** The reset is given in whole seconds of GitHub's clock; one second more makes up for the rounding. */
function untilReset(headers: Headers, now: number): number | undefined {
  const reset = secondsOf(headers['x-ratelimit-reset']);
  return reset === undefined ? undefined : Math.max(0, reset * 1000 - now) + 1000;
}
