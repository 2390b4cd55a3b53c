import { EntryIndex } from '../entry-index.ts';
import type { ManifestNode, MapEntry, MapNode, SeqNode } from '../tree.ts';
import { BLANK } from './line-cursor.ts';
import { readKey, readPlainInFlow, readQuoted } from './scalars.ts';

const DEEPEST = 20;
const COMMA = 0x2c;

/** `{a: 1, b: [c]}` on one line. Every pair has a value, and no comma stands behind the last one. */
export function readFlow(text: string, at: number, depth = 0): MapNode | SeqNode | undefined {
  if (depth > DEEPEST) return undefined;
  return text[at] === '{' ? readFlowMap(text, at, depth) : readFlowSeq(text, at, depth);
}

function readFlowMap(text: string, start: number, depth: number): MapNode | undefined {
  const entries: MapEntry[] = [];
  const index = new EntryIndex(entries);
  const end = readItems(text, start, '}', (at) => {
    const keyNode = readKey(text, at, true);
    if (keyNode === undefined || index.has(keyNode.text)) return undefined;
    const value = readFlowValue(text, behindBlanks(text, keyNode.end + 1), depth);
    if (value === undefined) return undefined;
    entries.push({ key: keyNode.text, keyNode, value });
    return value.end;
  });
  if (end === undefined) return undefined;
  return { kind: 'map', start, end, flow: true, entries, index, anchor: undefined, tag: undefined };
}

function readFlowSeq(text: string, start: number, depth: number): SeqNode | undefined {
  const items: ManifestNode[] = [];
  const end = readItems(text, start, ']', (at) => {
    const value = readFlowValue(text, at, depth);
    if (value === undefined) return undefined;
    items.push(value);
    return value.end;
  });
  if (end === undefined) return undefined;
  return { kind: 'seq', start, end, flow: true, items, anchor: undefined, tag: undefined };
}

/**
 * Reads items up to the closing bracket. Each reading gives the end of its item. Gives the place behind it.
 */
function readItems(
  text: string,
  start: number,
  closing: '}' | ']',
  readItem: (at: number) => number | undefined,
): number | undefined {
  let at = behindBlanks(text, start + 1);
  if (text[at] === closing) return at + 1;
  for (;;) {
    const end = readItem(at);
    if (end === undefined) return undefined;
    at = behindBlanks(text, end);
    if (text[at] === closing) return at + 1;
    if (text.charCodeAt(at) !== COMMA) return undefined;
    at = behindBlanks(text, at + 1);
  }
}

function readFlowValue(text: string, at: number, depth: number): ManifestNode | undefined {
  const first = text[at];
  if (first === '{' || first === '[') return readFlow(text, at, depth + 1);
  return first === '"' || first === "'" ? readQuoted(text, at, true) : readPlainInFlow(text, at);
}

function behindBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === BLANK) at += 1;
  return at;
}
