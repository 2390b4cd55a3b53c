import { locate, type Location } from '../../errors/location.ts';
import type { ManifestFile } from '../plan.ts';

/**
 * Where the lines of a file start. The last column that was counted is kept, so that the next count goes on
 * from there.
 */
interface LineIndex {
  readonly starts: readonly number[];
  last: { readonly offset: number; readonly column: number };
}

const indexes = new WeakMap<ManifestFile, LineIndex>();

/** More than an excerpt shows on either side. */
const EXCERPT_SIDE = 120;

/** `locate` in a time that does not grow with the file: a plan may speak of thousands of places in one. */
export function locateOffset(file: ManifestFile, offset: number): Location {
  const { text } = file;
  const at = Math.max(0, Math.min(offset, text.length));
  const index = indexOf(file);
  const line = lineOf(index.starts, at);
  const lineStart = index.starts[line] ?? 0;
  const lineEnd = (index.starts[line + 1] ?? text.length + 1) - 1;
  const from = Math.max(lineStart, at - EXCERPT_SIDE);
  const near = locate(file.path, text.slice(from, Math.min(lineEnd, at + EXCERPT_SIDE)), at - from);
  return { ...near, line: line + 1, column: columnOf(index, text, lineStart, at) };
}

function indexOf(file: ManifestFile): LineIndex {
  const made = indexes.get(file);
  if (made !== undefined) return made;
  const starts = [0];
  for (let at = file.text.indexOf('\n'); at !== -1; at = file.text.indexOf('\n', at + 1)) starts.push(at + 1);
  const fresh: LineIndex = { starts, last: { offset: 0, column: 1 } };
  indexes.set(file, fresh);
  return fresh;
}

function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Columns count characters, not UTF-16 units. */
function columnOf(index: LineIndex, text: string, lineStart: number, offset: number): number {
  const { last } = index;
  const goesOn = last.offset >= lineStart && last.offset <= offset;
  let column = goesOn ? last.column : 1;
  for (let at = goesOn ? last.offset : lineStart; at < offset; at += 1) {
    if ((text.charCodeAt(at) & 0xfc00) !== 0xdc00) column += 1;
  }
  index.last = { offset, column };
  return column;
}
