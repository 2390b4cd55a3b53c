import { readReference } from './reference.ts';
import { IMAGE_KEY, type Sheet } from './sheet.ts';
import type { Place } from './place.ts';

const ENTRY = /^([ \t]*(?:- +)*)(["']?)([\w.-]+)\2[ \t]*:[ \t]+(\S.*)$/;
/** How far apart the parts of one image stand at most. */
const FAR = 8;

interface Line {
  readonly indent: number;
  readonly key: string;
  readonly from: number;
  readonly value: string;
}

/**
 * Reads a text line by line: templates, and YAML in a literal block. `image: reference` on a line of its own,
 * and `repository` with its `tag` and `digest` at one indent.
 */
export function readLines(sheet: Sheet, from: number, to: number, standing: Place['standing']): void {
  const lines: (Line | undefined)[] = [];
  for (let at = from; at < to;) {
    const next = sheet.file.text.indexOf('\n', at);
    const end = next < 0 || next > to ? to : next;
    lines.push(lineAt(sheet.file.text.slice(at, end).replace(/\r$/, ''), at));
    at = end + 1;
  }
  lines.forEach((line, index) => {
    if (line === undefined) return;
    const map = [line.from, line.from + line.value.length] as const;
    const value = { from: line.from, to: map[1], path: [line.key], map, standing };
    const siblings = lines
      .slice(Math.max(0, index - FAR), index + FAR)
      .filter((other) => other?.indent === line.indent);
    if (IMAGE_KEY.test(line.key)) {
      if (!siblings.some((other) => other?.key === 'tag'))
        sheet.addReference(line.value, value, 'it has no tag of its own');
    } else if (line.key === 'repository') readParts(sheet, line, lines, index);
    else if (isTagged(line.value)) {
      const isOfImage =
        line.key === 'value' &&
        siblings.some((other) => other?.key === 'path' && /image$/i.test(other.value));
      sheet.addReference(line.value, { ...value, standing: isOfImage ? standing : 'possible' }, 'possible');
    }
  });
}

/** A reference with a path and a tag or digest, under a key that does not say so. */
function isTagged(text: string): boolean {
  const reference = readReference(text);
  return text.includes('/') && (reference?.tag ?? reference?.digest) !== undefined;
}

function lineAt(text: string, start: number): Line | undefined {
  const [, before = '', , key, behind = ''] = ENTRY.exec(text) ?? [];
  if (key === undefined) return undefined;
  const quoted = /^(["'])(.*?)\1,?[ \t]*(?:#.*)?$/.exec(behind);
  const value = quoted?.[2] ?? behind.replace(/[ \t]+#.*$/, '').trimEnd();
  const from = start + text.length - behind.length + (quoted === null ? 0 : 1);
  return { indent: before.length, key, from, value };
}

/** The tag and digest at the indent of a `repository`, in the lines around it that are not left of it. */
function readParts(sheet: Sheet, line: Line, lines: readonly (Line | undefined)[], index: number): void {
  const reference = readReference(line.value);
  if (reference === undefined || reference.tag !== undefined) return;
  for (const step of [1, -1])
    for (let away = 1; away <= FAR; away += 1) {
      const other = lines[index + step * away];
      if (other !== undefined && other.indent < line.indent) break;
      if (
        other?.indent !== line.indent ||
        !/^(?:tag|digest)$/.test(other.key) ||
        !/^[\w.:-]+$/.test(other.value)
      )
        continue;
      const to = other.from + other.value.length;
      const map = [Math.min(line.from, other.from), Math.max(line.from, to)] as const;
      sheet.add(other.key === 'digest' ? 'digest' : 'tag', line.value, reference.repository, {
        ...{ from: other.from, to, path: [other.key], map },
        // The lines between may be of another map.
        standing: 'possible',
      });
    }
}

/** `NAME=reference` in environment files. */
export function readDotenv(sheet: Sheet): void {
  for (const match of sheet.file.text.matchAll(/^(\w+)=(["']?)([^"'\s#]+)\2[ \t]*$/gm)) {
    const [whole, key = '', quote = '', value = ''] = match;
    const from = match.index + whole.indexOf('=') + 1 + quote.length;
    const to = from + value.length;
    const at = { from, to, path: [key], map: [from, to] as const };
    const reference = readReference(value);
    const tagged = reference !== undefined && (reference.tag ?? reference.digest) !== undefined;
    if (tagged && value.includes('/'))
      sheet.add('reference', reference.spelled, reference.repository, {
        ...at,
        standing: /image/i.test(key) ? 'certain' : 'possible',
      });
    // A tag alone: Compose files say whose it is.
    else if (/TAG|VERSION/i.test(key)) sheet.add('tag', '', '', { ...at, standing: 'possible' });
  }
}
