import type { ScalarNode } from './tree.ts';

interface SourceRange {
  readonly start: number;
  readonly end: number;
}

/** Where each UTF-16 unit of a scalar's text stands in the source. */
export interface ScalarMap {
  /** The source of `[from, to)`. For an empty range, the place between the two neighbours. */
  rangeOf(from: number, to: number): SourceRange;
  /**
   * How a line break is written inside it: the line ending and the indent. Undefined where a scalar is one
   * line.
   */
  readonly lineBreak: string | undefined;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0', a: '\x07', b: '\b', t: '\t', '\t': '\t', n: '\n', v: '\v', f: '\f', r: '\r', e: '\x1b',
  ' ': ' ', '"': '"', '/': '/', '\\': '\\', N: '\x85', _: '\xa0', L: '\u2028', P: '\u2029',
}; // prettier-ignore

/**
 * Maps a scalar's text back to its source. Plain and quoted scalars on one line have such a map, literal
 * blocks, and folded blocks whose lines are not folded. Undefined for everything else, and where the map
 * would not give back exactly the text.
 */
export function mapScalar(source: string, node: ScalarNode): ScalarMap | undefined {
  const made = maps.get(node);
  if (made !== undefined) return made ?? undefined;
  const map = buildMap(source, node);
  maps.set(node, map ?? null);
  return map;
}

/** A scalar belongs to one text. Null stands for a scalar that cannot be mapped. */
const maps = new WeakMap<ScalarNode, ScalarMap | null>();

function buildMap(source: string, node: ScalarNode): ScalarMap | undefined {
  switch (node.style) {
    case 'empty':
    case 'null':
    case 'alias':
      return undefined;
    case 'plain':
    case 'raw':
      return source.slice(node.start, node.end) === node.text ? identity(node.start) : undefined;
    case 'single':
    case 'double':
      return mapQuoted(source, node, node.style);
    case 'literal':
    case 'folded':
      return mapBlock(source, node);
  }
}

function identity(start: number): ScalarMap {
  return { rangeOf: (from, to) => ({ start: start + from, end: start + to }), lineBreak: undefined };
}

/** The source range of each UTF-16 unit of a text. */
class UnitRanges {
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #origin: number;

  constructor(origin: number) {
    this.#origin = origin;
  }

  add(units: number, start: number, end: number): void {
    for (let count = 0; count < units; count += 1) {
      this.#starts.push(start);
      this.#ends.push(end);
    }
  }

  rangeOf(from: number, to: number): SourceRange {
    const end = to === 0 ? this.#origin : (this.#ends[to - 1] ?? this.#origin);
    const start = from === to ? end : (this.#starts[from] ?? this.#origin);
    return { start, end };
  }
}

function mapQuoted(source: string, node: ScalarNode, style: 'single' | 'double'): ScalarMap | undefined {
  const last = node.end - 1;
  const ranges = new UnitRanges(node.start + 1);
  let text = '';
  for (let at = node.start + 1; at < last;) {
    const piece = style === 'single' ? quotePair(source, at) : escapeAt(source, at);
    if (piece === undefined) return undefined;
    text += piece.text;
    ranges.add(piece.text.length, at, at + piece.width);
    at += piece.width;
  }
  if (text !== node.text) return undefined;
  return { rangeOf: (from, to) => ranges.rangeOf(from, to), lineBreak: undefined };
}

interface DecodedUnits {
  readonly text: string;
  readonly width: number;
}

function quotePair(source: string, at: number): DecodedUnits {
  return source[at] === "'" && source[at + 1] === "'"
    ? { text: "'", width: 2 }
    : { text: source[at] ?? '', width: 1 };
}

function escapeAt(source: string, at: number): DecodedUnits | undefined {
  if (source[at] !== '\\') return { text: source[at] ?? '', width: 1 };
  const name = source[at + 1] ?? '';
  const simple = ESCAPES[name];
  if (simple !== undefined) return { text: simple, width: 2 };
  const digits = { x: 2, u: 4, U: 8 }[name];
  if (digits === undefined) return undefined;
  const code = Number.parseInt(source.slice(at + 2, at + 2 + digits), 16);
  if (!(code >= 0 && code <= 0x10ffff)) return undefined;
  return { text: String.fromCodePoint(code), width: 2 + digits };
}

/** Lines of the source and of the text must pair up one to one, each the indent plus the same characters. */
function mapBlock(source: string, node: ScalarNode): ScalarMap | undefined {
  const header = source.indexOf('\n', node.start);
  if (header === -1 || header >= node.end) return undefined;
  const lines = node.text.split('\n');
  const ranges = new UnitRanges(header + 1);
  let indent: string | undefined;
  let at = header + 1;
  for (const [index, line] of lines.entries()) {
    const isLast = index === lines.length - 1;
    if (isLast && line === '') break;
    if (at >= node.end && line !== '') return undefined;
    const newline = source.indexOf('\n', at);
    const next = newline === -1 || newline >= node.end ? node.end : newline + 1;
    const body = source.slice(at, next).replace(/\r?\n$/, '');
    if (line !== '' && indent === undefined) indent = body.slice(0, body.length - line.length);
    const prefix = line === '' ? body.length : (indent ?? '').length;
    if (body.slice(prefix) !== line || body.slice(0, prefix).trim() !== '') return undefined;
    for (let unit = 0; unit < line.length; unit += 1)
      ranges.add(1, at + prefix + unit, at + prefix + unit + 1);
    if (!isLast) ranges.add(1, at + body.length, next);
    at = next;
  }
  const ending = source[header - 1] === '\r' ? '\r\n' : '\n';
  return { rangeOf: (from, to) => ranges.rangeOf(from, to), lineBreak: ending + (indent ?? '') };
}
