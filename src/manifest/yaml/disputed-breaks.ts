import type { DocumentTree, ManifestNode, ScalarNode } from './tree.ts';

const DISPUTED = /\r(?!\n)|[\x85\u2028\u2029]/g;

/**
 * The offset of the first character that is a line break to some readers and not to others: a carriage return alone, and
 * the breaks that only YAML 1.1 knows (https://yaml.org/spec/1.1/#id871136). They see other lines, keys and comments than
 * this parser does. Inside quotes it changes no more than the text.
 */
export function findDisputedBreak(text: string, documents: readonly DocumentTree[]): number | undefined {
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

/** In the order of the text. */
function* quotedScalars(node: ManifestNode): Generator<ScalarNode> {
  if (node.kind === 'scalar' && (node.style === 'single' || node.style === 'double')) yield node;
  if (node.kind === 'seq') for (const item of node.items) yield* quotedScalars(item);
  if (node.kind !== 'map') return;
  for (const { keyNode, value } of node.entries) {
    yield* quotedScalars(keyNode);
    yield* quotedScalars(value);
  }
}
