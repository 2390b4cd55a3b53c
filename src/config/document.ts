import { type Document, isAlias, isMap, isScalar, isSeq, type Node, parseAllDocuments } from 'yaml';
import { locate } from '../errors/location.ts';
import { WaybillError, WaybillErrors } from '../errors/waybill-error.ts';
import type { Problem, Step } from './problem.ts';
import { type YamlFault, yamlFaults } from './yaml-faults.ts';

const LARGEST = 1024 * 1024;
const MOST_ALIASES = 1_000;

/** A parsed `waybill.yaml`: its plain value, and the way from a path back to a place in the text. */
export interface ConfigDocument {
  readonly value: unknown;
  /** Mistakes of the YAML that leave a value to check all the same: duplicate keys. */
  readonly problems: readonly YamlFault[];
  /** The offset in the text of the value at `path`, of its key, or of the nearest thing above it that exists. */
  offsetOf(path: readonly Step[], at: Problem['at']): number;
}

/**
 * Reads the YAML of `waybill.yaml`. Throws `WaybillErrors` with every syntax error, or with one `CONFIG_INVALID` when it
 * is empty, too large, or holds several documents.
 */
export function readDocument(text: string, file: string): ConfigDocument {
  const refuse: Refuse = (faults) =>
    new WaybillErrors(
      faults.map(
        ({ offset, message, hint }) =>
          new WaybillError('CONFIG_INVALID', `${file}: ${message}`, {
            hint,
            location: locate(file, text, offset),
          }),
      ),
    );
  if (text.length > LARGEST) throw refuse([tooLarge]);
  const document = onlyDocument(parse(text, refuse), refuse);
  const problems = yamlFaults(document);
  return {
    value: plainValue(document, problems, refuse),
    problems,
    offsetOf: (path, at) => offsetOf(document, path, at),
  };
}

const tooLarge = {
  offset: 0,
  message: 'the file is larger than 1 MiB',
  hint: 'This is no waybill.yaml; check the path.',
};

type Refuse = (faults: readonly YamlFault[]) => WaybillErrors;

function parse(text: string, refuse: Refuse): readonly Document.Parsed[] {
  try {
    const options = {
      version: '1.2',
      schema: 'core',
      merge: true,
      uniqueKeys: false,
      prettyErrors: false,
    } as const;
    const documents = parseAllDocuments(text, options);
    return Array.isArray(documents) ? documents : [];
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw refuse([
      { offset: 0, message: 'the file is nested too deeply', hint: 'Write it with less nesting.' },
    ]);
  }
}

function onlyDocument(documents: readonly Document.Parsed[], refuse: Refuse): Document.Parsed {
  const syntax = documents.flatMap(({ errors }) => errors);
  if (syntax.length > 0)
    throw refuse(
      syntax.map(({ pos, message }) => ({
        offset: pos[0],
        message: `not valid YAML: ${message}`,
        hint: MEND,
      })),
    );
  const [document, second] = documents;
  if (document === undefined || document.contents === null)
    throw refuse([
      { offset: 0, message: 'the file is empty', hint: 'Write "version: 1", "images:" and "environments:".' },
    ]);
  if (second === undefined) return document;
  const hint = 'Keep one document, without "---" in between.';
  throw refuse([{ offset: second.range[0], message: 'a second document starts here', hint }]);
}

const MEND =
  'Mend the YAML at this place; indentation, a missing colon or an open quote are the usual causes.';

function plainValue(document: Document.Parsed, problems: readonly YamlFault[], refuse: Refuse): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (cause) {
    const message = `the aliases cannot be followed: ${cause instanceof Error ? cause.message : String(cause)}`;
    const generic = { offset: 0, message, hint: 'Write the values out, or use fewer aliases.' };
    throw refuse(problems.length > 0 ? problems : [generic]);
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
