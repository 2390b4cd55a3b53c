import { tryParseReference } from '../../../image/reference.ts';
import { writtenText } from '../../view/describe.ts';
import { type ReferenceSlot, spanOf, spanText, withRegistry } from '../../view/reference-slot.ts';
import type { ViewDocument } from '../../view/view.ts';
import { effectiveEntries, textAt } from '../../yaml/merge.ts';
import {
  type ManifestNode,
  type MapNode,
  type Path,
  pathText,
  resolveAlias,
  type ScalarNode,
} from '../../yaml/tree.ts';
import { walk } from '../../yaml/walk.ts';
import { type Format, VALUES_FILES } from '../format.ts';
import { isVersioned, wholeSlot } from '../whole-reference.ts';
import { versionedReference } from './repeated-parts.ts';
import type { ValuesOwner } from './value-groups.ts';
import { type NamingKey, namingKey, siblingParts } from './value-keys.ts';
import { findValueLayers } from './value-layers.ts';

/**
 *     image: { repository: ghcr.io/acme/app, tag: v1 }
 *     web: { imageRepository: ghcr.io/acme/web, imageTag: v1 }
 *     sidecarImage: ghcr.io/acme/sidecar:v1
 *
 * Files of Helm values, at any depth. Charts agree on no schema, only on words, so the words decide: a
 * repository with a tag or digest beside it, the same under a prefix, or a whole reference under a key that
 * speaks of an image.
 */
export const helmValues: Format = {
  name: 'helm-values',
  certainty: 'words',
  recognises: (document) => document.kind === '' && document.apiVersion === '',
  find: (document) => findValues(ownerOf(document), document.root, []),
  layers: (document) => findValueLayers(ownerOf(document), document.root, []),
};

/**
 * All files of values are one group, in which names say what belongs together. Values in a text belong to its
 * document.
 */
function ownerOf(document: ViewDocument): ValuesOwner {
  const { outer } = document.view;
  const group = outer === undefined ? VALUES_FILES : (outer.group ?? `${document.path} ${outer.at}`);
  return { document, format: helmValues.name, group };
}

interface ValuesSearch extends ValuesOwner {
  readonly globalRegistry: string;
  /** How many steps of a path lead to the values. */
  readonly depth: number;
  /**
   * The maps belong to an object that is no chart's: only words count that cannot mean anything but an image.
   */
  readonly strict: boolean;
}

/**
 * The references in the values at `root`, which stands at `at`. Every format that carries values calls it.
 */
export function* findValues(owner: ValuesOwner, root: ManifestNode, at: Path): Generator<ReferenceSlot> {
  const globalRegistry = textAt(root, 'global', 'imageRegistry') ?? '';
  const search = { ...owner, globalRegistry, depth: at.length, strict: false };
  for (const { node, path, merged } of walk(root)) {
    const here = [...at, ...path];
    if (node.kind === 'map') yield* inMap(search, node, here, merged);
    if (node.kind === 'scalar' && isListed(path)) yield* wholeReference(search, node, here, merged);
  }
}

/**
 * `image: {repository: ghcr.io/acme/app, tag: v1}` in an object that is no chart's: references over several
 * keys of a map.
 */
export function* splitReferences(
  { document, format }: Omit<ValuesOwner, 'group'>,
  map: MapNode,
  path: Path,
  merged: boolean,
): Generator<ReferenceSlot> {
  const search = { document, format, globalRegistry: '', group: '', depth: 0, strict: true };
  for (const slot of inMap(search, map, path, merged)) {
    if (slot.shape === 'split') yield { ...slot, unit: undefined };
  }
}

/** `images: [repo:tag]` and `images: {api: repo:tag}`. */
function isListed(path: Path): boolean {
  return /images$/i.test(String(path.at(-2) ?? ''));
}

/** Whether the last key of a path has the word in it. */
export function speaksOfImage(path: Path): boolean {
  return /image/i.test(String(path.findLast((step) => typeof step === 'string') ?? ''));
}

function* inMap(
  search: ValuesSearch,
  map: MapNode,
  path: Path,
  mergedAbove: boolean,
): Generator<ReferenceSlot> {
  const isOfImage = speaksOfImage(path);
  for (const { entry, merged } of effectiveEntries(map)) {
    const node = resolveAlias(entry.value);
    if (entry.key === undefined || node?.kind !== 'scalar') continue;
    const naming = namingKey(entry.key);
    const isMerged = mergedAbove || merged;
    const here = [...path, entry.key];
    if (search.strict && !isOfImage && !/image/i.test(entry.key)) continue;
    if (naming === undefined || (naming.weak && !isOfImage && !node.text.includes('/'))) {
      const isNamed = isOfImage || /image/i.test(entry.key);
      if (isNamed && !isPattern(entry.key, node)) yield* wholeReference(search, node, here, isMerged);
      continue;
    }
    const text = spanText(spanOf(node));
    if (isVersioned(text)) {
      const versioned = { ...search, map, path, key: entry.key, node, naming, merged: isMerged };
      if (!naming.weak || isOfImage) yield* versionedReference(versioned);
      continue;
    }
    if (tryParseReference(withoutVariables(text)) === undefined) continue;
    yield* splitReference(search, { map, path, key: entry.key, node, naming, merged: isMerged });
  }
}

/** `imagePattern: app:{{sha}}` is what a program makes references of, and none itself. */
function isPattern(key: string, node: ScalarNode): boolean {
  return node.templated && /(?:pattern|template|format|regexp?)$/i.test(key);
}

/** `${REGISTRY}/acme/app`: a repository that a variable decides in part. */
function withoutVariables(text: string): string {
  return text.replace(/\$\{\w+\}/g, 'x');
}

/** A value that names a repository without a version, with the map that it stands in. */
interface NamedRepository {
  readonly map: MapNode;
  readonly path: Path;
  readonly key: string;
  readonly node: ScalarNode;
  readonly naming: NamingKey;
  readonly merged: boolean;
}

/** The reference that the repository makes with the tag and digest beside it. */
function* splitReference(search: ValuesSearch, named: NamedRepository): Generator<ReferenceSlot> {
  const { map, path, node, naming } = named;
  const isOfImage = speaksOfImage(path);
  const parts = siblingParts(map, search.strict ? { ...naming, weak: true } : naming);
  const isAlone = parts.tag === undefined && parts.digest === undefined;
  // `imagePullSecrets: [{name: app}]` names a secret, not a repository.
  if (isAlone && naming.weak && !(isOfImage && node.text.includes('/'))) return;
  if (isAlone && search.strict) return;
  // A `chart` says that the repository is one of charts.
  if (isAlone && map.index.has('chart')) return;
  if (isAlone && named.key === 'image' && isContainer(path)) {
    yield wholeSlot(search.document, search.format, {
      node,
      path: [...path, named.key],
      merged: named.merged,
    });
    return;
  }
  const repository = spanOf(node);
  const name = spanText(repository);
  // `{name: app, repository: ghcr.io/acme}` is one reference, and `repository` may hold the name already.
  const folder = naming.weak ? (textAt(map, 'repository') ?? '') : '';
  if (`/${folder}`.endsWith(`/${name}`)) return;
  const own = parts.registry?.text;
  const registry = effectiveRegistry(folder === '' ? name : folder, own, search.globalRegistry);
  const isTemplated = own !== undefined && registry === own && parts.registry?.templated === true;
  yield {
    shape: 'split',
    format: search.format,
    view: search.document.view,
    at: pathText(naming.prefixes[0] === '' && path.length > 0 ? path : [...path, named.key]),
    merged: named.merged || parts.merged,
    registry: folder === '' ? registry : withRegistry(registry, folder),
    registryAsWritten: isTemplated ? writtenText(search.document.view, spanOf(parts.registry)) : undefined,
    repository,
    ...(name.includes('$') ? { named: name } : {}),
    tag: parts.tag === undefined ? undefined : spanOf(parts.tag),
    digest: parts.digest === undefined ? undefined : spanOf(parts.digest),
    insertion: undefined,
    bareDigest: parts.bareDigest,
    emptyTagIsDefault: true,
    isBareImage: isAlone && !naming.weak && !naming.takesVersion,
    unit: {
      group: search.group,
      path: pathText(path.slice(search.depth)),
      prefixes: naming.prefixes,
      ownRegistry: own,
      takesVersion: parts.takesVersion,
    },
  };
}

/**
 * `extraContainers: [{image: app}]`: a container has no other place for a tag. Layers replace the whole list.
 */
function isContainer(path: Path): boolean {
  return typeof path.at(-1) === 'number' && /^(?:\w*C|init_?c|c)ontainers$/.test(String(path.at(-2)));
}

function* wholeReference(
  { document, format }: ValuesSearch,
  node: ScalarNode,
  path: Path,
  merged: boolean,
): Generator<ReferenceSlot> {
  if (isVersioned(node.text.trim())) yield wholeSlot(document, format, { node, path, merged });
}

/**
 * A global registry takes the place of the image's own, and goes before a repository that names no registry.
 */
export function effectiveRegistry(
  repository: string,
  own: string | undefined,
  global: string,
): string | undefined {
  if (own !== undefined) return global === '' ? own : global;
  const first = repository.split('/')[0] ?? '';
  const hasHost = repository.includes('/') && (/[.:]/.test(first) || first === 'localhost');
  return global === '' || hasHost ? undefined : global;
}
