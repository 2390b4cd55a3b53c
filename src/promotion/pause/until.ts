import { parseDuration } from '../../config/times.ts';
import { WaybillError } from '../../errors/waybill-error.ts';

const MOMENT = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:\d\d)$/;

/**
 * `2h` or `2026-01-05T12:00:00+01:00` as a moment in UTC, `2026-01-05T11:00:00Z`. `now` is GitHub's clock.
 * `what` names where the text was written. Throws `INPUT_INVALID`, also for a moment that has passed.
 */
export function momentUntil(text: string, now: Date, what: string): string {
  const time = parseDuration(text);
  const at = time === undefined ? momentIn(text) : now.getTime() + time;
  if (at === undefined || Number.isNaN(at)) {
    throw new WaybillError('INPUT_INVALID', `${what} is no moment: ${JSON.stringify(text)}`, {
      hint: 'Write how long (30m, 2h, 3d), or a moment with its zone: 2026-01-05T12:00:00Z.',
    });
  }
  if (at <= now.getTime()) {
    throw new WaybillError('INPUT_INVALID', `${what} has passed: ${JSON.stringify(text)}`, {
      hint: `It is ${utc(now.getTime())} now. Write a later moment, or leave it out.`,
    });
  }
  return utc(at);
}

function momentIn(text: string): number | undefined {
  return MOMENT.test(text) ? Date.parse(text) : undefined;
}

function utc(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}
