import { expect, test } from '@jest/globals';
import { inRounds, laneMoved } from '../../src/lanes/rounds.ts';

/** The rounds until nothing is moved: what each leaves, what is left at the end, and the log. */
async function rounds(...left: readonly (readonly string[])[]) {
  const [queue, log]: readonly [(readonly string[])[], string[]] = [[...left], []];
  let count = 0;
  const end = await inRounds(
    () => {
      count += 1;
      return Promise.resolve(queue.shift() ?? []);
    },
    { info: (line) => void log.push(line) },
  );
  return { count, end, log };
}

const again = (branches: string): string => `Another run moved ${branches} meanwhile; reading it again.`;

test('lanes are read again until no other run moves them, four times at most', async () => {
  expect(await rounds([])).toEqual({ count: 1, end: [], log: [] });
  expect(await rounds(['a', 'b'], ['b'])).toEqual({ count: 3, end: [], log: [again('a, b'), again('b')] });
  const three = [again('a'), again('a'), again('a')];
  expect(await rounds(['a'], ['a'], ['a'], ['a'], ['a'])).toEqual({ count: 4, end: ['a'], log: three });
  expect(await rounds(['a'], ['a'], ['a'])).toEqual({ count: 4, end: [], log: three });
});

test('a lane that others move in every round is named, and what helps', () => {
  const { code, message, hint } = laneMoved('waybill/dev/api');
  expect([code, message]).toEqual([
    'LANE_MOVED',
    'Other runs keep moving waybill/dev/api, so this one gave way each time',
  ]);
  expect(hint).toContain('concurrency');
});
