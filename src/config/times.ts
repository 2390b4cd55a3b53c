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
  const unit = 'one unit of s, m, h, d or w';
  if (/^\d+$/.test(text))
    return {
      problem: 'which has no unit',
      hint: `Write ${unit} behind the number: ${whole(text)}m, 24h, 7d.`,
    };
  const meant = meantDuration(text);
  if (meant === 0)
    return { problem: 'which is no time at all', hint: 'Write at least 1s, or leave the key out.' };
  if (meant !== undefined && meant > LONGEST)
    return { problem: 'which is longer than a year', hint: 'A year is the most: 365d.' };
  const instead = meant === undefined ? '30m, 24h, 7d' : (onePart(text) ?? shortest(meant));
  return { problem: 'which is not a duration', hint: `Write a whole number and ${unit}: ${instead}.` };
}

/** `0030` as people count, and never nothing: an example has to be one that works. */
function whole(digits: string): string {
  const bare = digits.replace(/^0+/, '').slice(0, 5);
  return bare === '' ? '30' : bare;
}

const PART = /(\d{1,9}(?:\.\d{1,3})?)\s*(s|m|h|d|w)[a-z]*\s*/gi;

/** `1h30m`, `1.5h` and `90 min` as a person means them, in milliseconds. Undefined for anything else. */
function meantDuration(text: string): number | undefined {
  const parts = [...text.matchAll(PART)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) return undefined;
  return parts.reduce(
    (sum, [, amount, unit = '']) => sum + Number(amount) * (UNITS[unit.toLowerCase()] ?? 0),
    0,
  );
}

/** `24 hours` is `24h`: what is whole already keeps its unit. */
function onePart(text: string): string | undefined {
  const [, amount, unit] = /^([1-9]\d{0,5})\s*(s|m|h|d|w)[a-z]*$/i.exec(text) ?? [];
  return amount === undefined || unit === undefined ? undefined : `${amount}${unit.toLowerCase()}`;
}

/** `90m`, in the largest unit that takes a whole number. */
function shortest(milliseconds: number): string {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1_000));
  const [unit = 's', size = 1_000] =
    Object.entries(UNITS).findLast(([, length]) => (seconds * 1_000) % length === 0) ?? [];
  return `${(seconds * 1_000) / size}${unit}`;
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
