/** A day of the calendar and minutes since its midnight. 1440 minutes are the next day's midnight. */
export interface WallTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly minutes: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, made);
  return made;
}

/**
 * What clocks in the zone show at an instant. It is given as the instant when clocks in UTC show the same.
 */
function shown(instant: number, zone: string): number {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

function offsetAt(instant: number, zone: string): number {
  const whole = Math.floor(instant / SECOND) * SECOND;
  return shown(whole, zone) - whole;
}

/** The day and the minute that clocks in the zone show. */
export function wallTime(instant: Date, zone: string): WallTime {
  const date = new Date(shown(instant.getTime(), zone));
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    minutes: date.getUTCHours() * 60 + date.getUTCMinutes(),
  };
}

/**
 * The first moment when clocks in the zone show that time or a later one. When the clocks change, an hour can
 * be skipped: it begins at the change, so a window in it is empty. An hour can come twice: then the first
 * counts.
 */
export function instantOf(wall: WallTime, zone: string): Date {
  const wanted = Date.UTC(wall.year, wall.month - 1, wall.day) + wall.minutes * MINUTE;
  const offsets = [offsetAt(wanted - DAY, zone), offsetAt(wanted + DAY, zone)];
  const guesses = offsets.map((offset) => wanted - offset);
  const real = guesses.filter((guess) => offsetAt(guess, zone) === wanted - guess);
  if (real.length > 0) return new Date(Math.min(...real));
  return new Date(changeBetween(Math.min(...guesses), Math.max(...guesses), zone));
}

/** The first second with another offset than the one at `low`. */
function changeBetween(low: number, high: number, zone: string): number {
  const before = offsetAt(low, zone);
  let [same, other] = [low, high];
  while (other - same > SECOND) {
    const middle = same + Math.floor((other - same) / 2 / SECOND) * SECOND;
    if (offsetAt(middle, zone) === before) same = middle;
    else other = middle;
  }
  return other;
}

/** The same time some days later or, with a negative number, earlier. */
export function daysLater(wall: WallTime, days: number): WallTime {
  const date = new Date(Date.UTC(wall.year, wall.month - 1, wall.day + days));
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    minutes: wall.minutes,
  };
}

/** 0 for Monday to 6 for Sunday. */
export function weekday({ year, month, day }: WallTime): number {
  return (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;
}
