import { describe, expect, test } from '@jest/globals';
import { formatHolds } from '../../../src/promotion/hold/hold-file.ts';
import { type HoldReader, homeToWrite, mayEnd, ownHolds } from '../../../src/promotion/hold/hold-home.ts';
import type { Hold } from '../../../src/promotion/hold/holds.ts';
import { digestOf } from '../gates/a-question.ts';
import { aHold } from './a-hold.ts';

const BASE = { repository: 'acme/config', id: 7, branch: 'main' };
const OTHER = { repository: 'acme/other', id: 9, branch: 'main' };
const reader = (home: HoldReader['home'], others: readonly string[] = []): HoldReader => ({
  home,
  base: BASE,
  others,
});

const of = (home: Hold['home']): Hold => ({ ...aHold('api', digestOf('1')), home });
const holdsIn = (home: Hold['home'], by: HoldReader): number =>
  ownHolds(formatHolds([of(home)], 'prod'), 'prod', by).length;

describe('a home that writes an entry knows it again, and no other does', () => {
  const homes = [
    BASE,
    { ...BASE, branch: 'next' },
    // What a branch may be called that looks like the home of another repository.
    { ...BASE, branch: 'acme/other@main' },
    { ...BASE, branch: 'release/1@2' },
    OTHER,
    { ...OTHER, branch: 'next' },
  ];
  test.each(homes)('$repository@$branch', (home) => {
    const written = homeToWrite(reader(home));
    for (const by of homes) {
      expect(holdsIn(written, reader(by))).toBe(by === home ? 1 : 0);
      expect(mayEnd(of(written), 'prod', reader(by))).toBe(by === home);
    }
  });

  test('after its repository was renamed, too', () => {
    const written = homeToWrite(reader(OTHER));
    expect(holdsIn(written, reader({ ...OTHER, repository: 'acme/renamed' }))).toBe(1);
  });
});

test('a person may write a home without its number, in any case', () => {
  expect(holdsIn({ name: 'Acme/Other@main', id: undefined }, reader(OTHER))).toBe(1);
  expect(holdsIn({ name: 'acme/other@Main', id: undefined }, reader(OTHER))).toBe(0);
});

describe('an entry without a home', () => {
  test.each([BASE, OTHER])('holds for $repository', (home) => {
    expect(holdsIn(undefined, reader(home))).toBe(1);
  });

  test('ends by the home beside it, and by another one where that has no such environment', () => {
    expect(mayEnd(of(undefined), 'prod', reader(BASE, ['prod']))).toBe(true);
    expect(mayEnd(of(undefined), 'prod', reader(OTHER, ['dev']))).toBe(true);
    expect(mayEnd(of(undefined), 'prod', reader(OTHER, ['prod']))).toBe(false);
  });
});
