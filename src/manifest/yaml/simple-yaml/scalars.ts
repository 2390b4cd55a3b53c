import type { ScalarNode, ScalarStyle } from '../tree.ts';
import { BLANK, lineEnd, NEWLINE } from './line-cursor.ts';

/** What every reader takes for null (https://yaml.org/spec/1.2.2/#1032-tag-resolution). */
const NULL = /^(?:~|null|Null|NULL)$/;

/** A key of letters, or in quotes, with its colon and what must stand behind that. */
const KEY = /(?:([\w$/][\w$./-]*)|"([^"\\\n]*)"|'([^'\n]*)'):(?=[ \n]|$)/y;

/** The key of a map that begins at a place. */
export function readKey(text: string, at: number, inFlow: boolean): ScalarNode | undefined {
  KEY.lastIndex = at;
  const [match, plain, double, single] = KEY.exec(text) ?? [];
  if (match === undefined) return undefined;
  const end = at + match.length - 1;
  if (plain !== undefined) return plainNode(plain, at, inFlow);
  const style = double === undefined ? 'single' : 'double';
  return scalarNode(style, double ?? single ?? '', { start: at, end, inFlow });
}

const QUOTED = /"([^"\\\n]*)"|'((?:[^'\n]|'')*)'(?!')/y;

/** A text in quotes on one line, without an escape that says another character. */
export function readQuoted(text: string, at: number, inFlow: boolean): ScalarNode | undefined {
  QUOTED.lastIndex = at;
  const [match, double, single] = QUOTED.exec(text) ?? [];
  if (match === undefined) return undefined;
  const end = at + match.length;
  if (double !== undefined) return scalarNode('double', double, { start: at, end, inFlow });
  return scalarNode('single', (single ?? '').replaceAll("''", "'"), { start: at, end, inFlow });
}

/** Begins a text without quotes: nothing that YAML has a meaning for. */
const PLAIN_START = /[^\s\-?:,[\]{}#&*!|>'"%@`]|-[\w./-]/y;

/** A text without quotes, up to the end of its line or to a comment. */
export function readPlain(text: string, at: number): ScalarNode | undefined {
  PLAIN_START.lastIndex = at;
  if (!PLAIN_START.test(text)) return undefined;
  const line = text.slice(at, lineEnd(text, at));
  const comment = line.indexOf(' #');
  const value = (comment === -1 ? line : line.slice(0, comment)).replace(/ +$/, '');
  return value.endsWith(':') || value.includes(': ') ? undefined : plainNode(value, at, false);
}

const PLAIN_IN_FLOW = /(?:[\w./$~+=]|-(?=[\w.-]))(?:[\w./$~+=%@^*-]|:(?=[\w./$])| (?=[\w./$]))*(?= *[,}\]])/y;

/** A text without quotes between brackets. */
export function readPlainInFlow(text: string, at: number): ScalarNode | undefined {
  PLAIN_IN_FLOW.lastIndex = at;
  const value = PLAIN_IN_FLOW.exec(text)?.[0];
  return value === undefined ? undefined : plainNode(value, at, true);
}

const LITERAL = /\|(-?)(?: +#[^\n]*| *)\n/y;

/**
 * A block of text below `|` or `|-`, in a block that is `column` deep. Its lines begin with blanks alone, and
 * those without content are empty.
 */
export function readLiteral(text: string, at: number, column: number): ScalarNode | undefined {
  LITERAL.lastIndex = at;
  const [header, strip] = LITERAL.exec(text) ?? [];
  if (header === undefined) return undefined;
  const lines: string[] = [];
  let end = at + header.length;
  let indent = 0;
  let filled = 0;
  for (let start = end; start < text.length;) {
    let from = start;
    while (text.charCodeAt(from) === BLANK) from += 1;
    const isBlank = from === text.length || text.charCodeAt(from) === NEWLINE;
    if (isBlank && from > start) return undefined;
    if (!isBlank && (indent === 0 ? from - start <= column : from - start < indent)) break;
    const newline = lineEnd(text, from);
    if (!isBlank && indent === 0) indent = from - start;
    lines.push(isBlank ? '' : text.slice(start + indent, newline));
    if (!isBlank) {
      end = Math.min(newline + 1, text.length);
      filled = lines.length;
    }
    start = newline + 1;
  }
  if (filled === 0) return undefined;
  const value = lines.slice(0, filled).join('\n') + (strip === '' ? '\n' : '');
  return scalarNode('literal', value, { start: at, end, inFlow: false });
}

/** A value that is not there, at the place where it would be. */
export function emptyNode(at: number, inFlow: boolean): ScalarNode {
  return scalarNode('empty', '', { start: at, end: at, inFlow });
}

function plainNode(text: string, start: number, inFlow: boolean): ScalarNode {
  const place = { start, end: start + text.length, inFlow };
  return NULL.test(text) ? scalarNode('null', '', place) : scalarNode('plain', text, place);
}

type Place = Pick<ScalarNode, 'start' | 'end' | 'inFlow'>;

function scalarNode(style: ScalarStyle, text: string, { start, end, inFlow }: Place): ScalarNode {
  return {
    kind: 'scalar',
    text,
    style,
    templated: false,
    inFlow,
    start,
    end,
    anchor: undefined,
    tag: undefined,
  };
}
