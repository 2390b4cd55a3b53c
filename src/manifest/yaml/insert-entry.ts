import type { Splice } from '../plan.ts';
import { canStandPlain } from './plain-scalar.ts';
import { doubleQuoted, type Rewrite } from './rewrite-scalar.ts';
import type { MapEntry, MapNode, ScalarNode } from './tree.ts';

export interface NewEntry {
  readonly key: string;
  readonly value: string;
}

/**
 * The splices that put new entries after `sibling`, in its style: block or flow, indent, quotes, blanks
 * around the colon and line ending are copied from it, and a comment behind it stays behind it.
 */
export function insertAfter(
  source: string,
  map: MapNode,
  sibling: MapEntry,
  added: readonly NewEntry[],
): Rewrite {
  const { keyNode, value } = sibling;
  if (keyNode.kind !== 'scalar' || value.kind !== 'scalar')
    return refuse('the key before it is not a plain pair');
  if (keyNode.templated || value.templated) return refuse('a template writes the line before it');
  if (value.style === 'literal' || value.style === 'folded')
    return refuse('the key before it holds a block of text');
  const pairs = added.map((entry) => writePair(source, keyNode, value, entry));
  return map.flow
    ? insertIntoFlow(source, map, { keyNode, value }, pairs)
    : insertIntoBlock(source, { keyNode, value }, pairs);
}

function writePair(source: string, keyNode: ScalarNode, value: ScalarNode, entry: NewEntry): string {
  const between = value.style === 'empty' ? ': ' : source.slice(keyNode.end, value.start);
  const separator = /^[ \t]*:[ \t]*$/.test(between) ? between : ': ';
  return quotedLike(keyNode, entry.key) + separator + quotedLike(value, entry.value);
}

function quotedLike(model: ScalarNode, text: string): string {
  if (model.style === 'double') return doubleQuoted(text);
  if (model.style === 'single') return `'${text.replaceAll("'", "''")}'`;
  return canStandPlain(text, model.inFlow) ? text : doubleQuoted(text);
}

/** A key with a text as its value. */
interface ScalarPair {
  readonly keyNode: ScalarNode;
  readonly value: ScalarNode;
}

function insertIntoBlock(source: string, { keyNode, value }: ScalarPair, pairs: readonly string[]): Rewrite {
  const end = lineEnd(source, Math.max(value.end, keyNode.end));
  const rest = source.slice(value.end, end);
  if (!/^[ \t]*:?[ \t]*(?:#.*)?$/.test(rest)) return refuse('something else follows on the line before it');
  if (/\{\{(?!.*\}\})/.test(rest)) return refuse('a template action goes on behind the line before it');
  const indent = blanksBefore(source, keyNode.start);
  if (indent === undefined) return refuse('the key before it does not start its line');
  const ending = lineEnding(source, end);
  const text = pairs.map((pair) => ending + indent + pair).join('');
  return { ok: true, splices: [{ start: end, end, text }] };
}

/**
 * In a flow map on several lines the new entry gets its own line, after the sibling's comma and comment; on
 * one line it follows the sibling's value.
 */
function insertIntoFlow(
  source: string,
  map: MapNode,
  { keyNode, value }: ScalarPair,
  pairs: readonly string[],
): Rewrite {
  if (source[map.start] !== '{') return refuse('it is a pair of a list, without braces of its own');
  const gap = /\s*$/.exec(source.slice(map.start + 1, keyNode.start))?.[0] ?? '';
  const at = Math.max(value.end, keyNode.end);
  if (!gap.includes('\n')) {
    const space = siblingGap(source, map, keyNode, gap);
    return {
      ok: true,
      splices: [{ start: at, end: at, text: pairs.map((pair) => `,${space}${pair}`).join('') }],
    };
  }
  const indent = gap.slice(gap.lastIndexOf('\n') + 1);
  const end = lineEnd(source, at);
  const rest = source.slice(at, end);
  const ending = lineEnding(source, end);
  if (/^[ \t]*,[ \t]*(?:#.*)?$/.test(rest)) {
    const text = pairs.map((pair) => `${ending}${indent}${pair},`).join('');
    return { ok: true, splices: [{ start: end, end, text }] };
  }
  const lines = pairs.map((pair) => `${ending}${indent}${pair}`).join(',');
  if (!/^[ \t]*(?:#.*)?$/.test(rest) || rest.trim() === '') {
    return { ok: true, splices: [{ start: at, end: at, text: `,${lines}` }] };
  }
  const splices: Splice[] = [
    { start: at, end: at, text: ',' },
    { start: end, end, text: lines },
  ];
  return { ok: true, splices };
}

/**
 * The blanks between a comma and the next key of this map: before the sibling, or after it when the sibling
 * is first.
 */
function siblingGap(source: string, map: MapNode, keyNode: ScalarNode, gap: string): string {
  const first = map.entries[0];
  if (first?.keyNode !== keyNode) return gap;
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

/** The ending of the line that ends at `end`; for the last line of a text, the ending of the line before. */
function lineEnding(source: string, end: number): string {
  if (source.startsWith('\r\n', end)) return '\r\n';
  if (end < source.length) return '\n';
  const previous = source.lastIndexOf('\n');
  return previous > 0 && source[previous - 1] === '\r' ? '\r\n' : '\n';
}

function refuse(reason: string): Rewrite {
  return { ok: false, reason };
}
