import { WaybillError } from '../../../errors/waybill-error.ts';

/**
 * Reads an input with one entry a line. A line that begins with a double quote is an entry that may go over
 * several lines, up to the closing quote; a quote inside is doubled. That is how users of
 * docker/build-push-action write secrets of several lines. Throws `INPUT_INVALID` when a quote is not closed.
 */
export function readEntries(name: string, text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  const entries: string[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index]?.trim() ?? '';
    if (!line.startsWith('"')) {
      if (line !== '') entries.push(line);
      continue;
    }
    let quoted = lines[index]?.trimStart() ?? '';
    while (!isClosed(quoted) && index + 1 < lines.length) {
      index += 1;
      quoted += `\n${lines[index] ?? ''}`;
    }
    if (!isClosed(quoted)) throw unclosed(name, line);
    entries.push(quoted.trimEnd().slice(1, -1).replaceAll('""', '"'));
  }
  return entries;
}

/** All quotes come in pairs: the one that opens, doubled ones, and the one at the end. */
function isClosed(quoted: string): boolean {
  const trimmed = quoted.trimEnd();
  const quotes = trimmed.match(/"/g)?.length ?? 0;
  return trimmed.length > 1 && trimmed.endsWith('"') && quotes % 2 === 0;
}

function unclosed(name: string, line: string): WaybillError {
  const start = line.split('=')[0]?.slice(0, 40) ?? '';
  return new WaybillError(
    'INPUT_INVALID',
    `The input "${name}" has an entry whose quote never closes: ${start}=…`,
    {
      hint: 'Close the quote at the end of the entry; double a quote that is part of the value.',
    },
  );
}

/** `key=value` taken apart at the first `=`. Throws `INPUT_INVALID` without one; the value is not shown. */
export function readPair(name: string, entry: string): { readonly key: string; readonly value: string } {
  const equals = entry.indexOf('=');
  if (equals > 0) return { key: entry.slice(0, equals).trim(), value: entry.slice(equals + 1) };
  throw new WaybillError('INPUT_INVALID', `An entry of the input "${name}" is not key=value`, {
    hint: `Write one key=value a line under "${name}".`,
  });
}
