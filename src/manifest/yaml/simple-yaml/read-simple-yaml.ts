import { EntryIndex } from '../entry-index.ts';
import type { DocumentTree, ManifestNode, MapEntry, MapNode, ScalarNode, SeqNode } from '../tree.ts';
import { readFlow } from './flow-collections.ts';
import { LineCursor, restOfLine } from './line-cursor.ts';
import { emptyNode, readKey, readLiteral, readPlain, readQuoted } from './scalars.ts';

/**
 * Reads YAML as nearly all manifests are written, in a small part of the time that the library takes: maps
 * and sequences by indent, texts on one line or in a literal block, brackets that close on their line. Gives
 * exactly what the library gives, or undefined for everything else: anchors, tags, texts over several lines,
 * escapes, tabs, a key that stands twice, and whatever is no YAML at all. Then the library reads.
 */
export function readSimpleYaml(text: string): readonly DocumentTree[] | undefined {
  if (NOT_SIMPLE.test(text)) return undefined;
  const lines = new LineCursor(text);
  const documents: DocumentTree[] = [];
  lines.toContent(0);
  for (let isFirst = true; documents.length <= MOST_DOCUMENTS; isFirst = false) {
    if (lines.indent === -1) {
      const isEnd = lines.at === text.length;
      if (isEnd && isFirst) return documents;
      if (!isFirst) documents.push(documentOf(emptyNode(text.length, false)));
      if (isEnd) return documents;
    } else {
      const root = readBlock(lines, 0);
      if (root === undefined || lines.indent !== -1) return undefined;
      documents.push(documentOf(root));
      if (lines.at === text.length) return documents;
    }
    const separatorEnd = restOfLine(text, lines.at + '---'.length);
    if (separatorEnd === undefined) return undefined;
    lines.toContent(separatorEnd + 1);
  }
  return undefined;
}

/** A tab, a carriage return, and characters that a reader may give a meaning of its own. */
const NOT_SIMPLE = /[\0-\x09\x0b-\x1f\x7f\x85\u2028\u2029\ufeff]/;
const MOST_DOCUMENTS = 1000;
const DEEPEST = 50;

function documentOf(root: ManifestNode): DocumentTree {
  return { root, duplicateKeys: [], aliases: [] };
}

/** The block that begins at the cursor. The cursor is on the first line behind it afterwards. */
function readBlock(lines: LineCursor, depth: number): MapNode | SeqNode | undefined {
  if (depth > DEEPEST) return undefined;
  if (lines.isDash(lines.at)) return readSeq(lines, lines.indent, depth);
  const key = readKey(lines.text, lines.at, false);
  return key === undefined ? undefined : readMap(lines, lines.indent, key, depth);
}

/** A map whose keys stand `column` deep, from its first key on, at which the cursor is. */
function readMap(lines: LineCursor, column: number, first: ScalarNode, depth: number): MapNode | undefined {
  const entries: MapEntry[] = [];
  const index = new EntryIndex(entries);
  let end = first.end;
  for (let keyNode: ScalarNode | undefined = first; ;) {
    if (index.has(keyNode.text)) return undefined;
    const value = readMapValue(lines, column, keyNode.end + 1, depth);
    if (value === undefined) return undefined;
    entries.push({ key: keyNode.text, keyNode, value });
    end = value.end;
    if (lines.indent < column) break;
    keyNode = lines.indent === column ? readKey(lines.text, lines.at, false) : undefined;
    if (keyNode === undefined) return undefined;
  }
  const { start } = first;
  return { kind: 'map', start, end, flow: false, entries, index, anchor: undefined, tag: undefined };
}

/** What stands behind the colon of a key, on its line or below it. */
function readMapValue(
  lines: LineCursor,
  column: number,
  from: number,
  depth: number,
): ManifestNode | undefined {
  if (!lines.toContentBehind(from)) return readInline(lines, column, from);
  if (lines.indent > column) return readBlock(lines, depth + 1);
  // A sequence may stand as deep as the key that it belongs to.
  if (lines.indent === column && lines.isDash(lines.at)) return readSeq(lines, column, depth + 1);
  return emptyNode(from, false);
}

/** A sequence whose dashes stand `column` deep, from the first one on, at which the cursor is. */
function readSeq(lines: LineCursor, column: number, depth: number): SeqNode | undefined {
  if (depth > DEEPEST) return undefined;
  const items: ManifestNode[] = [];
  const start = lines.at;
  let end = start;
  do {
    const item = readItem(lines, column, depth);
    if (item === undefined) return undefined;
    items.push(item);
    end = item.end;
    if (lines.indent > column) return undefined;
  } while (lines.indent === column && lines.isDash(lines.at));
  return { kind: 'seq', start, end, flow: false, items, anchor: undefined, tag: undefined };
}

/**
 * What stands behind a dash. A map or a sequence may begin on its line, and is as deep as it begins there.
 */
function readItem(lines: LineCursor, column: number, depth: number): ManifestNode | undefined {
  const dash = lines.at;
  if (lines.toContentBehind(dash + 1)) return lines.indent > column ? readBlock(lines, depth + 1) : undefined;
  const at = behindBlanks(lines.text, dash + 1);
  const inner = column + at - dash;
  if (lines.isDash(at)) {
    lines.at = at;
    return readSeq(lines, inner, depth + 1);
  }
  const key = readKey(lines.text, at, false);
  return key === undefined ? readInline(lines, column, at) : readMap(lines, inner, key, depth + 1);
}

function behindBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ') at += 1;
  return at;
}

/** A value on the line of its key or dash, in a block that is `column` deep. */
function readInline(lines: LineCursor, column: number, from: number): ManifestNode | undefined {
  const { text } = lines;
  const at = behindBlanks(text, from);
  const first = text[at];
  if (first === '|') {
    const literal = readLiteral(text, at, column);
    if (literal !== undefined) lines.toContent(literal.end);
    return lines.indent > column ? undefined : literal;
  }
  const isFlow = first === '{' || first === '[';
  const isQuoted = first === '"' || first === "'";
  const value = isFlow ? readFlow(text, at) : isQuoted ? readQuoted(text, at, false) : readPlain(text, at);
  // A deeper line goes on with a text that has begun.
  return value !== undefined && lines.toContentBehind(value.end) && lines.indent <= column
    ? value
    : undefined;
}
