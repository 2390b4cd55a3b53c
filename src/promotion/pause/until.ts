import { durationProblem, parseDuration } from '../../config/times.ts';
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
    throw noMoment(text, what);
  }
  if (at <= now.getTime()) {
    throw new WaybillError('INPUT_INVALID', `${what} has passed: ${JSON.stringify(text.slice(0, 100))}`, {
      hint: `It is ${utc(now.getTime())} now. Write a later moment, or leave it out.`,
    });
  }
  return utc(at);
}

/** A text without the marks of a date was meant as how long. */
function noMoment(text: string, what: string): WaybillError {
  const shown = JSON.stringify(text.slice(0, 100));
  const duration = /^[^-:T]*\d[^-:T]*$/.test(text) ? durationProblem(text) : undefined;
  const moment = 'a moment with its zone: 2026-01-05T12:00:00Z.';
  if (duration === undefined)
    return new WaybillError('INPUT_INVALID', `${what} is no moment: ${shown}`, {
      hint: `Write how long (30m, 2h, 3d), or ${moment}`,
    });
  return new WaybillError('INPUT_INVALID', `${what} is ${shown}, ${duration.problem}`, {
    hint: `${duration.hint} Or write ${moment}`,
  });
}

function momentIn(text: string): number | undefined {
  return MOMENT.test(text) ? Date.parse(text) : undefined;
}

function utc(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}
