/**
 * Text of a file, written in a test as it stands in the file: `yaml` takes away the first line break, the
 * indentation that all lines share, and the blanks before the closing backtick. A backslash stays a
 * backslash.
 *
 *     yaml`
 *       image: ghcr.io/acme/api:v1   # column 1
 *       tag: ${tag}
 *     `
 *
 * A value of several lines is put in with the indentation of its line.
 */
export function yaml(parts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  const lines = parts.raw
    .join('\0')
    .replace(/^\n/, '')
    .replace(/(^|\n) *$/, '$1')
    .replaceAll('\\`', '`')
    .replaceAll('\\${', '${')
    .split('\n');
  const indentations = lines.filter((line) => line.trim() !== '').map((line) => line.search(/[^ ]/));
  const shared = Math.min(...indentations);
  const rest = values.map(String);
  return lines.map((line) => fill(line.slice(shared), rest)).join('\n');
}

function fill(line: string, values: string[]): string {
  const indentation = ' '.repeat(Math.max(line.search(/[^ ]/), 0));
  return line.replaceAll('\0', () => (values.shift() ?? '').replaceAll('\n', `\n${indentation}`));
}
