import { spanOf, type Candidate } from '../../view/candidate.ts';
import type { ManifestDocument } from '../../view/view.ts';
import { lookUp, nodeAt } from '../../yaml/merge.ts';
import { pathText, resolveAlias, type MapNode, type Path, type ResolvedNode } from '../../yaml/tree.ts';
import { walk } from '../../yaml/walk.ts';
import type { Format } from '../format.ts';
import { isKustomization } from '../kustomize/images.ts';

const CONTAINER_LISTS = ['containers', 'initContainers', 'ephemeralContainers'];

/**
 * Kubernetes objects with a pod template, wherever in the object it stands: Deployment, CronJob, a `List` of them, an
 * Argo Rollout, a Knative Service, a patch of one. Containers' `image`, and OCI volumes' `image.reference`
 * (https://kubernetes.io/docs/concepts/storage/volumes/#image).
 */
export const workload: Format = {
  name: 'workload',
  certainty: 'kind',
  recognises: (document) => document.kind !== '' && !isKustomization(document),
  find: findWorkloadImages,
};

function* findWorkloadImages(document: ManifestDocument): Generator<Candidate> {
  for (const { node, path, merged } of walk(document.root)) {
    if (node.kind !== 'map') continue;
    for (const list of CONTAINER_LISTS) yield* itemsOf(document, node, list, ['image'], path, merged);
    yield* itemsOf(document, node, 'volumes', ['image', 'reference'], path, merged);
  }
}

function* itemsOf(
  document: ManifestDocument,
  map: MapNode,
  list: string,
  keys: readonly string[],
  path: Path,
  merged: boolean,
): Generator<Candidate> {
  const found = lookUp(map, list);
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

function bringsByMerge(
  item: ResolvedNode | Parameters<typeof resolveAlias>[0],
  keys: readonly string[],
): boolean {
  let current = resolveAlias(item);
  for (const key of keys) {
    if (current?.kind !== 'map') return false;
    const found = lookUp(current, key);
    if (found?.merged === true) return true;
    current = resolveAlias(found?.entry.value);
  }
  return false;
}
