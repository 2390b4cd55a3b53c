const LINE_BREAK = /\r\n|[\r\n\u0085\u2028\u2029]/;
/**
 * Control characters, but for the tab and for the escape that begins a colour; and marks that reorder or hide
 * what is printed.
 */
const UNSAFE = /[\0-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
/** An escape that is not a colour (`ESC [ … m`): it could move the cursor or retitle the terminal. */
const ESCAPE = /\x1b(?!\[[0-9;]*m)/g;

/**
 * `::set-output name=a::b` becomes `: :set-output name=a::b`: text of somebody else, made safe to print.
 *
 * The runner takes a line for a command when it begins with `::` after any white space, or holds `##[`
 * anywhere (actions/runner, ActionCommand.cs). A lone carriage return or a Unicode line separator can begin
 * such a line. The words stay readable; only the marks of a command are broken.
 */
export function withoutCommands(text: string): string {
  return text.split(LINE_BREAK).map(withoutCommand).join('\n');
}

function withoutCommand(line: string): string {
  return line
    .replace(UNSAFE, '')
    .replace(ESCAPE, '')
    .replace(/^(\s*):(?=:)/, '$1: ')
    .replace(/##(?=\[)/g, '## ');
}

/** Safe text on one line, for titles. */
export function oneLine(text: string): string {
  return withoutCommands(text).replace(/\s*\n\s*/g, ' ');
}

/** `text` with at most `limit` characters. Where it was cut, its end says so. */
export function shortened(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const ending = '… (shortened)';
  return `${text.slice(0, limit - ending.length).replace(/[\ud800-\udbff]$/, '')}${ending}`;
}
