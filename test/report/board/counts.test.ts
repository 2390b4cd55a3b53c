import { expect, test } from '@jest/globals';
import { countsOf, isLevel } from '../../../src/report/board/counts.ts';
import { aBoard } from './a-board.ts';

test('a cell of which it is not known whether it is behind is unclear, also with one version', () => {
  const board = aBoard({ images: 1, environments: ['dev'] });
  const [image] = board.images;
  const [cell] = image?.cells ?? [];
  if (image === undefined || cell === undefined) throw new TypeError('a board of one cell');
  const unclear = { ...cell, standing: { kind: 'unclear' as const } };
  expect(isLevel(unclear)).toBe(false);
  expect(countsOf({ ...board, images: [{ ...image, cells: [unclear] }] })).toMatchObject({
    declared: 1,
    level: 0,
    behind: 0,
    unclear: 1,
  });
});
