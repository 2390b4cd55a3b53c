import { no, ok } from '../../errors/result.ts';
import type { ReadProblem, ReadResult } from './read-with-library.ts';
import { readYaml, type YamlReader } from './read-yaml.ts';
import type { Language, ScalarNode, SeqNode } from './tree.ts';

/**
 * Reads a text in its language. Lines become one sequence of raw scalars, so that the same proof serves all
 * languages. A proof asks for the library: what is written has then been read by two readers of YAML.
 */
export function readText(text: string, language: Language, reader: YamlReader = 'any'): ReadResult {
  if (language === 'lines') return readLines(text);
  if (language === 'yaml') return readYaml(text, reader);
  const problem = jsonProblem(text);
  if (problem === undefined) return readYaml(text, reader);
  const blanked = blankComments(text);
  return jsonProblem(blanked) === undefined ? readYaml(blanked, reader) : no(problem);
}

/**
 * JSON or YAML, for a text whose name says neither. Only what begins like JSON and parses as JSON is JSON.
 */
export function languageOf(text: string): Language {
  return /^\ufeff?\s*[{[]/.test(text) && isJson(text) ? 'json' : 'yaml';
}

function isJson(text: string): boolean {
  return jsonProblem(text) === undefined;
}

/** What keeps a text from being one JSON text, at the place that the parser names. */
function jsonProblem(text: string): ReadProblem | undefined {
  const start = text.startsWith('\ufeff') ? 1 : 0;
  try {
    JSON.parse(text.slice(start));
    return undefined;
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : '';
    const offset = start + Number(/at position (\d+)/.exec(message)?.[1] ?? 0);
    const isSecond = message.includes('after JSON');
    return { reason: isSecond ? 'something stands behind the JSON text' : 'it is not JSON', offset };
  }
}

const RAW = {
  kind: 'scalar',
  style: 'raw',
  templated: false,
  inFlow: false,
  anchor: undefined,
  tag: undefined,
} as const;

function readLines(text: string): ReadResult {
  const items: ScalarNode[] = [];
  for (let start = 0; start <= text.length;) {
    const newline = text.indexOf('\n', start);
    const next = newline === -1 ? text.length + 1 : newline + 1;
    const end = newline === -1 ? text.length : text[newline - 1] === '\r' ? newline - 1 : newline;
    items.push({ ...RAW, start, end, text: text.slice(start, end) });
    start = next;
  }
  const root: SeqNode = {
    kind: 'seq',
    flow: false,
    items,
    start: 0,
    end: text.length,
    anchor: undefined,
    tag: undefined,
  };
  return ok([{ root, duplicateKeys: [], aliases: [] }]);
}
// What does not close goes to the end of its line, or of the text, so that no character is read twice.
const STRING = String.raw`"(?:[^"\\\r\n]|\\.)*"?`;
const LEXEMES = new RegExp(String.raw`${STRING}|//[^\r\n]*|/\*[\s\S]*?(?:\*/|$)`, 'g');
const TRAILING_COMMAS = new RegExp(String.raw`${STRING}|,(\s*[}\]])`, 'g');

/**
 * `{"a": 1, // b` gets blanks for the comment, and every offset stays. What is left of JSON with comments and
 * trailing commas is JSON. Of any other text the result means nothing.
 */
export function blankComments(text: string): string {
  const bare = text.replace(LEXEMES, (lexeme) =>
    lexeme.startsWith('"') ? lexeme : lexeme.replace(/[^\r\n]/g, ' '),
  );
  return bare.replace(TRAILING_COMMAS, (lexeme, closing: string | undefined) =>
    closing === undefined ? lexeme : ` ${closing}`,
  );
}
