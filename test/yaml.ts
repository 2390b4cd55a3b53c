/**
 * Text of a file, written in a test as it stands in the file: `yaml` takes away the first line break, the
 * indentation that all lines share, and the blanks before the closing backtick. A backslash stays a
 * backslash.
 *
 *     yaml`
 *       image: ghcr.io/acme/api:v1   # column 1
 *       tag: ${tag}
 *       values:
 *         ${lines}
 *     `
 *
 * A value of several lines gets the indentation of its line. One that has a line to itself stands for whole
 * lines: it brings the last line break or leaves it to the template, and an empty one leaves no line.
 */
export function yaml(parts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  const lines = parts.raw
    .join('\0')
    .replace(/^\n/, '')
    .replace(/(^|\n) *$/, '$1')
    .replaceAll('\\`', '`')
    .replaceAll('\\${', '${')
    .split(/(?<=\n)/);
  const indentations = lines.filter((line) => line.trim() !== '').map((line) => line.search(/[^ ]/));
  const shared = Math.min(...indentations);
  const rest = values.map(String);
  return lines.map((line) => fill(line.replace(new RegExp(`^ {0,${shared}}`), ''), rest)).join('');
}

function fill(line: string, values: string[]): string {
  const indentation = ' '.repeat(Math.max(line.search(/[^ ]/), 0));
  const value = () => (values.shift() ?? '').replaceAll(/\n(?!\n|$)/g, `\n${indentation}`);
  if (line.trim() !== '\0' || !line.endsWith('\n')) return line.replaceAll('\0', value);
  const whole = value().replace(/\n$/, '');
  return whole === '' ? '' : line.replace('\0', () => whole);
}
