import { describe, expect, test } from '@jest/globals';
import { errorsIn, withEnvironment } from '../problems-of.ts';

/** What is said of a time that a gate and a roll back wait for, and what to write instead. */
const SAID: readonly (readonly [string, string, string])[] = [
  ['30', 'which has no unit', 'Write one unit of s, m, h, d or w behind the number: 30m, 24h, 7d.'],
  ['"30"', 'which has no unit', ': 30m, 24h, 7d.'],
  ['0', 'which has no unit', ': 30m, 24h, 7d.'],
  ['0m', 'which is no time at all', 'Write at least 1s, or leave the key out.'],
  ['0h0m', 'which is no time at all', 'Write at least 1s, or leave the key out.'],
  ['400d', 'which is longer than a year', 'A year is the most: 365d.'],
  ['9999999m', 'which is longer than a year', 'A year is the most: 365d.'],
  ['1.5h', 'which is not a duration', 'Write a whole number and one unit of s, m, h, d or w: 90m.'],
  ['1h30m', 'which is not a duration', ': 90m.'],
  ['90 min', 'which is not a duration', ': 90m.'],
  ['30M', 'which is not a duration', ': 30m.'],
  ['2 days', 'which is not a duration', ': 2d.'],
  ['0.5s', 'which is not a duration', ': 1s.'],
  ['soon', 'which is not a duration', ': 30m, 24h, 7d.'],
  ['PT30M', 'which is not a duration', ': 30m, 24h, 7d.'],
  ['true', 'which is not a duration', ': 30m, 24h, 7d.'],
];

describe.each([
  ['a soak', (time: string) => [`gates: { soak: ${time} }`, 'after: [base]']],
  ['a soak with more', (time: string) => [`gates: { soak: { for: ${time} } }`, 'after: [base]']],
  ['a roll back', (time: string) => [`rollback: { on-failure: ${time} }`, 'health: [flux]']],
])('the time of %s', (_what, lines) => {
  test.each(SAID)('%s', (time, problem, hint) => {
    const text = `${withEnvironment(...lines(time))}  base: { files: [b/**] }\n`;
    const [error, ...others] = errorsIn(text);
    expect(others).toEqual([]);
    expect(error?.message).toEqual(expect.stringMatching(new RegExp(`, ${problem}$`)));
    expect(error?.hint).toEqual(expect.stringContaining(hint));
  });
});
