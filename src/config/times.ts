/**
 * Durations, days and hours as `waybill.yaml` writes them. Everything here works on a text alone: nobody asks
 * what time it is now.
 */
import type { ValueProblem } from './document/problem.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const LONGEST = 365 * DAY;
const MINUTES_OF_A_DAY = 24 * 60;
const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY };

export const DURATION_PATTERN = /^([1-9][0-9]{0,5})(s|m|h|d|w)$/;
export const HOURS_PATTERN = /^([01][0-9]|2[0-3]):([0-5][0-9])-(?:([01][0-9]|2[0-3]):([0-5][0-9])|24:00)$/;
export const DATE_PATTERN = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/**
 * Minutes since midnight. `start` is included, `end` is not. Where `end` is not after `start`, the hours pass
 * midnight.
 */
export interface Hours {
  readonly start: number;
  readonly end: number;
}

/**
 * `30m` is 1,800,000 milliseconds. Undefined for a text that is no duration, or a duration of more than a
 * year.
 */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = DURATION_PATTERN.exec(text) ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  const milliseconds = Number(amount) * (UNITS[unit] ?? Number.NaN);
  return milliseconds <= LONGEST ? milliseconds : undefined;
}

/** What is wrong with a duration, or undefined. */
export function durationProblem(text: string): ValueProblem | undefined {
  if (parseDuration(text) !== undefined) return undefined;
  return {
    problem: DURATION_PATTERN.test(text) ? 'which is longer than a year' : 'which is not a duration',
    hint: 'Write a whole number and one unit of s, m, h, d or w: 30m, 24h, 7d.',
  };
}

/**
 * Reads `09:00-16:00`, `22:00-04:00` and `16:00-24:00`. Undefined for a text that is not hours, and for empty
 * hours.
 */
export function parseHours(text: string): Hours | undefined {
  const [whole, startHour, startMinute, endHour, endMinute] = HOURS_PATTERN.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const start = Number(startHour) * 60 + Number(startMinute);
  const end = endHour === undefined ? MINUTES_OF_A_DAY : Number(endHour) * 60 + Number(endMinute);
  return start === end ? undefined : { start, end };
}

/** What is wrong with hours, or undefined. */
export function hoursProblem(text: string): ValueProblem | undefined {
  if (parseHours(text) !== undefined) return undefined;
  return {
    problem: HOURS_PATTERN.test(text)
      ? 'which is empty: it ends when it starts'
      : 'which is not a range of hours',
    hint: 'Write start and end with two digits each: "09:00-16:00". For the whole day, leave "hours" out.',
  };
}

/** What is wrong with a day of the calendar such as `2026-12-20`, or undefined. */
export function dateProblem(text: string): ValueProblem | undefined {
  return isDate(text)
    ? undefined
    : { problem: 'which is not a date', hint: 'Write year, month and day: 2026-12-20.' };
}

function isDate(text: string): boolean {
  const [whole, year, month, day] = DATE_PATTERN.exec(text) ?? [];
  if (whole === undefined) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

/** What is wrong with a name of the IANA time zone database, as this runtime knows it, or undefined. */
export function timeZoneProblem(text: string): ValueProblem | undefined {
  if (isTimeZone(text)) return undefined;
  return {
    problem: 'which is not a time zone',
    hint: 'Write a name of the IANA time zone database: Europe/Berlin, America/New_York, UTC.',
  };
}

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return /^[A-Za-z]/.test(text);
  } catch {
    return false;
  }
}
