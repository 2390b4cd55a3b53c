import type { ManifestDocument } from '../view.ts';
import { nodeAt, textAt } from '../yaml/merge.ts';
import { pathText, resolveAlias, type ManifestNode, type Path, type ScalarNode } from '../yaml/tree.ts';
import { kustomize } from './kustomize.ts';
import { reach, reachNodes } from './reach.ts';
import { textsAt } from './values-sources.ts';

/** A stretch of a text between delimiters; the whole text where there is no delimiter. */
export interface Stretch {
  readonly delimiter: string;
  readonly index: number;
}

/** A field that a replacement writes. */
export interface ReplacementTarget extends Stretch {
  readonly select: ManifestNode | undefined;
  readonly reject: readonly ManifestNode[];
  readonly fieldPath: string;
  readonly creates: boolean;
}

/** One of the `replacements` of Kustomize (https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/replacements/). */
export interface Replacement {
  readonly document: ManifestDocument;
  readonly at: string;
  readonly node: ManifestNode;
  readonly sourceValue: ScalarNode | undefined;
  /** The object that the text is taken from, and the field in it. */
  readonly source: ManifestNode | undefined;
  readonly fieldPath: string;
  readonly stretch: Stretch;
  readonly targets: readonly ReplacementTarget[];
  /** Every scalar of it, for the markers on its lines. */
  readonly scalars: readonly ScalarNode[];
}

export const REPLACEMENT_TRANSFORMER = 'ReplacementTransformer';

/** The replacements that a document holds: a Kustomization, a transformer, or a file of them, which has no kind. */
export function* findReplacements(document: ManifestDocument): Generator<Replacement> {
  if (document.kind === REPLACEMENT_TRANSFORMER || kustomize.recognises(document)) {
    for (const { node, path } of reachNodes(document.root, ['replacements', '[]']))
      if (textAt(node, 'path') === undefined) yield replacementAt(document, node, path);
    return;
  }
  if (document.kind !== '') return;
  const root = resolveAlias(document.root);
  const items = root?.kind === 'seq' ? [...reachNodes(root, ['[]'])] : [{ node: document.root, path: [] }];
  for (const { node, path } of items)
    if (nodeAt(node, 'targets')?.kind === 'seq') yield replacementAt(document, node, path);
}

function replacementAt(document: ManifestDocument, node: ManifestNode, path: Path): Replacement {
  const value = nodeAt(node, 'sourceValue');
  return {
    document,
    at: pathText(path),
    node,
    sourceValue: value?.kind === 'scalar' ? value : undefined,
    source: nodeAt(node, 'source'),
    fieldPath: textAt(node, 'source', 'fieldPath') ?? 'metadata.name',
    stretch: stretchOf(nodeAt(node, 'source', 'options')),
    targets: [...reachNodes(node, ['targets', '[]'])].flatMap(({ node: target }) => targetsOf(target)),
    scalars: [
      ...reach(node, ['sourceValue']),
      ...reach(node, ['source', '*']),
      ...reach(node, ['targets', '[]', 'select', '*']),
      ...reach(node, ['targets', '[]', 'fieldPaths', '[]']),
    ].map((reached) => reached.node),
  };
}

function targetsOf(target: ManifestNode): readonly ReplacementTarget[] {
  const options = nodeAt(target, 'options');
  const select = nodeAt(target, 'select');
  const reject = [...reachNodes(target, ['reject', '[]'])].map(({ node }) => node);
  const paths = [...reach(target, ['fieldPaths', '[]'])].map(({ node }) => node.text);
  return (paths.length === 0 ? ['metadata.name'] : paths).map((fieldPath) => ({
    ...stretchOf(options),
    select,
    reject,
    fieldPath,
    creates: textAt(options, 'create') === 'true',
  }));
}

function stretchOf(options: ManifestNode | undefined): Stretch {
  return { delimiter: textAt(options, 'delimiter') ?? '', index: Number(textAt(options, 'index') ?? '0') };
}

/** The objects that a selector takes: each key that it has is a pattern for the whole text. */
export function selected<T extends { readonly root: ManifestNode }>(
  selector: ManifestNode | undefined,
  objects: readonly T[],
): readonly T[] {
  const name = textAt(selector, 'name') ?? '';
  const others = objects.filter(({ root }) => hasKind(selector, root));
  const exact = others.filter(({ root }) => name === '' || matches(name, nameOf(root)));
  if (exact.length > 0) return exact;
  // A prefix or suffix of names may be in it.
  return others.filter(({ root }) => isAffixed(name, nameOf(root)));
}

function hasKind(selector: ManifestNode | undefined, object: ManifestNode): boolean {
  const [group, version] = groupVersion(textAt(object, 'apiVersion') ?? '');
  const texts = { group, version, kind: textAt(object, 'kind') ?? '' };
  return Object.entries(texts).every(([key, text]) => {
    const pattern = textAt(selector, key) ?? '';
    return pattern === '' || matches(pattern, text);
  });
}

function nameOf(object: ManifestNode): string {
  return textAt(object, 'metadata', 'name') ?? '';
}

function isAffixed(name: string, own: string): boolean {
  return own !== '' && (name.endsWith(`-${own}`) || name.startsWith(`${own}-`));
}

function groupVersion(apiVersion: string): readonly [group: string, version: string] {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? ['', apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
}

function matches(pattern: string, text: string): boolean {
  if (pattern === text) return true;
  // What is no plain name with a wildcard is taken for one that fits, so that nothing is overlooked.
  if (!/^[\w.*|()-]*$/.test(pattern)) return true;
  return alternatives(pattern).some((one) => fitsWildcards(one, text));
}

function alternatives(pattern: string): readonly string[] {
  return pattern.replace(/[()]/g, '').split('|');
}

/** `api-.*` without an expression out of a foreign text, which could take forever. */
function fitsWildcards(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split(/\.?\*/);
  if (rest.length === 0) return first === text;
  const last = rest.pop() ?? '';
  return text.startsWith(first) && text.endsWith(last) && rest.every((part) => text.includes(part));
}

/** The files of `replacements: [{path: …}]`, as they are written. */
export function replacementFiles(document: ManifestDocument): readonly string[] {
  return kustomize.recognises(document) ? textsAt(document.root, 'replacements', '[]', 'path') : [];
}

/** Where a stretch of a text stands; undefined where the text has fewer. */
export function stretchIn(
  text: string,
  { delimiter, index }: Stretch,
): { readonly from: number; readonly to: number } | undefined {
  if (delimiter === '') return { from: 0, to: text.length };
  const pieces = text.split(delimiter);
  const piece = pieces[index];
  if (piece === undefined) return undefined;
  const from = pieces.slice(0, index).reduce((at, { length }) => at + length + delimiter.length, 0);
  return { from, to: from + piece.length };
}
