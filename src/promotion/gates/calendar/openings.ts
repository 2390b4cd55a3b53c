import { DAYS } from '../../../config/times.ts';
import type { GatesConfig } from '../../../config/config.ts';
import { daysLater, instantOf, wallTime, weekday, type WallTime } from './zone-time.ts';

export type Window = NonNullable<GatesConfig['window']>[number];
export type Freeze = NonNullable<GatesConfig['freeze']>[number];

/** A span of time, `end` not included. */
interface TimeSpan {
  readonly start: number;
  readonly end: number;
}

/** When promotions are let through, by the windows and freezes of an environment. */
export type Opening =
  /**
   * `closes` is undefined when nothing known ends it. `freeze` is set when a freeze ends it and not a window.
   */
  | {
      readonly kind: 'open';
      readonly zone: string;
      readonly closes: Date | undefined;
      readonly freeze: Freeze | undefined;
    }
  | {
      readonly kind: 'closed';
      readonly zone: string;
      readonly opens: Date;
      readonly freeze: Freeze | undefined;
    };

const MIDNIGHT = 24 * 60;
const DAY = 86_400_000;
/** Windows repeat every week. What is open without a gap for longer than this is always open. */
const LONGER_THAN_A_WEEK = 9 * DAY;
/** Freezes and windows never take more steps to the next opening. */
const MOST_STEPS = 10_000;

/**
 * Whether promotions are let through at `now`, and when that ends or begins. One open window is enough. No
 * window means open. A freeze wins over both. Each window and each freeze is read in its own time zone.
 */
export function openingAt(windows: readonly Window[], freezes: readonly Freeze[], now: Date): Opening {
  const at = now.getTime();
  if (frozenBy(freezes, at) === undefined && isOpen(windows, at))
    return { kind: 'open', zone: zoneOf(windows, at), ...closing(windows, freezes, at) };
  const opens = nextOpening(windows, freezes, at);
  const cause = frozenUntil(windows, freezes, opens.getTime());
  const zone = windows.length > 0 ? zoneOf(windows, opens.getTime()) : (cause?.timezone ?? 'UTC');
  return { kind: 'closed', zone, opens, freeze: cause };
}

/**
 * The first freeze since it was open last. It depends on the opening and not on the moment of the question,
 * so the words stay the same until then.
 */
function frozenUntil(
  windows: readonly Window[],
  freezes: readonly Freeze[],
  opens: number,
): Freeze | undefined {
  return byStart(freezes).find((freeze) => {
    const { start } = frozenSpan(freeze);
    return start < opens && nextOpening(windows, freezes, start).getTime() === opens;
  });
}

function byStart(freezes: readonly Freeze[]): readonly Freeze[] {
  return freezes.toSorted((a, b) => frozenSpan(a).start - frozenSpan(b).start);
}

function isOpen(windows: readonly Window[], at: number): boolean {
  return windows.length === 0 || windows.some((window) => spanAround(window, at) !== undefined);
}

/** The zone of the window that is open at that time. */
function zoneOf(windows: readonly Window[], at: number): string {
  return windows.find((window) => spanAround(window, at) !== undefined)?.timezone ?? 'UTC';
}

function nextOpening(windows: readonly Window[], freezes: readonly Freeze[], from: number): Date {
  let at = from;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const freeze = frozenBy(freezes, at);
    if (freeze !== undefined) at = frozenSpan(freeze).end;
    else if (isOpen(windows, at)) return new Date(at);
    else at = nextStart(windows, at);
  }
  return new Date(at);
}

function closing(
  windows: readonly Window[],
  freezes: readonly Freeze[],
  at: number,
): { readonly closes: Date | undefined; readonly freeze: Freeze | undefined } {
  const freeze = byStart(freezes).find((span) => frozenSpan(span).start > at);
  const frozen = freeze === undefined ? Infinity : frozenSpan(freeze).start;
  const shut = windows.length === 0 ? Infinity : endOfOpen(windows, at);
  if (shut === Infinity && frozen === Infinity) return { closes: undefined, freeze: undefined };
  return { closes: new Date(Math.min(shut, frozen)), freeze: frozen < shut ? freeze : undefined };
}

/** Follows windows that meet or overlap. */
function endOfOpen(windows: readonly Window[], from: number): number {
  let end = from;
  while (end - from <= LONGER_THAN_A_WEEK) {
    const here = end;
    const ends = windows.flatMap((window) => spanAround(window, here)?.end ?? []);
    if (ends.length === 0) return end;
    end = Math.max(...ends);
  }
  return Infinity;
}

function frozenBy(freezes: readonly Freeze[], at: number): Freeze | undefined {
  return freezes.find((freeze) => contains(frozenSpan(freeze), at));
}

function frozenSpan({ from, to, timezone }: Freeze): TimeSpan {
  return {
    start: instantOf(midnightOf(from), timezone).getTime(),
    end: instantOf(daysLater(midnightOf(to), 1), timezone).getTime(),
  };
}

function midnightOf(date: string): WallTime {
  const [year = 1970, month = 1, day = 1] = date.split('-').map(Number);
  return { year, month, day, minutes: 0 };
}

/** The span of the window that `at` lies in. One that runs past midnight began on the day before. */
function spanAround(window: Window, at: number): TimeSpan | undefined {
  const today = wallTime(new Date(at), window.timezone);
  return [-1, 0, 1]
    .flatMap((days) => spanOf(window, daysLater(today, days)))
    .find((span) => contains(span, at));
}

function nextStart(windows: readonly Window[], at: number): number {
  const starts = windows.flatMap((window) => {
    const today = wallTime(new Date(at), window.timezone);
    // When the clocks change, the only hours of a week can be skipped.
    const days = Array.from({ length: 23 }, (_, index) => index - 1);
    const span = days.flatMap((day) => spanOf(window, daysLater(today, day))).find(({ start }) => start > at);
    return span === undefined ? [] : [span.start];
  });
  return Math.min(...starts);
}

/**
 * The span of the window that begins on that day. None on a day without this window, or when the change of
 * the clocks leaves no time of it.
 */
function spanOf({ days, hours, timezone }: Window, day: WallTime): readonly TimeSpan[] {
  const name = DAYS[weekday(day)];
  if (days !== undefined && (name === undefined || !days.includes(name))) return [];
  const { start, end } = hours ?? { start: 0, end: MIDNIGHT };
  const lastDay = end > start ? day : daysLater(day, 1);
  const span = {
    start: instantOf({ ...day, minutes: start }, timezone).getTime(),
    end: instantOf({ ...lastDay, minutes: end }, timezone).getTime(),
  };
  return span.end > span.start ? [span] : [];
}

function contains({ start, end }: TimeSpan, at: number): boolean {
  return at >= start && at < end;
}
