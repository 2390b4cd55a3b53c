import { no, ok } from '../../errors/result.ts';
import { canStandPlain } from './plain-scalar.ts';
import { doubleQuoted, type Rewrite } from './rewrite-scalar.ts';
import type { MapEntry, MapNode, ScalarNode } from './tree.ts';

export interface NewEntry {
  readonly key: string;
  readonly value: string;
}

/** The pair that new entries go behind, and the map that it stands in. */
interface Sibling {
  readonly map: MapNode;
  readonly key: ScalarNode;
  readonly value: ScalarNode;
}

/**
 * `newTag: v1` gets `digest: sha256:…` below it: the splices that put new entries after `entry` of the map,
 * in its style. Block or flow, indent, quotes, blanks around the colon and line ending are copied from the
 * entry. A comment behind it stays behind it.
 */
export function insertAfter(
  source: string,
  map: MapNode,
  entry: MapEntry,
  added: readonly NewEntry[],
): Rewrite {
  const { keyNode: key, value } = entry;
  if (key.kind !== 'scalar' || value.kind !== 'scalar') return no('the key before it is not a plain pair');
  if (key.templated || value.templated) return no('a template writes the line before it');
  if (value.style === 'literal' || value.style === 'folded')
    return no('the key before it holds a block of text');
  const sibling = { map, key, value };
  const pairs = added.map((pair) => writePair(source, sibling, pair));
  return map.flow ? insertIntoFlow(source, sibling, pairs) : insertIntoBlock(source, sibling, pairs);
}

function writePair(source: string, { key, value }: Sibling, entry: NewEntry): string {
  const between = value.style === 'empty' ? ': ' : source.slice(key.end, value.start);
  const separator = /^[ \t]*:[ \t]*$/.test(between) ? between : ': ';
  return quotedLike(key, entry.key) + separator + quotedLike(value, entry.value);
}

function quotedLike(model: ScalarNode, text: string): string {
  if (model.style === 'double') return doubleQuoted(text);
  if (model.style === 'single') return `'${text.replaceAll("'", "''")}'`;
  return canStandPlain(text, model.inFlow) ? text : doubleQuoted(text);
}

function insertIntoBlock(source: string, { key, value }: Sibling, pairs: readonly string[]): Rewrite {
  const end = lineEnd(source, Math.max(value.end, key.end));
  const rest = source.slice(value.end, end);
  if (!/^[ \t]*:?[ \t]*(?:#.*)?$/.test(rest)) return no('something else follows on the line before it');
  if (/\{\{(?!.*\}\})/.test(rest)) return no('a template action goes on behind the line before it');
  const indent = blanksBefore(source, key.start);
  if (indent === undefined) return no('the key before it does not start its line');
  const ending = lineEnding(source, end);
  const text = pairs.map((pair) => ending + indent + pair).join('');
  return ok([{ start: end, end, text }]);
}

/**
 * `{newTag: v1}` gets the new entry behind the sibling's value. In a flow map on several lines the new entry
 * gets a line of its own, after the sibling's comma and comment.
 */
function insertIntoFlow(source: string, sibling: Sibling, pairs: readonly string[]): Rewrite {
  const { map, key, value } = sibling;
  if (source[map.start] !== '{') return no('it is a pair of a list, without braces of its own');
  const gap = /\s*$/.exec(source.slice(map.start + 1, key.start))?.[0] ?? '';
  const at = Math.max(value.end, key.end);
  if (!gap.includes('\n')) {
    const space = siblingGap(source, sibling, gap);
    return ok([{ start: at, end: at, text: pairs.map((pair) => `,${space}${pair}`).join('') }]);
  }
  const indent = gap.slice(gap.lastIndexOf('\n') + 1);
  const end = lineEnd(source, at);
  const rest = source.slice(at, end);
  const ending = lineEnding(source, end);
  if (/^[ \t]*,[ \t]*(?:#.*)?$/.test(rest)) {
    const text = pairs.map((pair) => `${ending}${indent}${pair},`).join('');
    return ok([{ start: end, end, text }]);
  }
  const lines = pairs.map((pair) => `${ending}${indent}${pair}`).join(',');
  if (!/^[ \t]*(?:#.*)?$/.test(rest) || rest.trim() === '') {
    return ok([{ start: at, end: at, text: `,${lines}` }]);
  }
  return ok([
    { start: at, end: at, text: ',' },
    { start: end, end, text: lines },
  ]);
}

/**
 * The blanks between a comma and the next key of the map: before the sibling, or behind it where it is the
 * first.
 */
function siblingGap(source: string, { map, key }: Sibling, gap: string): string {
  const first = map.entries[0];
  if (first?.keyNode !== key) return gap;
  const second = map.entries[1];
  if (second === undefined) return source.includes('":"') ? '' : ' ';
  const between = /,([ \t]*)$/.exec(source.slice(first.value.end, second.keyNode.start));
  return between?.[1] ?? ' ';
}

function blanksBefore(source: string, offset: number): string | undefined {
  const start = source.lastIndexOf('\n', offset - 1) + 1;
  const before = source.slice(start, offset).replace(/^\ufeff/, '');
  if (!/^[ \t]*(?:-[ \t]+)*$/.test(before)) return undefined;
  return before.replaceAll('-', ' ').replaceAll('\t', ' ');
}

function lineEnd(source: string, offset: number): number {
  const newline = source.indexOf('\n', offset);
  if (newline === -1) return source.length;
  return source[newline - 1] === '\r' ? newline - 1 : newline;
}

/** The ending of the line that ends at `end`. The last line of a text takes that of the line before. */
function lineEnding(source: string, end: number): string {
  if (source.startsWith('\r\n', end)) return '\r\n';
  if (end < source.length) return '\n';
  const previous = source.lastIndexOf('\n');
  return previous > 0 && source[previous - 1] === '\r' ? '\r\n' : '\n';
}
