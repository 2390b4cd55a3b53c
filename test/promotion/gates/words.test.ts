import { expect, test } from '@jest/globals';
import { awaited, length, list, moment, momentIn } from '../../../src/promotion/gates/words.ts';

test.each([
  [1_000, '1 second'],
  [90_000, '90 seconds'],
  [60_000, '1 minute'],
  [1_800_000, '30 minutes'],
  [3_600_000, '1 hour'],
  [5_400_000, '90 minutes'],
  [86_400_000, '24 hours'],
  [129_600_000, '36 hours'],
  [604_800_000, '7 days'],
])('%s milliseconds are %s', (milliseconds, text) => {
  expect(length(milliseconds)).toBe(text);
});

test('a moment that was is rounded down, and one that is awaited is rounded up', () => {
  expect(moment(new Date('2026-01-05T09:00:59Z'))).toBe('2026-01-05 09:00 UTC');
  expect(awaited(new Date('2026-01-05T09:00:01Z'))).toBe('2026-01-05 09:01 UTC');
  expect(awaited(new Date('2026-01-05T09:00:00Z'))).toBe('2026-01-05 09:00 UTC');
});

test('a moment in a zone says the day and the time that clocks show there', () => {
  expect(momentIn(new Date('2026-01-04T23:00:00Z'), 'Asia/Tokyo')).toBe(
    '2026-01-04 23:00 UTC (Mon 08:00 Asia/Tokyo)',
  );
  expect(momentIn(new Date('2026-01-04T23:00:00Z'), 'UTC')).toBe('2026-01-04 23:00 UTC');
});

test.each([
  [[], ''],
  [['dev'], 'dev'],
  [['dev', 'qa'], 'dev and qa'],
  [['dev', 'qa', 'eu'], 'dev, qa and eu'],
])('the names %j are listed as "%s"', (names, text) => {
  expect(list(names)).toBe(text);
  expect(list(names, 'or')).toBe(text.replace(' and ', ' or '));
});

test.each(['and', 'or'] as const)('a list of any length with "%s" is what British English writes', (word) => {
  const type = word === 'and' ? 'conjunction' : 'disjunction';
  const british = new Intl.ListFormat('en-GB', { type });
  const names = ['dev', 'staging', 'prod-eu', 'prod us', 'qa, old'];
  for (let length = 0; length <= names.length; length += 1) {
    const some = names.slice(0, length);
    expect(list(some, word)).toBe(british.format(some));
  }
});
