import { type Document, isAlias, isMap, isPair, isScalar, isSeq, type Pair, type Scalar } from 'yaml';
import { EntryIndex } from './entry-index.ts';
import { mapScalar } from './scalar-map.ts';
import { exclusiveBranches } from './template/branches.ts';
import { type Mask, overlapsMask } from './template/mask.ts';
import {
  type AliasNode,
  type DuplicateKey,
  type DocumentTree,
  type ManifestNode,
  type MapEntry,
  type MapNode,
  resolveAlias,
  type ResolvedNode,
  type ScalarNode,
  type ScalarStyle,
} from './tree.ts';

const STYLES: Readonly<Record<string, ScalarStyle>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

/** What every reader takes for null (https://yaml.org/spec/1.2.2/#1032-tag-resolution). */
const NULL = /^(?:~|null|Null|NULL)$/;

/** What is converted. `text` was parsed, and `source` is the same with its template actions in view. */
interface ConvertedText {
  readonly text: string;
  readonly source: string;
  readonly masks: readonly Mask[];
}

interface Conversion extends ConvertedText {
  readonly anchors: Map<string, ResolvedNode>;
  readonly duplicateKeys: DuplicateKey[];
  /** Whether two places stand in different branches of a template. Found out where it is asked. */
  readonly areExclusive: (place: number, other: number) => boolean;
  readonly aliases: AliasNode[];
}

/** Turns a parsed document into the tree that formats read, in linear time. The reader bounds its depth. */
export function convertDocument(texts: ConvertedText, document: Document): DocumentTree {
  let branches: ReturnType<typeof exclusiveBranches> | undefined;
  const conversion: Conversion = {
    ...texts,
    anchors: new Map(),
    duplicateKeys: [],
    aliases: [],
    areExclusive: (...places) => {
      branches ??= exclusiveBranches(texts.source, texts.masks);
      return branches(...places);
    },
  };
  const root = convertNode(document.contents, conversion, texts.text.length, false);
  return { root, duplicateKeys: conversion.duplicateKeys, aliases: conversion.aliases };
}

function convertNode(node: unknown, to: Conversion, emptyAt: number, inFlow: boolean): ManifestNode {
  if (isAlias(node)) return convertAlias(node.source, node.range?.[0] ?? emptyAt, to);
  if (isMap(node)) return convertMap(node, to);
  if (isSeq(node)) {
    const [start, end] = node.range ?? [emptyAt, emptyAt];
    const flow = node.flow === true;
    const items = node.items.map((item) => convertNode(isPair(item) ? undefined : item, to, end, flow));
    const last = flow ? end : (items.at(-1)?.end ?? end);
    return anchored({ kind: 'seq', start, end: last, flow, items, anchor: node.anchor, tag: node.tag }, to);
  }
  if (isScalar(node)) return anchored(convertScalar(node, to, emptyAt, inFlow), to);
  const empty = { kind: 'scalar', text: '', style: 'empty', templated: false, inFlow } as const;
  return { ...empty, start: emptyAt, end: emptyAt, anchor: undefined, tag: undefined };
}

function convertScalar(node: Scalar, to: Conversion, emptyAt: number, inFlow: boolean): ScalarNode {
  const [start, rangeEnd] = node.range ?? [emptyAt, emptyAt];
  // The parser may have been given a line break more.
  const end = Math.min(rangeEnd, to.text.length);
  const isEmpty = start === end;
  const text = typeof node.value === 'string' ? node.value : (node.source ?? '');
  const style = STYLES[node.type ?? 'PLAIN'] ?? 'plain';
  const isNull = style === 'plain' && node.tag === undefined && NULL.test(text);
  const scalar: ScalarNode = {
    kind: 'scalar',
    text: isNull ? '' : text,
    style: isEmpty ? 'empty' : isNull ? 'null' : style,
    templated: overlapsMask(to.masks, start, end),
    inFlow,
    start: isEmpty ? emptyAt : start,
    end: isEmpty ? emptyAt : end,
    anchor: node.anchor,
    tag: node.tag,
  };
  return scalar.templated && scalar.style === 'literal' ? unmasked(scalar, to) : scalar;
}

/**
 * A literal block may hold a text of its own, with templates beside what matters. That text is read as it
 * stands.
 */
function unmasked(node: ScalarNode, { text, source }: Conversion): ScalarNode {
  const map = mapScalar(text, node);
  if (map === undefined) return node;
  let original = '';
  for (let at = 0; at < node.text.length; at += 1) {
    const { start, end } = map.rangeOf(at, at + 1);
    original += node.text[at] === '\n' ? '\n' : source.slice(start, end);
  }
  return { ...node, text: original };
}

function convertAlias(name: string, start: number, to: Conversion): AliasNode {
  const end = start + name.length + 1;
  const target = to.anchors.get(name);
  const alias: AliasNode = { kind: 'alias', name, target, start, end, anchor: undefined, tag: undefined };
  to.aliases.push(alias);
  return alias;
}

function convertMap(
  node: { items: readonly Pair[]; flow?: boolean; range?: unknown; anchor?: string; tag?: string },
  to: Conversion,
): MapNode {
  const [start, end] = rangeOf(node.range);
  const flow = node.flow === true;
  const entries: MapEntry[] = [];
  const index = new EntryIndex(entries);
  const repeated = new Map<string, MapEntry[]>();
  for (const pair of node.items) {
    const keyNode = convertNode(pair.key, to, start, flow);
    const value = convertNode(pair.value, to, emptyValueOffset(pair) ?? keyNode.end, flow);
    const written = resolveAlias(keyNode);
    const key = written?.kind === 'scalar' ? written.text : undefined;
    const entry = { key, keyNode, value };
    const first = key === undefined ? undefined : index.get(key);
    entries.push(entry);
    if (key === undefined || first === undefined) continue;
    const alike = repeated.get(key) ?? [first];
    repeated.set(key, alike);
    alike.push(entry);
  }
  const map: MapNode = {
    kind: 'map',
    start,
    end: flow ? end : (entries.at(-1)?.value.end ?? end),
    flow,
    entries,
    index,
    anchor: node.anchor,
    tag: node.tag,
  };
  for (const [key, alike] of repeated) {
    const keyNodes = alike.map(({ keyNode }) => keyNode);
    to.duplicateKeys.push({ key, map, entries: alike, areExclusive: areExclusive(keyNodes, to) });
  }
  return anchored(map, to);
}

/** A block of a template has a few branches. A text with more keys of one name is no such block. */
const MOST_BRANCHES = 20;

/** Whether of several equal keys each stands in another branch of a template. */
function areExclusive(keyNodes: readonly ManifestNode[], to: Conversion): boolean {
  if (to.masks.length === 0 || keyNodes.length > MOST_BRANCHES) return false;
  return keyNodes.every((node, index) =>
    keyNodes.slice(0, index).every((before) => to.areExclusive(before.start, node.start)),
  );
}

function rangeOf(range: unknown): [number, number] {
  if (!Array.isArray(range)) return [0, 0];
  const [start, end]: unknown[] = range;
  return [typeof start === 'number' ? start : 0, typeof end === 'number' ? end : 0];
}

/** Where a missing value would start: after the colon, and after an anchor or a tag behind it. */
function emptyValueOffset(pair: Pair): number | undefined {
  const source = pair.srcToken;
  if (source === undefined || !('sep' in source) || source.sep === undefined) return undefined;
  let offset: number | undefined;
  for (const token of source.sep) {
    if (token.type === 'map-value-ind' || token.type === 'anchor' || token.type === 'tag') {
      offset = token.offset + token.source.length;
    }
  }
  return offset;
}

/** An anchor names its node from here on. A second anchor of the same name takes over, as YAML says. */
function anchored<N extends ResolvedNode>(node: N, to: Conversion): N {
  if (node.anchor !== undefined) to.anchors.set(node.anchor, node);
  return node;
}
