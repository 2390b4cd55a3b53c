/**
 * A place in a text file. `line` and `column` count from 1. A column counts code points, not UTF-16 units.
 */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The line itself with a caret below the column, ready to print. */
  readonly excerpt?: string;
}

/**
 * With its margin this fits 80 columns. In a narrower terminal the caret would not stand below what it points
 * at.
 */
const EXCERPT_WIDTH = 72;
/** How much of a long line is shown before the column. */
const EXCERPT_BEFORE = 40;

/**
 * The location of a UTF-16 offset in `text`, with an excerpt. An offset past the end is the end. A long line
 * is cut around the column, because minified files put a megabyte on one line.
 */
export function locate(file: string, text: string, offset: number): Location {
  const at = Math.max(0, Math.min(offset, text.length));
  const lineStart = at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
  const line = countLines(text, lineStart);
  const column = codePoints(text, lineStart, at) + 1;
  return { file, line, column, excerpt: excerptAround(text, lineStart, at) };
}

function countLines(text: string, lineStart: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < lineStart; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

function codePoints(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at += 1) if (!isSecondHalf(text, at)) count += 1;
  return count;
}

function excerptAround(text: string, lineStart: number, at: number): string {
  const newline = text.indexOf('\n', at);
  const lineEnd = newline === -1 ? text.length : newline;
  const { from, to } = windowAround(text, lineStart, lineEnd, at);
  const before = printable(text.slice(from, at));
  const shown = before + printable(text.slice(at, to)).trimEnd();
  const prefix = from > lineStart ? '…' : '';
  return `  | ${prefix}${shown}${to < lineEnd ? '…' : ''}\n  | ${blank(prefix + before)}^`;
}

/**
 * Blanks as wide as the text. A terminal gives a wide character two columns, and an accent on its own none.
 */
function blank(text: string): string {
  return text
    .replace(/\p{Mn}|\p{Me}/gu, '')
    .replace(WIDE, WIDE_SPACE)
    .replace(NARROW, ' ');
}

const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3001-\u303e\uff01-\uff60\uffe0-\uffe6]/gu;
const WIDE_SPACE = '\u3000';
const NARROW = /[^\u3000]/gu;

/** The part of a line to show: all of it, or what stands around the column. No character is cut in half. */
function windowAround(text: string, lineStart: number, lineEnd: number, at: number) {
  if (lineEnd - lineStart <= EXCERPT_WIDTH) return { from: lineStart, to: lineEnd };
  const wanted = Math.max(lineStart, Math.min(at - EXCERPT_BEFORE, lineEnd - EXCERPT_WIDTH));
  const from = isSecondHalf(text, wanted) ? wanted + 1 : wanted;
  const end = Math.min(lineEnd, from + EXCERPT_WIDTH);
  return { from, to: isSecondHalf(text, end) ? end - 1 : end };
}

function isSecondHalf(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00;
}

/**
 * Tabs become one space, so that the caret lines up. Controls and bidi marks go: they would act on a
 * terminal.
 */
function printable(text: string): string {
  return text
    .replace(/\t/g, ' ')
    .replace(/[\p{Cc}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, '');
}
