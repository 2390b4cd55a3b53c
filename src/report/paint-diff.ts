const RESET = '\u001b[0m';
const BOLD = '\u001b[1m';
const RED = '\u001b[31m';
const GREEN = '\u001b[32m';
const CYAN = '\u001b[36m';

// Controls act on a terminal, bidirectional marks reorder what a reviewer sees, and a stray carriage return starts a line
// that a runner could take for a command.
const UNSEEN = /(?!\t)[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/**
 * A unified diff for a person: coloured where `color` is true, and with every character that cannot be seen, or that would
 * act on a terminal, written as `\u{…}`. A carriage return at the end of a line is its line ending, and is left out.
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
  const color = colorOf(line);
  return color === undefined ? line : `${color}${line}${RESET}`;
}

function colorOf(line: string): string | undefined {
  if (line.startsWith('--- ') || line.startsWith('+++ ')) return BOLD;
  if (line.startsWith('@@ ')) return CYAN;
  if (line.startsWith('-')) return RED;
  return line.startsWith('+') ? GREEN : undefined;
}
