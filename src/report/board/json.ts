import type { Board } from './board.ts';
import { countsOf } from './counts.ts';

/**
 * The board for programs. Without history it has no stays and no metrics of cells; with counts alone it has
 * no images, and `complete` is false.
 */
export function boardJson(board: Board, much: 'whole' | 'without history' | 'counts alone'): string {
  const { images, ...rest } = board;
  const shown = { complete: much !== 'counts alone', ...rest, counts: countsOf(board) };
  if (much === 'counts alone') return JSON.stringify(shown, withNull);
  if (much === 'whole') return JSON.stringify({ ...shown, images }, withNull);
  const slim = images.map((image) => ({
    ...image,
    cells: image.cells.map(({ history: _history, metrics: _metrics, ...cell }) => cell),
  }));
  return JSON.stringify({ ...shown, images: slim }, withNull);
}

/** What is not known is there, and null. */
function withNull(_key: string, value: unknown): unknown {
  return value === undefined ? null : value;
}
