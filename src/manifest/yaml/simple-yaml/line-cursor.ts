/**
 * A place in a YAML text that moves from line to line. It passes by blank lines and comments, and stops in
 * front of a `---`.
 */
export class LineCursor {
  readonly text: string;
  /** The first character of the line that is not a blank, or the end of the text. */
  at = 0;
  /** How many blanks stand before it. At the end of a document it is -1, so that every block ends there. */
  indent = -1;

  constructor(text: string) {
    this.text = text;
  }

  /** Goes to the first line with content, from the start of a line. */
  toContent(lineStart: number): void {
    const { text } = this;
    for (let start = lineStart; start < text.length;) {
      let at = start;
      while (text.charCodeAt(at) === BLANK) at += 1;
      const unit = text.charCodeAt(at);
      if (unit !== NEWLINE && unit !== HASH && at < text.length) {
        this.at = at;
        this.indent = at === start && this.isSeparator(at) ? -1 : at - start;
        return;
      }
      start = lineEnd(text, at) + 1;
    }
    this.at = text.length;
    this.indent = -1;
  }

  /** Goes on behind a value. False where more than a comment stands behind it on its line. */
  toContentBehind(end: number): boolean {
    const rest = restOfLine(this.text, end);
    if (rest === undefined) return false;
    this.toContent(rest + 1);
    return true;
  }

  /** Whether an entry of a sequence begins at a place: a dash with nothing or a blank behind it. */
  isDash(at: number): boolean {
    if (this.text.charCodeAt(at) !== DASH) return false;
    const next = this.text.charCodeAt(at + 1);
    return next === BLANK || next === NEWLINE || at + 1 === this.text.length;
  }

  private isSeparator(at: number): boolean {
    if (!this.text.startsWith('---', at)) return false;
    const next = this.text.charCodeAt(at + 3);
    return next === BLANK || next === NEWLINE || at + 3 === this.text.length;
  }
}

export const BLANK = 0x20;
export const NEWLINE = 0x0a;
const HASH = 0x23;
const DASH = 0x2d;

/** The place of the line break, or the end of the text. */
export function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline === -1 ? text.length : newline;
}

/**
 * The end of the line, where nothing but blanks and a comment stands from here on. A comment needs a blank
 * before it.
 */
export function restOfLine(text: string, from: number): number | undefined {
  let at = from;
  while (text.charCodeAt(at) === BLANK) at += 1;
  if (at === text.length || text.charCodeAt(at) === NEWLINE) return at;
  return text.charCodeAt(at) === HASH && at > from ? lineEnd(text, at) : undefined;
}
