const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago, in one short word: `12 min`, `5 h`, `3 d`, `7 mo`, `2 y`. */
export function age(at: Date, now: Date): string {
  const passed = Math.max(0, now.getTime() - at.getTime());
  if (passed < HOUR) return `${Math.floor(passed / MINUTE)} min`;
  if (passed < 2 * DAY) return `${Math.floor(passed / HOUR)} h`;
  if (passed < 60 * DAY) return `${Math.floor(passed / DAY)} d`;
  if (passed < 730 * DAY) return `${Math.floor(passed / (30 * DAY))} mo`;
  return `${Math.floor(passed / (365 * DAY))} y`;
}

/** A length of time with two digits or more: `45 min`, `3.2 h`, `1.5 d`, `12 d`. */
export function lengthText(milliseconds: number): string {
  if (milliseconds < 90 * MINUTE) return `${Math.round(milliseconds / MINUTE)} min`;
  if (milliseconds < 2 * DAY) return `${rounded(milliseconds / HOUR)} h`;
  return `${rounded(milliseconds / DAY)} d`;
}

/** `3.2`, `12`: one decimal below ten. */
export function rounded(value: number): string {
  return value < 10 ? value.toFixed(1).replace(/\.0$/, '') : String(Math.round(value));
}

/** `0 %`, `7 %`, `< 1 %`. */
export function percent(share: number): string {
  const whole = Math.round(share * 100);
  return share > 0 && whole === 0 ? '< 1 %' : `${whole} %`;
}

/** `2026-01-05 09:00 UTC`. */
export function moment(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
