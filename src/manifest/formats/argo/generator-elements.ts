import { canonicalRepository } from '../../../image/reference.ts';
import { type ReferenceSlot, nodesOf, referenceOf, type Span, spanOf } from '../../view/reference-slot.ts';
import type { ViewDocument } from '../../view/view.ts';
import { nodeAt } from '../../yaml/merge.ts';
import { type ManifestNode, type Path, pathText, type ScalarNode } from '../../yaml/tree.ts';
import type { LayerPart } from '../format.ts';
import { nodesAt } from '../key-path.ts';

/**
 * `{cluster: prod, tag: v1}`: parameters that a generator of an ApplicationSet hands to its template. They
 * are an element of a list, or the `values` that any other generator adds.
 */
interface GeneratorElement {
  readonly node: ManifestNode;
  readonly path: Path;
}

export const GENERATORS = [
  ['spec', 'generators', '[]'],
  ['spec', 'generators', '[]', 'matrix', 'generators', '[]'],
  ['spec', 'generators', '[]', 'merge', 'generators', '[]'],
];
const WITH_VALUES = ['clusters', 'clusterDecisionResource', 'git', 'plugin', 'pullRequest', 'scmProvider'];

export function* elementsOf(document: ViewDocument): Generator<GeneratorElement> {
  for (const keys of GENERATORS) {
    yield* nodesAt(document.root, [...keys, 'list', 'elements', '[]']);
    for (const kind of WITH_VALUES) {
      for (const element of nodesAt(document.root, [...keys, kind]))
        if (nodeAt(element.node, 'values') !== undefined) yield element;
    }
  }
}

/** The tag and digest that one element hands to the template. */
interface ElementValues {
  readonly at: string;
  readonly tag: Span | undefined;
  readonly digest: Span | undefined;
}

/**
 * `image: ghcr.io/acme/app:{{tag}}` in a template: one slot for each element that says what the tag is,
 * at the value there. Any other slot stays as it is. So does one whose value is `claimed` as an image of
 * its own, or that the template of another image takes too: that one would change along.
 */
export function throughElements(
  document: ViewDocument,
  elements: readonly GeneratorElement[],
  slots: readonly ReferenceSlot[],
  claimed: ReadonlySet<ScalarNode>,
): readonly ReferenceSlot[] {
  const traced = slots.map((slot) => ({
    slot,
    through: slotThroughElements(document, elements, slot),
  }));
  const takers = new Map<ScalarNode, Set<string>>();
  for (const { slot, through } of traced) {
    for (const node of through.flatMap(nodesOf)) {
      const names = takers.get(node) ?? new Set();
      takers.set(node, names.add(repositoryOf(slot)));
    }
  }
  const isShared = (node: ScalarNode): boolean => (takers.get(node)?.size ?? 0) > 1;
  return traced.flatMap(({ slot, through }) => {
    const open = through.filter((other) => !nodesOf(other).some((node) => claimed.has(node)));
    if (through.length === 0 || open.some((other) => nodesOf(other).some(isShared))) return [slot];
    return hasFilesBeside(document, elements) ? [...open, slot] : open;
  });
}

function repositoryOf(slot: ReferenceSlot): string {
  const reference = referenceOf(slot);
  return reference === undefined ? '' : canonicalRepository(reference);
}

function slotThroughElements(
  document: ViewDocument,
  elements: readonly GeneratorElement[],
  slot: ReferenceSlot,
): readonly ReferenceSlot[] {
  if (slot.shape === 'split')
    return valuesFor(document, elements, slot).map((values) => ({ ...slot, ...values }));
  const { value, ...base } = slot;
  const reference = value.node.templated ? referenceOf(slot) : undefined;
  const suffix = SUFFIX.exec(reference === undefined ? '' : (rawText(document, value) ?? ''));
  if (reference === undefined || suffix === null) return [];
  const repository = { ...value, to: value.from + reference.spelling.length };
  return valuesNamed(elements, { tag: suffix[1], digest: suffix[2] }).map((values) => ({
    ...base,
    ...values,
    shape: 'split',
    registry: undefined,
    repository,
    insertion: undefined,
    bareDigest: false,
    emptyTagIsDefault: false,
  }));
}

/** The same for a tag or digest that a template lays over values. */
export function layerThroughElements(
  document: ViewDocument,
  elements: readonly GeneratorElement[],
  part: LayerPart,
): readonly LayerPart[] {
  const values = valuesFor(document, elements, part);
  if (values.length === 0) return [part];
  const through = values.map((ofElement) => ({ ...part, ...ofElement }));
  return hasFilesBeside(document, elements) ? [...through, part] : through;
}

/**
 * `generators: [{list: …}, {git: {files: …}}]`: whether the template takes its parameters from files as well,
 * in a generator that none of the elements belongs to. Then what it takes is not written out by them alone.
 */
function hasFilesBeside(document: ViewDocument, elements: readonly GeneratorElement[]): boolean {
  const ofElements = new Set(elements.map(({ path }) => path[2]));
  return GENERATORS.some((keys) =>
    [...nodesAt(document.root, [...keys, 'git', 'files'])].some(({ path }) => !ofElements.has(path[2])),
  );
}

function valuesFor(
  document: ViewDocument,
  elements: readonly GeneratorElement[],
  { tag, digest }: Pick<ElementValues, 'tag' | 'digest'>,
): readonly ElementValues[] {
  const name = (span: Span | undefined): string | undefined => {
    const raw = span?.node.templated === true ? rawText(document, span) : undefined;
    return raw === undefined ? undefined : ALONE.exec(raw)?.[1];
  };
  return valuesNamed(elements, { tag: name(tag), digest: name(digest) });
}

const ACTION = String.raw`\{\{-?[ \t]*\.?([A-Za-z_][\w.]*)[ \t]*-?\}\}`;
const ALONE = new RegExp(`^${ACTION}$`);
const SUFFIX = new RegExp(`[^{}]:${ACTION}(?:@${ACTION})?$`);

function valuesNamed(
  elements: readonly GeneratorElement[],
  names: { readonly tag: string | undefined; readonly digest: string | undefined },
): readonly ElementValues[] {
  return elements.flatMap(({ node, path }) => {
    const [tag, digest] = [scalarNamed(node, names.tag), scalarNamed(node, names.digest)];
    if (tag === undefined && digest === undefined) return [];
    const keys = (tag === undefined ? names.digest : names.tag)?.split('.') ?? [];
    return { at: pathText([...path, ...keys]), tag: tag && spanOf(tag), digest: digest && spanOf(digest) };
  });
}

function scalarNamed(node: ManifestNode, name: string | undefined): ScalarNode | undefined {
  const found = name === undefined ? undefined : nodeAt(node, ...name.split('.'));
  return found?.kind === 'scalar' ? found : undefined;
}

/** A span as it is written, with its templates. Undefined where the text cannot be laid beside its source. */
function rawText({ view }: ViewDocument, { node, from, to }: Span): string | undefined {
  const quotes = node.style === 'single' || node.style === 'double' ? 1 : 0;
  const raw = view.text.slice(node.start + quotes, node.end - quotes);
  return raw.length === node.text.length ? raw.slice(from, to) : undefined;
}
