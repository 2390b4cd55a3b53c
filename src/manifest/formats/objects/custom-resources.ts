import { spanOf, spanText, type Candidate } from '../../view/candidate.ts';
import type { ManifestDocument } from '../../view/view.ts';
import { textAt } from '../../yaml/merge.ts';
import type { ManifestNode, Path } from '../../yaml/tree.ts';
import { walk } from '../../yaml/walk.ts';
import { customResourceCatalogue } from './custom-resource-catalogue.ts';
import type { CustomResource, Format } from '../format.ts';
import { findValues } from '../helm/values.ts';
import { scalarsAt, nodesAt, wholeCandidate } from '../key-path.ts';

/**
 * Custom resources by kind and path: a catalogue of widely used ones, and what the owner adds. A path may end in a key
 * that holds a whole reference, with or without tag, or in a map of its parts.
 */
export const customResources: Format = {
  name: 'custom-resource',
  certainty: 'kind',
  recognises: (document) => document.kind !== '',
  *find(document, options): Generator<Candidate> {
    const known = [...customResourceCatalogue, ...options.customResources];
    for (const { root, kind, path } of objectsIn(document)) {
      for (const keys of known.filter((one) => one.kind === kind).flatMap(pathsOf)) {
        yield* alongPath(document, root, keys, path);
      }
    }
  },
};

interface KubernetesObject {
  readonly root: ManifestNode;
  readonly kind: string;
  readonly path: Path;
}

/** The document itself, and the objects in it: items of a `List`, what a trigger or a template creates. */
function* objectsIn(document: ManifestDocument): Generator<KubernetesObject> {
  for (const { node, path } of walk(document.root)) {
    const kind = node.kind === 'map' ? textAt(node, 'kind') : undefined;
    if (kind !== undefined && (path.length === 0 || textAt(node, 'apiVersion') !== undefined))
      yield { root: node, kind, path };
  }
}

/** `docker://` and its like, before a reference. */
const SCHEME = /^[a-z][a-z-]*:\/\//;

function* alongPath(
  document: ManifestDocument,
  root: ManifestNode,
  keys: readonly string[],
  at: Path,
): Generator<Candidate> {
  for (const reached of scalarsAt(root, keys, at)) {
    const span = spanOf(reached.node);
    const from = span.from + (SCHEME.exec(spanText(span))?.[0] ?? '').length;
    yield wholeCandidate(document, customResources.name, reached, { ...span, from });
  }
  for (const { node, path } of nodesAt(root, keys, at)) {
    if (node.kind !== 'map') continue;
    for (const candidate of findValues(document, customResources.name, node, path, '')) {
      yield { ...candidate, unit: undefined };
    }
  }
}

/** `spec.steps[].image` as steps: `spec`, `steps`, `[]`, `image`. */
function pathsOf({ paths }: CustomResource): readonly (readonly string[])[] {
  return paths.map((path) => path.replaceAll('[]', '.[]').split('.'));
}
