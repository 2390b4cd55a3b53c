import { backoff, keepTrying, type Persistence } from '../../errors/keep-trying.ts';
import { no, ok } from '../../errors/result.ts';
import type { HttpAnswer, HttpOutcome } from './http-transport.ts';

/** Time comes in as an argument, so that tests run a clock of their own. */
interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

export interface Patience {
  readonly clock: Clock;
  /** How long one request may go on trying, in milliseconds, waits included. */
  readonly deadline: number;
  /** Says what is waited for. */
  readonly log: (message: string) => void;
}

const MOST_TRIES = 4;
const FIRST_WAIT = 500;
const TRANSIENT_STATUS = new Set([408, 429, 500, 502, 503, 504]);

export function isTransient(outcome: HttpOutcome): boolean {
  return outcome.kind === 'failure' ? outcome.transient : TRANSIENT_STATUS.has(outcome.status);
}

/**
 * Asks up to four times, until an answer can be used. Waits double and vary, or last exactly as long as
 * `Retry-After` says. A wait that would pass the deadline does not begin. The last outcome is returned as it
 * is.
 */
export async function withRetries(
  what: string,
  patience: Patience,
  attempt: () => Promise<HttpOutcome>,
  retriable: (outcome: HttpOutcome) => boolean = isTransient,
): Promise<HttpOutcome> {
  const { clock, deadline, log } = patience;
  const end = clock.now() + deadline;
  const pause = async (tried: number, outcome: HttpOutcome): Promise<boolean> => {
    const asked = outcome.kind === 'answer' ? retryAfter(outcome, clock.now()) : undefined;
    const wait = asked ?? waitAfter(tried);
    if (clock.now() + wait > end) return false;
    log(`${what}: ${said(outcome)}; trying again in ${Math.ceil(wait / 1000)} s`);
    await clock.sleep(wait);
    return true;
  };
  const result = await keepTrying<HttpOutcome, HttpOutcome>({ tries: MOST_TRIES, pause }, async () => {
    const outcome = await attempt();
    return retriable(outcome) ? no(outcome) : ok(outcome);
  });
  return result.ok ? result.value : result.problem;
}

/** Tries several requests as one step, so many times, with waits that double and vary. */
export function spaced({ clock }: Patience, tries: number): Persistence {
  return {
    tries,
    pause: async (tried) => {
      await clock.sleep(waitAfter(tried));
      return true;
    },
  };
}

/** The wait after a try (counted from 0), in milliseconds. */
export function waitAfter(tried: number): number {
  return backoff(FIRST_WAIT, tried, Math.random());
}

/** The wait in milliseconds that `Retry-After` asks for, in seconds or as a date (RFC 9110, 10.2.3). */
export function retryAfter(answer: HttpAnswer, now: number): number | undefined {
  const value = answer.headers.get('retry-after')?.trim();
  if (value === undefined || value === '') return undefined;
  // A number of any length, as one that can still be written as a time.
  if (/^\d+$/.test(value)) return Math.min(Number(value), 999_999_999) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function said(outcome: HttpOutcome): string {
  return outcome.kind === 'answer' ? `the registry answered ${outcome.status}` : outcome.detail;
}
