import { spanOf, spanText, type Candidate } from '../candidate.ts';
import type { ManifestDocument } from '../view.ts';
import { lookUp, nodeAt } from '../yaml/merge.ts';
import {
  pathText,
  resolveAlias,
  type MapNode,
  type Path,
  type ResolvedNode,
  type ScalarNode,
} from '../yaml/tree.ts';
import { tryParseReference } from '../../image/reference.ts';
import type { Format } from './format.ts';
import { findPatchStacks } from './release-patches.ts';

const FILE_NAME = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;

/**
 * Kustomize `images[]` in a Kustomization or a Component
 * (https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/images/). `newName`, where it stands, is the
 * real repository; `name` is what the bases say. Kustomize renders `newTag` and `digest` together.
 */
export const kustomize: Format = {
  name: 'kustomize',
  certainty: 'kind',
  recognises: (document) =>
    document.apiVersion.startsWith('kustomize.config.k8s.io/') ||
    (document.apiVersion === '' && FILE_NAME.test(document.path)),
  find: (document) => findKustomizeImages(document, kustomize.name, ['images']),
  stacks: findPatchStacks,
};

/** The entries of an `images` list of Kustomize at `keys`, for every format that carries one. */
export function* findKustomizeImages(
  document: ManifestDocument,
  format: string,
  keys: Path,
): Generator<Candidate> {
  const images = followPath(document, keys);
  if (images?.kind !== 'seq') return;
  for (const [index, item] of images.items.entries()) {
    const map = resolveAlias(item);
    if (map?.kind !== 'map') continue;
    const candidate = entryCandidate(document, format, map, [...keys, index]);
    if (candidate !== undefined) yield candidate;
  }
}

function followPath(document: ManifestDocument, path: Path): ResolvedNode | undefined {
  let node = resolveAlias(document.root);
  for (const step of path) {
    if (typeof step === 'string') node = nodeAt(node, step);
    else node = node?.kind === 'seq' ? resolveAlias(node.items[step]) : undefined;
  }
  return node;
}

function entryCandidate(
  document: ManifestDocument,
  format: string,
  map: MapNode,
  path: Path,
): Candidate | undefined {
  const name = scalarEntry(map, 'name');
  const newName = scalarEntry(map, 'newName');
  const repository = newName ?? name;
  if (repository === undefined) return undefined;
  const tag = scalarEntry(map, 'newTag');
  const digest = scalarEntry(map, 'digest');
  const placeholder = name !== undefined && newName !== undefined ? spanText(spanOf(name.node)) : undefined;
  if (['newTag', 'digest'].some((key) => holdsStructure(map, key))) return undefined;
  const base = {
    format,
    view: document.view,
    at: pathText(path),
    placeholder,
    also: name === undefined ? [] : [name.node],
  };
  const span = spanOf(repository.node);
  const merged = [name, newName, tag, digest].some((part) => part?.merged === true);
  const written = tryParseReference(spanText(span));
  const isWhole = written?.tag !== undefined || written?.digest !== undefined;
  if (newName !== undefined && isWhole && tag === undefined && digest === undefined) {
    return { ...base, at: `${base.at}.newName`, shape: 'whole', value: span, merged };
  }
  return {
    ...base,
    shape: 'split',
    merged,
    registry: undefined,
    repository: span,
    tag: tag === undefined ? undefined : spanOf(tag.node),
    digest: digest === undefined ? undefined : spanOf(digest.node),
    insertion: { map, after: (tag ?? repository).entry, tagKey: 'newTag', digestKey: 'digest' },
    bareDigest: false,
    emptyTagIsDefault: false,
  };
}

function scalarEntry(map: MapNode, key: string) {
  const found = lookUp(map, key);
  const node: ScalarNode | undefined = scalarOf(found?.entry.value);
  return found === undefined || node === undefined ? undefined : { ...found, node };
}

function scalarOf(node: Parameters<typeof resolveAlias>[0]): ScalarNode | undefined {
  const resolved = resolveAlias(node);
  return resolved?.kind === 'scalar' ? resolved : undefined;
}

/** A map or list where a text belongs: no reader accepts it, and nothing may be put beside it. */
function holdsStructure(map: MapNode, key: string): boolean {
  const value = resolveAlias(lookUp(map, key)?.entry.value);
  return value !== undefined && value.kind !== 'scalar';
}
