import { type ReferenceSlot, spanOf, spanText } from '../../view/reference-slot.ts';
import type { ViewDocument } from '../../view/view.ts';
import type { CustomResource, Format } from '../format.ts';
import { findValues } from '../helm/values.ts';
import { nodesAt, scalarsAt } from '../key-path.ts';
import { wholeSlot } from '../whole-reference.ts';
import { customResourceCatalogue } from './custom-resource-catalogue.ts';
import { type KubernetesObject, objectsAtAnyDepth } from './kubernetes-objects.ts';

/**
 *     kind: Kafka
 *     spec: { kafka: { image: ghcr.io/acme/app:v1 } }
 *
 * Custom resources by kind and path: a catalogue of widely used ones, and what the owner adds in
 * `waybill.yaml`. A path ends in a key that holds a whole reference, with or without tag, or in a map of its
 * parts.
 */
export const customResources: Format = {
  name: 'custom-resource',
  certainty: 'kind',
  recognises: (document) => document.kind !== '',
  *find(document, options): Generator<ReferenceSlot> {
    const resources = [...customResourceCatalogue, ...options.customResources];
    for (const object of objectsAtAnyDepth(document)) {
      for (const keys of resources.filter(({ kind }) => kind === object.kind).flatMap(pathsOf)) {
        yield* alongPath(document, object, keys);
      }
    }
  },
};

/** `docker://` and its like, before a reference. */
const SCHEME = /^[a-z][a-z-]*:\/\//;

function* alongPath(
  document: ViewDocument,
  { root, path: at }: KubernetesObject,
  keys: readonly string[],
): Generator<ReferenceSlot> {
  for (const scalar of scalarsAt(root, keys, at)) {
    const span = spanOf(scalar.node);
    const from = span.from + (SCHEME.exec(spanText(span))?.[0] ?? '').length;
    yield wholeSlot(document, customResources.name, scalar, { ...span, from });
  }
  for (const { node, path } of nodesAt(root, keys, at)) {
    if (node.kind !== 'map') continue;
    const owner = { document, format: customResources.name, group: '' };
    for (const slot of findValues(owner, node, path)) yield { ...slot, unit: undefined };
  }
}

/** `spec.steps[].image` as steps: `spec`, `steps`, `[]`, `image`. */
function pathsOf({ paths }: CustomResource): readonly (readonly string[])[] {
  return paths.map((path) => path.replaceAll('[]', '.[]').split('.'));
}
