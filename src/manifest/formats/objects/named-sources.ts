import { type ReferenceSlot, spanOf } from '../../view/reference-slot.ts';
import { textAt } from '../../yaml/merge.ts';
import { type MapNode, type Path, resolveAlias, type ScalarNode } from '../../yaml/tree.ts';
import { walk } from '../../yaml/walk.ts';
import type { Format } from '../format.ts';
import { wholeSlot } from '../whole-reference.ts';

/**
 *     kind: ImageStream
 *     spec: { tags: [{ name: latest, from: { kind: DockerImage, name: "ghcr.io/acme/app:v1" } }] }
 *
 *     kind: TaskRun
 *     spec: { taskRef: { bundle: "ghcr.io/acme/tasks:v1" } }
 *
 * References that an object names as a source: `DockerImage` of OpenShift
 * (https://docs.okd.io/latest/openshift_images/image-streams-manage.html),
 * and bundles of Tekton, also through its resolver (https://tekton.dev/docs/pipelines/bundle-resolver/).
 */
export const namedSources: Format = {
  name: 'named-source',
  certainty: 'kind',
  recognises: (document) => document.kind !== '',
  *find(document): Generator<ReferenceSlot> {
    for (const { node, path, merged } of walk(document.root)) {
      if (node.kind !== 'map' || merged) continue;
      const source = sourceOf(node, path);
      if (source !== undefined)
        yield wholeSlot(document, namedSources.name, { ...source, merged }, spanOf(source.node));
    }
  },
};

function sourceOf(map: MapNode, path: Path): { node: ScalarNode; path: Path } | undefined {
  const key =
    textAt(map, 'kind') === 'DockerImage'
      ? 'name'
      : /^(?:task|pipeline)Ref$/.test(String(path.at(-1)))
        ? 'bundle'
        : isBundleParameter(map, path)
          ? 'value'
          : undefined;
  const node = key === undefined ? undefined : resolveAlias(map.index.get(key)?.value);
  return key === undefined || node?.kind !== 'scalar' ? undefined : { node, path: [...path, key] };
}

/** `taskRef: {resolver: bundles, params: [{name: bundle, value: …}]}` */
function isBundleParameter(map: MapNode, path: Path): boolean {
  const isOfRef = /^(?:task|pipeline)Ref$/.test(String(path.at(-3))) && path.at(-2) === 'params';
  return isOfRef && textAt(map, 'name') === 'bundle';
}
