import { canonicalRepository } from '../../../image/reference.ts';
import { nodesOf, referenceOf, spanOf, type Candidate, type Span } from '../../view/candidate.ts';
import type { ManifestDocument } from '../../view/view.ts';
import { nodeAt } from '../../yaml/merge.ts';
import { pathText, type ManifestNode, type Path, type ScalarNode } from '../../yaml/tree.ts';
import type { LayerPart } from '../format.ts';
import { nodesAt } from '../key-path.ts';

/** Parameters that a generator writes out: an element of a list, or the `values` that any other one adds. */
export interface GeneratorElement {
  readonly node: ManifestNode;
  readonly path: Path;
}

const GENERATORS = [
  ['spec', 'generators', '[]'],
  ['spec', 'generators', '[]', 'matrix', 'generators', '[]'],
  ['spec', 'generators', '[]', 'merge', 'generators', '[]'],
];
const WITH_VALUES = ['clusters', 'clusterDecisionResource', 'git', 'plugin', 'pullRequest', 'scmProvider'];

export function* elementsOf(document: ManifestDocument): Generator<GeneratorElement> {
  for (const keys of GENERATORS) {
    yield* nodesAt(document.root, [...keys, 'list', 'elements', '[]']);
    for (const kind of WITH_VALUES) {
      for (const element of nodesAt(document.root, [...keys, kind]))
        if (nodeAt(element.node, 'values') !== undefined) yield element;
    }
  }
}

/** Tag and digest as one element gives them to the template. */
interface ElementValues {
  readonly at: string;
  readonly tag: Span | undefined;
  readonly digest: Span | undefined;
}

/**
 * References of a template whose tag and digest the elements of list generators give (`repo:{{tag}}`): one candidate an
 * element, at the values there. Any other candidate stays as it is, and so does one whose value an image of its own has
 * `claimed`, or that another image takes too: that would change along.
 */
export function throughElements(
  document: ManifestDocument,
  elements: readonly GeneratorElement[],
  candidates: readonly Candidate[],
  claimed: ReadonlySet<ScalarNode>,
): readonly Candidate[] {
  const given = candidates.map((candidate) => ({
    candidate,
    through: candidateThroughElements(document, elements, candidate),
  }));
  const takers = new Map<ScalarNode, Set<string>>();
  for (const { candidate, through } of given) {
    for (const node of through.flatMap(nodesOf)) {
      const names = takers.get(node) ?? new Set();
      takers.set(node, names.add(repositoryOf(candidate)));
    }
  }
  const isShared = (node: ScalarNode): boolean => (takers.get(node)?.size ?? 0) > 1;
  return given.flatMap(({ candidate, through }) => {
    const open = through.filter((one) => !nodesOf(one).some((node) => claimed.has(node)));
    return through.length === 0 || open.some((one) => nodesOf(one).some(isShared)) ? [candidate] : open;
  });
}

function repositoryOf(candidate: Candidate): string {
  const reference = referenceOf(candidate);
  return reference === undefined ? '' : canonicalRepository(reference);
}

function candidateThroughElements(
  document: ManifestDocument,
  elements: readonly GeneratorElement[],
  candidate: Candidate,
): readonly Candidate[] {
  if (candidate.shape === 'split')
    return givenBy(document, elements, candidate).map((one) => ({ ...candidate, ...one }));
  const { value, ...base } = candidate;
  const reference = value.node.templated ? referenceOf(candidate) : undefined;
  const suffix = SUFFIX.exec(reference === undefined ? '' : (rawText(document, value) ?? ''));
  if (reference === undefined || suffix === null) return [];
  const repository = { ...value, to: value.from + reference.spelling.length };
  return namedBy(elements, { tag: suffix[1], digest: suffix[2] }).map((one) => ({
    ...base,
    ...one,
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
  document: ManifestDocument,
  elements: readonly GeneratorElement[],
  part: LayerPart,
): readonly LayerPart[] {
  const given = givenBy(document, elements, part);
  return given.length === 0 ? [part] : given.map((one) => ({ ...part, ...one }));
}

function givenBy(
  document: ManifestDocument,
  elements: readonly GeneratorElement[],
  { tag, digest }: { readonly tag: Span | undefined; readonly digest: Span | undefined },
): readonly ElementValues[] {
  const name = (span: Span | undefined): string | undefined => {
    const raw = span?.node.templated === true ? rawText(document, span) : undefined;
    return raw === undefined ? undefined : ALONE.exec(raw)?.[1];
  };
  return namedBy(elements, { tag: name(tag), digest: name(digest) });
}

const ACTION = String.raw`\{\{-?[ \t]*\.?([A-Za-z_][\w.]*)[ \t]*-?\}\}`;
const ALONE = new RegExp(`^${ACTION}$`);
const SUFFIX = new RegExp(`[^{}]:${ACTION}(?:@${ACTION})?$`);

function namedBy(
  elements: readonly GeneratorElement[],
  names: { readonly tag: string | undefined; readonly digest: string | undefined },
): readonly ElementValues[] {
  return elements.flatMap(({ node, path }) => {
    const [tag, digest] = [scalarAt(node, names.tag), scalarAt(node, names.digest)];
    if (tag === undefined && digest === undefined) return [];
    const keys = (tag === undefined ? names.digest : names.tag)?.split('.') ?? [];
    return { at: pathText([...path, ...keys]), tag: tag && spanOf(tag), digest: digest && spanOf(digest) };
  });
}

function scalarAt(node: ManifestNode, name: string | undefined): ScalarNode | undefined {
  const found = name === undefined ? undefined : nodeAt(node, ...name.split('.'));
  return found?.kind === 'scalar' ? found : undefined;
}

/** A span as it is written, with its templates; undefined where the text cannot be laid beside its source. */
function rawText({ view }: ManifestDocument, { node, from, to }: Span): string | undefined {
  const quotes = node.style === 'single' || node.style === 'double' ? 1 : 0;
  const raw = view.text.slice(node.start + quotes, node.end - quotes);
  return raw.length === node.text.length ? raw.slice(from, to) : undefined;
}
