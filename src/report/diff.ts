import { styleText } from 'node:util';
import { structuredPatch } from 'diff';

/** The two states of one file: its path in the repository, and its text before and after. */
export interface FileChange {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

const CONTEXT = 3;

// Controls act on a terminal. Bidirectional marks reorder what a reviewer sees. A stray carriage return
// starts a line, and a runner could take that for a command.
const UNSEEN = /(?!\t)[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/**
 * The change of one file as a unified diff that `git apply` and `patch -p1` take: exact text, with the line
 * endings of the file. Empty when nothing changes. The text may act on a terminal; `paintDiff` makes it safe.
 */
export function unifiedDiff({ path, before, after }: FileChange): string {
  if (before === after) return '';
  const { from, beforeEnd, afterEnd } = changedPart(before, after);
  const [old, fresh] = [before.slice(from, beforeEnd), after.slice(from, afterEnd)];
  const { hunks } = structuredPatch(path, path, old, fresh, undefined, undefined, { context: CONTEXT });
  const above = countLines(before, from);
  const blocks = hunks.map(({ oldStart, oldLines, newStart, newLines, lines }) => {
    const header = `@@ -${range(above + oldStart, oldLines)} +${range(above + newStart, newLines)} @@`;
    return [header, ...lines].join('\n');
  });
  return `--- ${name(`a/${path}`)}\n+++ ${name(`b/${path}`)}\n${blocks.join('\n')}\n`;
}

const CHUNK = 4096;

/**
 * `from` and the two ends of what can differ, with the lines of context around it: a file of ten thousand
 * lines is compared in a few of them.
 */
function changedPart(before: string, after: string): { from: number; beforeEnd: number; afterEnd: number } {
  const shorter = Math.min(before.length, after.length);
  const head = commonLength(
    shorter,
    (at, length) => before.slice(at, at + length) === after.slice(at, at + length),
  );
  const tail = commonLength(
    shorter - head,
    (at, length) => sliceFromEnd(before, at, length) === sliceFromEnd(after, at, length),
  );
  let from = head;
  let beforeEnd = before.length - tail;
  for (let line = 0; line <= CONTEXT; line += 1) {
    from = from === 0 ? 0 : before.lastIndexOf('\n', from - 1);
    from = Math.max(from, 0);
    const newline = before.indexOf('\n', beforeEnd);
    beforeEnd = newline === -1 ? before.length : newline + 1;
  }
  if (from > 0) from += 1;
  return { from, beforeEnd, afterEnd: after.length - (before.length - beforeEnd) };
}

function sliceFromEnd(text: string, at: number, length: number): string {
  return text.slice(text.length - at - length, text.length - at);
}

/** How much is the same, in chunks first. */
function commonLength(limit: number, isSame: (at: number, length: number) => boolean): number {
  let length = 0;
  while (length + CHUNK <= limit && isSame(length, CHUNK)) length += CHUNK;
  while (length < limit && isSame(length, 1)) length += 1;
  return length;
}

function countLines(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** An empty range names the line before it. */
function range(start: number, count: number): string {
  if (count === 0) return `${start - 1},0`;
  return count === 1 ? `${start}` : `${start},${count}`;
}

/**
 * git quotes a name that has control characters, quotes or backslashes. After a name with a blank it writes a
 * tab.
 */
function name(path: string): string {
  if (/[\p{Cc}"\\]/u.test(path)) return JSON.stringify(path);
  return path.includes(' ') ? `${path}\t` : path;
}

/**
 * A unified diff for a person, coloured where `color` is true. A character that cannot be seen or would act
 * on a terminal is written as `\u{…}`. A carriage return at the end of a line belongs to the line ending, and
 * is left out.
 */
export function paintDiff(diff: string, color: boolean): string {
  return diff
    .split('\n')
    .map((line) => line.replace(/\r$/, '').replace(UNSEEN, escaped))
    .map((line) => (color ? paintLine(line) : line))
    .join('\n');
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

function paintLine(line: string): string {
  const style = styleOf(line);
  // Where colours go is decided by who calls, and not by what standard output happens to be.
  return style === undefined ? line : styleText(style, line, { validateStream: false });
}

function styleOf(line: string): 'bold' | 'cyan' | 'red' | 'green' | undefined {
  if (line.startsWith('--- ') || line.startsWith('+++ ')) return 'bold';
  if (line.startsWith('@@ ')) return 'cyan';
  if (line.startsWith('-')) return 'red';
  return line.startsWith('+') ? 'green' : undefined;
}
