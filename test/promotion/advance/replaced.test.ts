import { describe, expect, test } from '@jest/globals';
import type { Digest } from '../../../src/image/digest.ts';
import { broughtSince, offersInTurn, type UpstreamStay } from '../../../src/promotion/advance/replaced.ts';
import { digestOf } from '../gates/a-question.ts';
import { declares, sinceHour } from './a-standing.ts';

const [A, B, C, D] = ['a', 'b', 'c', 'd'].map((letter) => digestOf(letter)) as [
  Digest,
  Digest,
  Digest,
  Digest,
];

function stay(digest: Digest, hour?: number): UpstreamStay {
  return { digest, tag: undefined, since: hour === undefined ? undefined : sinceHour(hour) };
}

function digests(stays: readonly UpstreamStay[]): readonly Digest[] {
  return stays.map(({ digest }) => digest);
}

describe('what upstreams brought since what is declared here', () => {
  const dev = [stay(A), stay(B, 1), stay(C, 2), stay(D, 3)];

  test.each([
    ['the first, of which the beginning is not known', A, [B, C, D]],
    ['one of them', C, [D]],
    ['the last', D, []],
    ['one that never was upstream', digestOf('e'), []],
  ])('%s', (_, here, expected) => {
    expect(digests(broughtSince(declares(here), 'all', [dev]))).toEqual(expected);
  });

  test('of an environment between two of them, the newer is still to come', () => {
    expect(digests(broughtSince(declares(A, B), 'all', [dev]))).toEqual([B, C, D]);
  });

  test('of all upstreams, each has to have declared it, and the last to do so counts', () => {
    const qa = [stay(A), stay(C, 4), stay(B, 5)];
    const brought = broughtSince(declares(A), 'all', [dev, qa]);
    expect(brought.map(({ digest, since }) => [digest, since?.at.getUTCHours()])).toEqual([
      [C, 4],
      [B, 5],
    ]);
  });

  test('of any, one is enough, and the first to declare it counts', () => {
    const qa = [stay(A), stay(C, 1)];
    const brought = broughtSince(declares(A), 'any', [dev, qa]);
    expect(brought.map(({ digest, since }) => [digest, since?.at.getUTCHours()])).toEqual([
      [B, 1],
      [C, 1],
      [D, 3],
    ]);
  });
});

describe('images that move together', () => {
  test('are offered as they were together, moment by moment', () => {
    const offers = offersInTurn([
      { image: 'api', here: declares(A), brought: [stay(B, 1), stay(C, 3)] },
      { image: 'web', here: declares(A), brought: [stay(D, 2), stay(C, 3)] },
    ]);
    expect(offers.map((images) => images.map(({ digest }) => digest))).toEqual([
      [B, A],
      [B, D],
      [C, C],
    ]);
  });

  test('are not offered as long as one of them is not known', () => {
    const offers = offersInTurn([
      { image: 'api', here: declares(A, B), brought: [stay(C, 3)] },
      { image: 'web', here: declares(A), brought: [stay(D, 2)] },
    ]);
    expect(offers.map((images) => images.map(({ digest }) => digest))).toEqual([[C, D]]);
  });
});
