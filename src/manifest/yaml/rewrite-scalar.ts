import { no, ok, type Result } from '../../errors/result.ts';
import type { Splice } from '../plan.ts';
import { canStandPlain } from './plain-scalar.ts';
import { mapScalar, type ScalarMap } from './scalar-map.ts';
import { hasTemplateActions } from './template/mask.ts';
import type { Language, ScalarNode } from './tree.ts';

/** `[from, to)` of a scalar's text becomes `text`. */
export interface TextEdit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The splices that make a change, or why it cannot be made. */
export type Rewrite = Result<readonly Splice[]>;

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
 * `tag: 'v1'` becomes `tag: 'v2'`: the splices that make a scalar read as edited, in its own style. A plain
 * scalar gets quotes only where its new text would not read as the same string without them. A scalar whose
 * text cannot be traced to its source is refused. A quoted one over several lines is written anew on one
 * line.
 */
export function rewriteScalar(
  source: string,
  node: ScalarNode,
  edits: readonly TextEdit[],
  language: Language,
): Rewrite {
  if (node.templated && !standsApart(node, edits)) return no('a template writes part of it');
  if (node.tag !== undefined && !STRING_TAGS.has(node.tag)) {
    return no(`it has the tag ${node.tag}, which may give the value another meaning`);
  }
  const text = editedText(node.text, edits);
  if (node.style === 'empty') return fillEmpty(source, node, text);
  if (node.style === 'alias' || node.style === 'null') return replaceNode(node, text, language);
  const map = mapScalar(source, node);
  if (node.style === 'plain') {
    if (map === undefined) return no('it is a plain value over several lines');
    if (language === 'json' || !canStandPlain(text, node.inFlow)) {
      return ok([{ start: node.start, end: node.end, text: doubleQuoted(text) }]);
    }
    return ok(edits.map((edit) => ({ ...map.rangeOf(edit.from, edit.to), text: edit.text })));
  }
  const isBlock = node.style === 'literal' || node.style === 'folded';
  if (isBlock && node.text.trim() === '') return no('it is a block of text without a line');
  if (map === undefined) return rewriteWhole(node, text);
  const splices: Splice[] = [];
  for (const edit of edits) {
    const written = encode(edit.text, node, map);
    if (written === undefined) return no('a line break cannot be written into it');
    splices.push({ ...map.rangeOf(edit.from, edit.to), text: written });
  }
  return ok(splices);
}

/**
 * Whether the edits stand on lines without templates. Only a literal block is a text of several such lines.
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

/** A null gives way to a text. So does an alias, and the anchor keeps its value. */
function replaceNode(node: ScalarNode, text: string, language: Language): Rewrite {
  const plain = language !== 'json' && canStandPlain(text, node.inFlow);
  const written = plain ? text : doubleQuoted(text);
  return ok([{ start: node.start, end: node.end, text: written }]);
}

function rewriteWhole(node: ScalarNode, text: string): Rewrite {
  if (node.style === 'folded' || node.style === 'literal') {
    return no('it is a block of text whose lines are folded together');
  }
  const written = node.style === 'single' ? `'${text.replaceAll("'", "''")}'` : doubleQuoted(text);
  return ok([{ start: node.start, end: node.end, text: written }]);
}

function fillEmpty(source: string, node: ScalarNode, text: string): Rewrite {
  const value = canStandPlain(text, node.inFlow) ? text : doubleQuoted(text);
  const isAfterProperty = node.anchor !== undefined || node.tag !== undefined;
  if (source[node.start - 1] !== ':' && !isAfterProperty) return no('there is no ":" behind its key');
  const blank =
    !node.inFlow && /^[ \t](?=[ \t]*(?:\r?\n|$))/.test(source.slice(node.start, node.start + 1000));
  const at = blank ? node.start + 1 : node.start;
  return ok([{ start: at, end: at, text: blank ? value : ` ${value}` }]);
}

function encode(text: string, node: ScalarNode, map: ScalarMap): string | undefined {
  if (node.style === 'double') return doubleQuoted(text).slice(1, -1);
  const { lineBreak } = map;
  if (lineBreak !== undefined) return text.replaceAll(/\r?\n/g, () => lineBreak);
  return text.includes('\n') ? undefined : text.replaceAll("'", "''");
}

/** A double-quoted scalar. YAML and JSON read it alike. */
export function doubleQuoted(text: string): string {
  return JSON.stringify(text);
}
