import { z } from 'zod';
import { type Fault, textValue } from './text-value.ts';

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Day = (typeof DAYS)[number];

/** Minutes since midnight, `start` included and `end` not. Where `end` is not after `start`, the hours run past midnight. */
export interface Hours {
  readonly start: number;
  readonly end: number;
}

const HOURS = /^([01][0-9]|2[0-3]):([0-5][0-9])-(?:([01][0-9]|2[0-3]):([0-5][0-9])|24:00)$/;
const DATE = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;
const MINUTES_OF_A_DAY = 24 * 60;

/** Reads `09:00-16:00`, also over midnight (`22:00-04:00`) and up to `24:00`; undefined when it is not hours or is empty. */
export function parseHours(text: string): Hours | undefined {
  const [whole, startHour, startMinute, endHour, endMinute] = HOURS.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const start = Number(startHour) * 60 + Number(startMinute);
  const end = endHour === undefined ? MINUTES_OF_A_DAY : Number(endHour) * 60 + Number(endMinute);
  return start === end ? undefined : { start, end };
}

/** True for a day of the calendar written `2026-12-20`. */
export function isDate(text: string): boolean {
  const [whole, year, month, day] = DATE.exec(text) ?? [];
  if (whole === undefined) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

/** True for a name of the IANA time zone database, as this runtime knows it. */
export function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return /^[A-Za-z]/.test(text);
  } catch {
    return false;
  }
}

function hoursFault(text: string): Fault | undefined {
  if (parseHours(text) !== undefined) return undefined;
  return {
    problem: HOURS.test(text) ? 'which is empty: it ends when it starts' : 'which is not a range of hours',
    hint: 'Write start and end with two digits each: "09:00-16:00". For the whole day, leave "hours" out.',
  };
}

/** Hours of the day; the value is minutes since midnight. */
export const hours = textValue(
  { description: 'Hours of the day: "09:00-16:00". May run past midnight.', pattern: HOURS.source },
  hoursFault,
).transform((text) => parseHours(text) ?? { start: 0, end: MINUTES_OF_A_DAY });

/** A day of the calendar, as text. */
export function date(description: string) {
  return textValue({ description, pattern: DATE.source, examples: ['2026-12-20'] }, (text) =>
    isDate(text)
      ? undefined
      : { problem: 'which is not a date', hint: 'Write year, month and day: 2026-12-20.' },
  );
}

/** An IANA time zone; UTC when it is left out. */
export const timezone = textValue(
  { description: 'A time zone by its IANA name; UTC when it is left out.', examples: ['Europe/Berlin'] },
  (text) =>
    isTimeZone(text)
      ? undefined
      : {
          problem: 'which is not a time zone',
          hint: 'Write a name of the IANA time zone database: Europe/Berlin, America/New_York, UTC.',
        },
).default('UTC');

export const days = z
  .array(z.enum(DAYS))
  .min(1)
  .meta({ description: 'Days of the week; every day when it is left out.', uniqueItems: true });
