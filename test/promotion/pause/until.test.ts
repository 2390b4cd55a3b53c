import { describe, expect, test } from '@jest/globals';
import { WaybillError } from '../../../src/errors/waybill-error.ts';
import { momentUntil } from '../../../src/promotion/pause/until.ts';

const NOW = new Date('2026-01-05T12:00:00Z');

/** What is said of a time that cannot be. */
function said(text: string): string {
  try {
    return momentUntil(text, NOW, '--until');
  } catch (thrown) {
    if (thrown instanceof WaybillError) return `${thrown.message} | ${thrown.hint}`;
    throw thrown;
  }
}

describe('when a pause ends', () => {
  test.each([
    ['2h', '2026-01-05T14:00:00Z'],
    ['2026-01-05T14:00:00+01:00', '2026-01-05T13:00:00Z'],
  ])('%s', (text, moment) => {
    expect(said(text)).toBe(moment);
  });

  test.each([
    ['30', '--until is "30", which has no unit | ', ': 30m, 24h, 7d. Or write a moment with its zone'],
    ['0m', '--until is "0m", which is no time at all | ', 'Write at least 1s'],
    ['400d', '--until is "400d", which is longer than a year | ', 'A year is the most: 365d.'],
    ['1h30m', '--until is "1h30m", which is not a duration | ', ': 90m.'],
    [
      '2026-01-06',
      '--until is no moment: "2026-01-06" | ',
      'Write how long (30m, 2h, 3d), or a moment with its zone',
    ],
    ['12:00', '--until is no moment: "12:00" | ', 'a moment with its zone: 2026-01-05T12:00:00Z.'],
    ['tomorrow', '--until is no moment: "tomorrow" | ', 'Write how long'],
    ['x'.repeat(100_000), `--until is no moment: "${'x'.repeat(100)}" | `, 'Write how long'],
    ['2026-01-05T11:00:00Z', '--until has passed: "2026-01-05T11:00:00Z" | ', 'Write a later moment'],
  ])('%j is told what to write', (text, message, hint) => {
    expect(said(text)).toContain(message);
    expect(said(text)).toContain(hint);
  });
});
