import { tryParseReference } from '../../../image/reference.ts';
import { type ReferenceSlot, spanOf, spanText } from '../../view/reference-slot.ts';
import type { ViewDocument } from '../../view/view.ts';
import { lookUp, nodeAt, scalarEntry, type ScalarEntry } from '../../yaml/merge.ts';
import { type MapNode, type Path, pathText, resolveAlias, type ResolvedNode } from '../../yaml/tree.ts';
import type { Format } from '../format.ts';
import { findPatchStacks } from '../helm/release-patches.ts';
import { findReplacementSources } from './replacement-sources.ts';

const FILE_NAME = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;

/**
 *     images:
 *       - { name: app, newName: ghcr.io/acme/app, newTag: v1, digest: sha256:… }
 *
 * `images` of a Kustomization or a Component, the transformer behind them, and what replacements put into
 * images (https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/images/). `newName` is the
 * real repository, where it stands; `name` is what the bases say. Kustomize renders `newTag` and `digest`
 * together.
 */
export const kustomize: Format = {
  name: 'kustomize',
  certainty: 'kind',
  recognises: (document) =>
    document.apiVersion.startsWith('kustomize.config.k8s.io/') ||
    document.kind === TRANSFORMER ||
    (document.apiVersion === '' && document.view.outer === undefined && FILE_NAME.test(document.path)),
  *find(document) {
    if (document.kind === TRANSFORMER) yield* inTransformer(document);
    yield* findKustomizeImages(document, kustomize.name, ['images']);
    yield* findReplacementSources(document, kustomize.name);
  },
  stacks: findPatchStacks,
};

/** All places of a Kustomization are known. No other format looks for a pod or for words in it. */
export function isKustomization({ apiVersion, kind }: ViewDocument): boolean {
  return (
    apiVersion.startsWith('kustomize.config.k8s.io/') && (kind === 'Kustomization' || kind === 'Component')
  );
}

const TRANSFORMER = 'ImageTagTransformer';

function* inTransformer(document: ViewDocument): Generator<ReferenceSlot> {
  const map = nodeAt(document.root, 'imageTag');
  if (map?.kind === 'map') yield* entrySlot(document, kustomize.name, map, ['imageTag']);
}

/** The entries of an `images` list of Kustomize at `keys`. Every format that carries such a list calls it. */
export function* findKustomizeImages(
  document: ViewDocument,
  format: string,
  keys: Path,
): Generator<ReferenceSlot> {
  const images = followPath(document, keys);
  if (images?.kind !== 'seq') return;
  for (const [index, item] of images.items.entries()) {
    const map = resolveAlias(item);
    if (map?.kind !== 'map') continue;
    yield* entrySlot(document, format, map, [...keys, index]);
  }
}

function followPath(document: ViewDocument, path: Path): ResolvedNode | undefined {
  let node = resolveAlias(document.root);
  for (const step of path) {
    if (typeof step === 'string') node = nodeAt(node, step);
    else node = node?.kind === 'seq' ? resolveAlias(node.items[step]) : undefined;
  }
  return node;
}

function* entrySlot(
  document: ViewDocument,
  format: string,
  map: MapNode,
  path: Path,
): Generator<ReferenceSlot> {
  const name = scalarEntry(map, 'name');
  const newName = scalarEntry(map, 'newName');
  const repository = newName ?? name;
  if (repository === undefined) return;
  if (['newTag', 'digest'].some((key) => holdsStructure(map, key))) return;
  const tag = scalarEntry(map, 'newTag');
  const digest = scalarEntry(map, 'digest');
  const span = spanOf(repository.node);
  const reference = tryParseReference(spanText(span));
  const base = {
    format,
    view: document.view,
    at: pathText(path),
    placeholder: name && newName && nameAlone(spanText(spanOf(name.node))),
    also: name === undefined ? [] : [name.node],
    merged: [name, newName, tag, digest].some((part) => part?.merged === true),
  };
  const isInNewName = newName !== undefined && (reference?.tag ?? reference?.digest) !== undefined;
  if (isInNewName && !isSet(tag) && !isSet(digest)) {
    yield { ...base, at: `${base.at}.newName`, shape: 'whole', value: span };
    return;
  }
  const end = span.from + (reference?.spelling ?? spanText(span)).length;
  const tagInName = isInNewName && reference?.digest === undefined && !isSet(tag);
  yield {
    ...base,
    shape: 'split',
    obstacle: isInNewName && !tagInName ? TWICE : isSuffixed(map, tag, digest) ? SUFFIXED : undefined,
    registry: undefined,
    repository: { ...span, to: end },
    tag: tagInName ? { ...span, from: end + 1 } : tag && spanOf(tag.node),
    digest: digest && spanOf(digest.node),
    insertion: { map, after: (tag ?? repository).entry, tagKey: 'newTag', digestKey: 'digest' },
    bareDigest: false,
    emptyTagIsDefault: false,
  };
}

const TWICE = {
  reason: 'newName ends in a tag or digest, and Kustomize puts another one behind it',
  hint: 'Leave the repository alone in newName.',
};

const SUFFIXED = {
  reason: 'tagSuffix makes its tag out of the one in the base, so the image is not the promoted one',
  hint: 'Write newTag and digest here in place of tagSuffix.',
};

/** Kustomize takes the suffix only where it finds neither a tag nor a digest. */
function isSuffixed(map: MapNode, tag: ScalarEntry | undefined, digest: ScalarEntry | undefined): boolean {
  return isSet(scalarEntry(map, 'tagSuffix')) && !isSet(tag) && !isSet(digest);
}

function isSet(part: ScalarEntry | undefined): boolean {
  return part !== undefined && part.node.text.trim() !== '';
}

/** `app` of `app:v1`: a `name` may say the tag, too, and then means only references with this tag. */
function nameAlone(name: string): string {
  return tryParseReference(name)?.spelling ?? name;
}

/** A map or list where a text belongs. No reader accepts it, and nothing may be put beside it. */
function holdsStructure(map: MapNode, key: string): boolean {
  const value = resolveAlias(lookUp(map, key)?.entry.value);
  return value !== undefined && value.kind !== 'scalar';
}
