import { tryParseReference } from '../../../image/reference.ts';
import { type Candidate, spanOf, spanText, withRegistry } from '../../view/candidate.ts';
import type { ManifestDocument } from '../../view/view.ts';
import { effectiveEntries, textAt } from '../../yaml/merge.ts';
import { type MapNode, type Path, pathText, resolveAlias, type ScalarNode } from '../../yaml/tree.ts';
import { walk } from '../../yaml/walk.ts';
import { type Format, VALUES_FILES } from '../format.ts';
import { isVersioned, wholeCandidate } from '../key-path.ts';
import { namingKey, siblingParts } from './value-keys.ts';
import { findLayerParts } from './value-layers.ts';

/**
 * Helm values, at any depth. Charts agree on no schema, only on words, so the words decide: a map with a repository and
 * a tag or digest beside it, the same under a prefix (`imageRepository`, `imageTag`), or a whole reference under a key
 * that speaks of an image.
 */
export const helmValues: Format = {
  name: 'helm-values',
  certainty: 'words',
  recognises: (document) => document.kind === '' && document.apiVersion === '',
  find: (document) => findValues(document, helmValues.name, document.root, [], groupOf(document)),
  layers: (document) => findLayerParts(document, helmValues.name, document.root, [], groupOf(document)),
};

/** Files of values are one group, in which names say what belongs together; values in a text belong to its document. */
function groupOf({ view: { outer }, path }: ManifestDocument): string {
  return outer === undefined ? VALUES_FILES : (outer.group ?? `${path} ${outer.at}`);
}

interface Surroundings {
  readonly document: ManifestDocument;
  readonly format: string;
  readonly globalRegistry: string;
  readonly group: string;
  /** The steps of a path that lead to the values. */
  readonly depth: number;
  /** The maps belong to an object that is no chart's: only words count that cannot mean anything but an image. */
  readonly strict: boolean;
}

/** The references in the values at `root`, for every format that carries values (`spec.values` of a HelmRelease). */
export function* findValues(
  document: ManifestDocument,
  format: string,
  root: ManifestDocument['root'],
  at: Path,
  group: string,
): Generator<Candidate> {
  const globalRegistry = textAt(root, 'global', 'imageRegistry') ?? '';
  const surroundings = { document, format, globalRegistry, group, depth: at.length, strict: false };
  for (const { node, path, merged } of walk(root)) {
    const here = [...at, ...path];
    if (node.kind === 'map') yield* inMap(surroundings, node, here, merged);
    if (node.kind === 'scalar' && isListed(path)) yield* wholeReference(surroundings, node, here, merged);
  }
}

/** The references over several keys of one map (`image: {repository, tag}`) in an object that is no chart's. */
export function* splitReferences(
  document: ManifestDocument,
  format: string,
  map: MapNode,
  path: Path,
  merged: boolean,
): Generator<Candidate> {
  const surroundings = { document, format, globalRegistry: '', group: '', depth: 0, strict: true };
  for (const candidate of inMap(surroundings, map, path, merged)) {
    if (candidate.shape === 'split') yield { ...candidate, unit: undefined };
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

function* inMap(around: Surroundings, map: MapNode, path: Path, mergedAbove: boolean): Generator<Candidate> {
  const isOfImage = speaksOfImage(path);
  for (const { entry, merged } of effectiveEntries(map)) {
    const node = resolveAlias(entry.value);
    if (entry.key === undefined || node?.kind !== 'scalar') continue;
    const naming = namingKey(entry.key);
    const here = [...path, entry.key];
    if (around.strict && !isOfImage && !/image/i.test(entry.key)) continue;
    if (naming === undefined || (naming.weak && !isOfImage && !node.text.includes('/'))) {
      if (isOfImage || /image/i.test(entry.key))
        yield* wholeReference(around, node, here, mergedAbove || merged);
      continue;
    }
    const span = spanOf(node);
    if (isVersioned(spanText(span))) {
      if (!naming.weak || isOfImage) yield* wholeReference(around, node, here, mergedAbove || merged);
      continue;
    }
    if (tryParseReference(spanText(span)) === undefined) continue;
    const parts = siblingParts(map, around.strict ? { ...naming, weak: true } : naming);
    const isAlone = parts.tag === undefined && parts.digest === undefined;
    // `imagePullSecrets: [{name: app}]` names a secret, not a repository.
    if (isAlone && naming.weak && !(isOfImage && node.text.includes('/'))) continue;
    if (isAlone && around.strict) continue;
    // `{name: app, repository: ghcr.io/acme}` is one reference, and `repository` may hold the name already.
    const folder = naming.weak ? (textAt(map, 'repository') ?? '') : '';
    if (`/${folder}`.endsWith(`/${spanText(span)}`)) continue;
    const registry = effectiveRegistry(
      folder === '' ? spanText(span) : folder,
      parts.registry,
      around.globalRegistry,
    );
    yield {
      shape: 'split',
      format: around.format,
      view: around.document.view,
      at: pathText(naming.prefixes[0] === '' && path.length > 0 ? path : here),
      merged: mergedAbove || merged || parts.merged,
      registry: folder === '' ? registry : withRegistry(registry, folder),
      repository: span,
      tag: parts.tag === undefined ? undefined : spanOf(parts.tag),
      digest: parts.digest === undefined ? undefined : spanOf(parts.digest),
      insertion: undefined,
      bareDigest: parts.bareDigest,
      emptyTagIsDefault: true,
      unit: {
        group: around.group,
        path: pathText(path.slice(around.depth)),
        prefixes: naming.prefixes,
        ownRegistry: parts.registry,
      },
    };
  }
}

function* wholeReference(
  around: Surroundings,
  node: ScalarNode,
  path: Path,
  merged: boolean,
): Generator<Candidate> {
  if (isVersioned(node.text.trim()))
    yield wholeCandidate(around.document, around.format, { node, path, merged });
}

/** A global registry takes the place of the image's own, and goes before a repository that names no registry. */
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
