import type { Splice } from '../plan.ts';
import { canStandPlain } from './plain-scalar.ts';
import { mapScalar, type ScalarMap } from './scalar-map.ts';
import { hasTemplateActions } from './template-mask.ts';
import type { Language, ScalarNode } from './tree.ts';

/** `[from, to)` of a scalar's text becomes `text`. */
export interface TextEdit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export type Rewrite =
  | { readonly ok: true; readonly splices: readonly Splice[] }
  | { readonly ok: false; readonly reason: string };

/** The scalar's text after the edits, which are in order and do not overlap. */
export function editedText(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  for (const edit of edits) {
    result += text.slice(at, edit.from) + edit.text;
    at = edit.to;
  }
  return result + text.slice(at);
}

/** `!!str`, and `!` alone, which also says that the value is a string. */
const STRING_TAGS: ReadonlySet<string> = new Set(['tag:yaml.org,2002:str', '!']);

/**
 * The splices that make a scalar read as edited, in its own style. Quotes are added to a plain scalar only
 * when its new text would not read as the same string without them. A scalar whose text cannot be traced to
 * its source is refused, except a quoted one over several lines, which is written anew on one line.
 */
export function rewriteScalar(
  source: string,
  node: ScalarNode,
  edits: readonly TextEdit[],
  language: Language,
): Rewrite {
  if (node.templated && !standsApart(node, edits)) return refuse('a template writes part of it');
  if (node.tag !== undefined && !STRING_TAGS.has(node.tag)) {
    return refuse(`it has the tag ${node.tag}, which may give the value another meaning`);
  }
  const text = editedText(node.text, edits);
  if (node.style === 'empty') return fillEmpty(source, node, text);
  if (node.style === 'alias' || node.style === 'null') return replaceNode(node, text, language);
  const map = mapScalar(source, node);
  if (node.style === 'plain') return rewritePlain(node, edits, map, language);
  const isBlock = node.style === 'literal' || node.style === 'folded';
  if (isBlock && node.text.trim() === '') return refuse('it is a block of text without a line');
  if (map === undefined) return rewriteWhole(node, text);
  const splices: Splice[] = [];
  for (const edit of edits) {
    const written = encode(edit.text, node, map);
    if (written === undefined) return refuse('a line break cannot be written into it');
    splices.push({ ...map.rangeOf(edit.from, edit.to), text: written });
  }
  return { ok: true, splices };
}

/**
 * In the text of a literal block, what is edited may stand beside templates; no other scalar is parts of a
 * text.
 */
function standsApart(node: ScalarNode, edits: readonly TextEdit[]): boolean {
  return (
    node.style === 'literal' &&
    edits.every(({ from, to }) => !hasTemplateActions(linesAround(node.text, from, to)))
  );
}

function linesAround(text: string, from: number, to: number): string {
  const end = text.indexOf('\n', to);
  return text.slice(text.lastIndexOf('\n', from - 1) + 1, end === -1 ? text.length : end);
}

function rewritePlain(
  node: ScalarNode,
  edits: readonly TextEdit[],
  map: ScalarMap | undefined,
  language: Language,
): Rewrite {
  const text = editedText(node.text, edits);
  if (map === undefined) return refuse('it is a plain value over several lines');
  if (language === 'json' || !canStandPlain(text, node.inFlow)) {
    return { ok: true, splices: [{ start: node.start, end: node.end, text: doubleQuoted(text) }] };
  }
  return {
    ok: true,
    splices: edits.map((edit) => ({ ...map.rangeOf(edit.from, edit.to), text: edit.text })),
  };
}

/** A null gives way to a text. So does an alias; the anchor keeps its value. */
function replaceNode(node: ScalarNode, text: string, language: Language): Rewrite {
  const plain = language !== 'json' && canStandPlain(text, node.inFlow);
  const written = plain ? text : doubleQuoted(text);
  return { ok: true, splices: [{ start: node.start, end: node.end, text: written }] };
}

function rewriteWhole(node: ScalarNode, text: string): Rewrite {
  if (node.style === 'folded' || node.style === 'literal') {
    return refuse('it is a block of text whose lines are folded together');
  }
  const written = node.style === 'single' ? `'${text.replaceAll("'", "''")}'` : doubleQuoted(text);
  return { ok: true, splices: [{ start: node.start, end: node.end, text: written }] };
}

function fillEmpty(source: string, node: ScalarNode, text: string): Rewrite {
  const value = canStandPlain(text, node.inFlow) ? text : doubleQuoted(text);
  const isAfterProperty = node.anchor !== undefined || node.tag !== undefined;
  if (source[node.start - 1] !== ':' && !isAfterProperty) return refuse('there is no ":" behind its key');
  const blank =
    !node.inFlow && /^[ \t](?=[ \t]*(?:\r?\n|$))/.test(source.slice(node.start, node.start + 1000));
  const at = blank ? node.start + 1 : node.start;
  return { ok: true, splices: [{ start: at, end: at, text: blank ? value : ` ${value}` }] };
}

function encode(text: string, node: ScalarNode, map: ScalarMap): string | undefined {
  if (node.style === 'double') return doubleQuoted(text).slice(1, -1);
  const { lineBreak } = map;
  if (lineBreak !== undefined) return text.replaceAll(/\r?\n/g, () => lineBreak);
  return text.includes('\n') ? undefined : text.replaceAll("'", "''");
}

/** A double-quoted scalar that YAML and JSON read alike. */
export function doubleQuoted(text: string): string {
  return JSON.stringify(text);
}

function refuse(reason: string): Rewrite {
  return { ok: false, reason };
}
