import { no, ok } from '../../errors/result.ts';
import { readSimpleYaml } from './simple-yaml/read-simple-yaml.ts';
import { withoutDefinitions } from './definitions.ts';
import { type ReadResult, readWithLibrary } from './read-with-library.ts';
import { hasTemplateActions, type Mask, maskTemplates } from './template/mask.ts';
import type { DocumentTree, ManifestNode, ScalarNode } from './tree.ts';

/**
 * Beyond these a file is refused. Parsing it would take seconds and more, and no declared environment needs
 * them.
 */
export const LONGEST_TEXT = 4 * 1024 * 1024;

/** The library knows all of YAML. A reader of our own gives the same for simple texts, and is quick. */
export type YamlReader = 'any' | 'library';

/**
 * Parses a YAML stream or a JSON text into trees. Template actions are hidden first. Where the text parses
 * only with them in view, because they stand in quoted strings across lines, that parse counts. Never throws:
 * a text on which readers disagree, or that is built to exhaust one, comes back as a problem with its offset.
 * Definitions of custom resources are passed by, and come back as nothing.
 */
export function readYaml(text: string, reader: YamlReader = 'any'): ReadResult {
  if (text.length > LONGEST_TEXT) {
    return no({ reason: `it is longer than ${LONGEST_TEXT / 1024 / 1024} MiB`, offset: 0 });
  }
  const kept = withoutDefinitions(text);
  const result = readTemplated(kept, reader);
  const disputed = result.ok ? findDisputedBreak(kept, result.value) : undefined;
  if (disputed === undefined) return result;
  const code = text.charCodeAt(disputed).toString(16).toUpperCase().padStart(4, '0');
  const reason = `it holds U+${code}, which some readers take for a line break and others do not`;
  return no({ reason, offset: disputed });
}

function readTemplated(text: string, reader: YamlReader): ReadResult {
  if (!hasTemplateActions(text)) {
    const simple = reader === 'any' ? readSimpleYaml(text) : undefined;
    return simple === undefined ? readForgiving(text, text, []) : ok(simple);
  }
  const masked = maskTemplates(text);
  const result = readForgiving(masked.text, text, masked.masks);
  if (result.ok) return result;
  return masked.masks.some((mask) => text.slice(mask.start, mask.end).includes('\n'))
    ? firstOk(readWithLibrary(text, text, masked.masks), result)
    : result;
}

function firstOk(a: ReadResult, b: ReadResult): ReadResult {
  return a.ok ? a : b;
}

/**
 * YAML 1.2 wants the brackets that close a flow collection indented. People write `}]` at the start of a
 * line, and Go's readers, which Helm, Kustomize and Flux use, accept that. So does this reader: it takes the
 * line break before for a blank.
 */
function readForgiving(text: string, source: string, masks: readonly Mask[]): ReadResult {
  const result = readWithLibrary(text, source, masks);
  if (result.ok) return result;
  const joined = text.replace(
    CLOSING_LINE,
    (line, before: string) => before + ' '.repeat(line.length - before.length),
  );
  return joined === text ? result : firstOk(readWithLibrary(joined, source, masks), result);
}

/**
 * A line without a comment, and the line break behind it, before a line that begins with a closing bracket.
 */
const CLOSING_LINE = /^([^\r\n#]*)\r?\n[ \t]*(?=[}\]])/gm;

const DISPUTED = /\r(?!\n)|[\x85\u2028\u2029]/g;

/** The quoted scalars in the order of the text. */
function* quotedScalars(node: ManifestNode): Generator<ScalarNode> {
  if (node.kind === 'scalar' && (node.style === 'single' || node.style === 'double')) yield node;
  if (node.kind === 'seq') for (const item of node.items) yield* quotedScalars(item);
  if (node.kind !== 'map') return;
  for (const { keyNode, value } of node.entries) {
    yield* quotedScalars(keyNode);
    yield* quotedScalars(value);
  }
}

/**
 * The offset of the first character that is a line break to some readers and not to others: a carriage return
 * alone, or a break that only YAML 1.1 knows (https://yaml.org/spec/1.1/#id871136). Such readers see other
 * lines, keys and comments than this parser does. Inside quotes the character changes no more than the text.
 */
function findDisputedBreak(text: string, documents: readonly DocumentTree[]): number | undefined {
  if (text.search(DISPUTED) === -1) return undefined;
  const quoted = documents.flatMap(({ root }) => [...quotedScalars(root)]);
  let next = 0;
  for (const { index } of text.matchAll(DISPUTED)) {
    while ((quoted[next]?.end ?? index + 1) <= index) next += 1;
    const scalar = quoted[next];
    if (scalar === undefined || scalar.start > index) return index;
  }
  return undefined;
}
