/** The demo's time. It moves only when a step waits, so that a soak of half an hour takes no time at all. */
export interface DemoClock {
  readonly now: () => Date;
  wait(milliseconds: number): void;
  /** Moves on to a moment that lies ahead. */
  waitUntil(moment: Date): void;
}

export const MINUTE = 60_000;

export function createClock(start: Date): DemoClock {
  let time = start.getTime();
  return {
    now: () => new Date(time),
    wait: (milliseconds) => void (time += milliseconds),
    waitUntil: (moment) => void (time = Math.max(time, moment.getTime())),
  };
}

/** The Monday after `today`, at an hour when the window of prod in seed.ts has closed. */
export function nextMonday(today: Date): Date {
  const days = (8 - today.getUTCDay()) % 7 || 7;
  return new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate() + days, 17, 30));
}
