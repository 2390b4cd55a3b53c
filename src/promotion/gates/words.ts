import { DAYS } from '../../config/times.ts';
import { type Digest, shortDigest } from '../../image/digest.ts';
import { wallTime, weekday } from './calendar/zone-time.ts';

/**
 * `dev`, `dev and qa`, `dev, qa and eu`: British English has no comma before the last word. `Intl.ListFormat`
 * makes the same of it, and takes 14 ms for the first list of a run.
 */
export function list(names: readonly string[], word: 'and' | 'or' = 'and'): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} ${word} ${last}`;
}

/** The tag, or the short digest where there is none. */
export function versionText({
  tag,
  digest,
}: {
  readonly tag: string | undefined;
  readonly digest: Digest;
}): string {
  return tag ?? shortDigest(digest);
}

const MINUTE = 60_000;
const DAY = 86_400_000;
const UNITS = [
  ['day', DAY],
  ['hour', 3_600_000],
  ['minute', MINUTE],
  ['second', 1_000],
] as const;

/** `2026-01-05 09:00 UTC`. Seconds are dropped. */
export function moment(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/**
 * `2026-01-05 09:01 UTC`: a moment that is waited for. It is rounded up, so that nobody comes a minute early.
 */
export function awaited(at: Date): string {
  return moment(new Date(Math.ceil(at.getTime() / MINUTE) * MINUTE));
}

/** `2026-01-05 09:00 UTC (Mon 10:00 Europe/Berlin)`. */
export function momentIn(at: Date, zone: string): string {
  if (zone === 'UTC') return moment(at);
  const wall = wallTime(at, zone);
  const clock = [Math.floor(wall.minutes / 60), wall.minutes % 60].map((part) => pad(part)).join(':');
  const name = DAYS[weekday(wall)] ?? '';
  return `${moment(at)} (${name.charAt(0).toUpperCase()}${name.slice(1)} ${clock} ${zone})`;
}

/** `30 minutes`, `24 hours`, `7 days`: in the largest unit that gives a whole number. One day is 24 hours. */
export function length(milliseconds: number): string {
  const whole = UNITS.find(([, unit]) => milliseconds % unit === 0) ?? UNITS[3];
  const [unit, size] = milliseconds === DAY ? UNITS[1] : whole;
  const amount = milliseconds / size;
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}

function pad(part: number): string {
  return String(part).padStart(2, '0');
}
