import { type Fault, textValue } from './text-value.ts';

const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const DURATION = /^([1-9][0-9]{0,5})(s|m|h|d|w)$/;
const LONGEST = 365 * 86_400_000;

/** The milliseconds of a duration such as `30m`, `24h` or `7d`, or undefined when it is none or longer than a year. */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = DURATION.exec(text) ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  const milliseconds = Number(amount) * (UNITS[unit] ?? Number.NaN);
  return milliseconds <= LONGEST ? milliseconds : undefined;
}

function durationFault(text: string): Fault | undefined {
  if (parseDuration(text) !== undefined) return undefined;
  return {
    problem: DURATION.test(text) ? 'which is longer than a year' : 'which is not a duration',
    hint: 'Write a whole number and one unit of s, m, h, d or w: 30m, 24h, 7d.',
  };
}

/** A duration in `waybill.yaml`; its value is a number of milliseconds. */
export function duration(description: string) {
  return textValue(
    { description, pattern: DURATION.source, examples: ['30m', '24h', '7d'] },
    durationFault,
  ).transform((text) => parseDuration(text) ?? 0);
}
