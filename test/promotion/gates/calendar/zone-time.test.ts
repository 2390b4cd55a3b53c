import { describe, expect, test } from '@jest/globals';
import {
  daysLater,
  instantOf,
  wallTime,
  weekday,
} from '../../../../src/promotion/gates/calendar/zone-time.ts';

function at(text: string): { year: number; month: number; day: number; minutes: number } {
  const [date = '', clock = ''] = text.split(' ');
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return { year, month, day, minutes: hour * 60 + minute };
}

describe('the instant at which clocks show a time', () => {
  test.each([
    ['UTC', '2026-01-05 09:00', '2026-01-05T09:00:00Z'],
    ['Europe/Berlin in winter', '2026-01-05 09:00', '2026-01-05T08:00:00Z'],
    ['Europe/Berlin in summer', '2026-07-06 09:00', '2026-07-06T07:00:00Z'],
    ['Europe/Berlin before the clocks go forward', '2026-03-29 01:59', '2026-03-29T00:59:00Z'],
    ['Europe/Berlin within the hour that is skipped', '2026-03-29 02:30', '2026-03-29T01:00:00Z'],
    ['Europe/Berlin after it', '2026-03-29 03:00', '2026-03-29T01:00:00Z'],
    ['Europe/Berlin within the hour that comes twice', '2026-10-25 02:30', '2026-10-25T00:30:00Z'],
    ['Europe/Berlin after it', '2026-10-25 03:00', '2026-10-25T02:00:00Z'],
    ['America/New_York within the hour that is skipped', '2026-03-08 02:15', '2026-03-08T07:00:00Z'],
    ['America/New_York within the hour that comes twice', '2026-11-01 01:15', '2026-11-01T05:15:00Z'],
    ['America/Santiago where midnight is skipped', '2026-09-06 00:00', '2026-09-06T04:00:00Z'],
    ['Australia/Lord_Howe within the half hour that is skipped', '2026-10-04 02:10', '2026-10-03T15:30:00Z'],
    ['Asia/Kolkata', '2026-01-05 09:00', '2026-01-05T03:30:00Z'],
    ['Pacific/Kiritimati', '2026-01-05 09:00', '2026-01-04T19:00:00Z'],
    ['Pacific/Apia on a day that never was', '2011-12-30 12:00', '2011-12-30T10:00:00Z'],
    ['UTC at the end of a day', '2026-12-31 24:00', '2027-01-01T00:00:00Z'],
  ])('%s: %s is %s', (zone, wall, instant) => {
    expect(instantOf(at(wall), zone.split(' ')[0] ?? '').toISOString()).toBe(instant.replace('Z', '.000Z'));
  });
});

test('clocks show the time of their own zone', () => {
  expect(wallTime(new Date('2026-10-25T00:30:00Z'), 'Europe/Berlin')).toEqual(at('2026-10-25 02:30'));
  expect(wallTime(new Date('2026-10-25T01:30:00Z'), 'Europe/Berlin')).toEqual(at('2026-10-25 02:30'));
  expect(wallTime(new Date('2026-01-01T00:00:00Z'), 'America/New_York')).toEqual(at('2025-12-31 19:00'));
});

test('days are those of the calendar', () => {
  expect(daysLater(at('2028-02-28 10:00'), 1)).toEqual(at('2028-02-29 10:00'));
  expect(daysLater(at('2026-01-01 10:00'), -1)).toEqual(at('2025-12-31 10:00'));
  expect(weekday(at('2026-01-05 00:00'))).toBe(0);
  expect(weekday(at('2026-01-11 00:00'))).toBe(6);
});
