import { type ReferenceSlot, spanOf } from '../../view/reference-slot.ts';
import type { ViewDocument } from '../../view/view.ts';
import { lookUp, nodeAt } from '../../yaml/merge.ts';
import { type ManifestNode, pathText, resolveAlias } from '../../yaml/tree.ts';
import { type Visit, walk } from '../../yaml/walk.ts';
import type { Format } from '../format.ts';
import { isKustomization } from '../kustomize/images.ts';

const CONTAINER_LISTS = ['containers', 'initContainers', 'ephemeralContainers'];

/**
 *     kind: Deployment
 *     spec: { template: { spec: { containers: [{ name: app, image: ghcr.io/acme/app:v1 }] } } }
 *
 * Kubernetes objects with a pod template, wherever in the object it stands: Deployment, CronJob, a `List` of
 * them, an Argo Rollout, a Knative Service, a patch of one of these. An OCI volume has its reference in
 * `image.reference` (https://kubernetes.io/docs/concepts/storage/volumes/#image).
 */
export const workload: Format = {
  name: 'workload',
  certainty: 'kind',
  recognises: (document) => document.kind !== '' && !isKustomization(document),
  find: findWorkloadImages,
};

function* findWorkloadImages(document: ViewDocument): Generator<ReferenceSlot> {
  for (const visit of walk(document.root)) {
    if (visit.node.kind !== 'map') continue;
    for (const list of CONTAINER_LISTS) yield* inList(document, visit, list, ['image']);
    yield* inList(document, visit, 'volumes', ['image', 'reference']);
  }
}

/** The references at `keys` of each item of a list that stands in the visited map. */
function* inList(
  document: ViewDocument,
  { node, path, merged }: Visit,
  list: string,
  keys: readonly string[],
): Generator<ReferenceSlot> {
  const found = node.kind === 'map' ? lookUp(node, list) : undefined;
  const items = resolveAlias(found?.entry.value);
  if (found === undefined || items?.kind !== 'seq') return;
  for (const [index, item] of items.items.entries()) {
    const value = nodeAt(item, ...keys);
    if (value?.kind !== 'scalar') continue;
    yield {
      shape: 'whole',
      format: workload.name,
      view: document.view,
      at: pathText([...path, list, index, ...keys]),
      merged: merged || found.merged || bringsByMerge(item, keys),
      value: spanOf(value),
    };
  }
}

/** Whether some step along the keys comes from a merge key. */
function bringsByMerge(item: ManifestNode, keys: readonly string[]): boolean {
  let current = resolveAlias(item);
  for (const key of keys) {
    if (current?.kind !== 'map') return false;
    const found = lookUp(current, key);
    if (found?.merged === true) return true;
    current = resolveAlias(found?.entry.value);
  }
  return false;
}
