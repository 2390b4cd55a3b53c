import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
} from 'yaml';
import { locate } from '../errors/location.ts';
import { WaybillError, WaybillErrors } from '../errors/waybill-error.ts';
import { duplicateKeys } from './duplicate-keys.ts';
import type { Problem, Step } from './problem.ts';

const LARGEST = 1024 * 1024;
const MOST_ALIASES = 1_000;

/** A parsed `waybill.yaml`: its plain value, and the way from a path back to a place in the text. */
export interface ConfigDocument {
  readonly value: unknown;
  /** Mistakes of the YAML that leave a value to check all the same: duplicate keys. */
  readonly problems: readonly { readonly offset: number; readonly message: string; readonly hint: string }[];
  /** The offset in the text of the value at `path`, of its key, or of the nearest thing above it that exists. */
  offsetOf(path: readonly Step[], at: Problem['at']): number;
}

/**
 * Reads the YAML of `waybill.yaml`. Throws `WaybillErrors` with every syntax error, or with one `CONFIG_INVALID` when it
 * is empty, too large, or holds several documents.
 */
export function readDocument(text: string, file: string): ConfigDocument {
  const refuse = (offset: number, message: string, hint: string): WaybillErrors =>
    new WaybillErrors([
      new WaybillError('CONFIG_INVALID', `${file}: ${message}`, {
        hint,
        location: locate(file, text, offset),
      }),
    ]);
  if (text.length > LARGEST)
    throw refuse(0, 'the file is larger than 1 MiB', 'This is no waybill.yaml; check the path.');

  const documents = parse(text, refuse);
  const [document, second] = documents;
  if (document === undefined || (document.contents === null && document.errors.length === 0))
    throw refuse(0, 'the file is empty', 'Begin with "version: 1", "images:" and "environments:".');
  const syntax = documents.flatMap((each) => each.errors);
  if (syntax.length > 0)
    throw new WaybillErrors(syntax.map((error) => syntaxError(file, text, error.pos[0], error.message)));
  if (second !== undefined)
    throw refuse(
      second.range[0],
      'a second document starts here',
      'Keep one document, without "---" in between.',
    );

  return {
    value: plainValue(document, refuse),
    problems: duplicateKeys(document),
    offsetOf: (path, at) => offsetOf(document, path, at),
  };
}

type Refuse = (offset: number, message: string, hint: string) => WaybillErrors;

function parse(text: string, refuse: Refuse): readonly Document.Parsed[] {
  try {
    const options = {
      version: '1.2',
      schema: 'core',
      merge: true,
      uniqueKeys: false,
      prettyErrors: false,
    } as const;
    const documents = parseAllDocuments(text, { ...options, lineCounter: new LineCounter() });
    return Array.isArray(documents) ? documents : [];
  } catch (cause) {
    if (cause instanceof RangeError) throw refuse(0, 'the file is nested too deeply', 'Remove the nesting.');
    throw cause;
  }
}

function syntaxError(file: string, text: string, offset: number, message: string): WaybillError {
  return new WaybillError('CONFIG_INVALID', `${file} is not valid YAML: ${message}`, {
    hint: 'Mend the YAML at this place; indentation, a missing colon or an open quote are the usual causes.',
    location: locate(file, text, offset),
  });
}

function plainValue(document: Document.Parsed, refuse: Refuse): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw refuse(0, `an alias cannot be followed: ${reason}`, 'Write the values out, or use fewer aliases.');
  }
}

interface Found {
  readonly key: number;
  readonly value: Node | null;
}

function offsetOf(document: Document.Parsed, path: readonly Step[], at: Problem['at']): number {
  let here: Found = { key: document.contents?.range?.[0] ?? 0, value: document.contents };
  for (const [index, step] of path.entries()) {
    const next = enter(document, here.value, step);
    if (next === undefined) return here.key;
    here = next;
    if (at === 'key' && index === path.length - 1) return here.key;
  }
  return here.value?.range?.[0] ?? here.key;
}

function enter(document: Document.Parsed, from: Node | null, step: Step): Found | undefined {
  const node = isAlias(from) ? (from.resolve(document) ?? null) : from;
  if (isSeq<Node>(node)) {
    const item = typeof step === 'number' ? node.items[step] : undefined;
    return item === undefined ? undefined : { key: item?.range?.[0] ?? 0, value: item };
  }
  if (!isMap<Node, Node | null>(node)) return undefined;
  const pair = node.items.findLast(({ key }) => isScalar(key) && String(key.value) === String(step));
  if (pair !== undefined) return { key: pair.key.range?.[0] ?? 0, value: pair.value };
  return enterMerged(document, node.items, step);
}

/** A key that a merge (`<<: *defaults`) brings stands where the anchor is. */
function enterMerged(
  document: Document.Parsed,
  pairs: readonly { readonly key: Node; readonly value: Node | null }[],
  step: Step,
): Found | undefined {
  for (const { key, value } of pairs) {
    if (!isScalar(key) || key.source !== '<<') continue;
    const sources = isSeq<Node>(value) ? value.items : [value];
    for (const source of sources) {
      const found = enter(document, source, step);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
