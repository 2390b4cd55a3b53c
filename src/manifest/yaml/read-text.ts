import { readYaml, type ReadResult } from './read-yaml.ts';
import type { Language, ScalarNode, SeqNode } from './tree.ts';

/** Reads a text in its language. Lines become one sequence of raw scalars, so that one proof serves all three. */
export function readText(text: string, language: Language): ReadResult {
  if (language === 'lines') return readLines(text);
  const result = readYaml(text);
  if (language === 'yaml' || !result.ok || isJson(text)) return result;
  return { ok: false, problem: { reason: 'it is not JSON', offset: 0 } };
}

/** JSON or YAML, for a text that names neither: only what begins like JSON and parses as JSON is JSON. */
export function languageOf(text: string): Language {
  return /^\ufeff?\s*[{[]/.test(text) && isJson(text) ? 'json' : 'yaml';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text.replace(/^\ufeff/, ''));
    return true;
  } catch {
    return false;
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
  return { ok: true, documents: [{ root, duplicateKeys: [], aliases: [] }] };
}
