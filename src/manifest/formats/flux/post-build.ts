import type { ViewDocument } from '../../view/view.ts';
import { nodeAt, textAt } from '../../yaml/merge.ts';
import { type ManifestNode, pathText } from '../../yaml/tree.ts';
import { nodesAt } from '../key-path.ts';
import { objectsOf } from '../objects/kubernetes-objects.ts';

/**
 *     kind: Kustomization
 *     spec:
 *       path: ./apps/prod
 *       postBuild:
 *         substitute: { APP_TAG: v1 }
 *         substituteFrom: [{ kind: ConfigMap, name: cluster-vars }]
 *
 * Flux's Kustomization puts these values into what it finds at its path
 * (https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution).
 */
export interface PostBuild {
  readonly document: ViewDocument;
  readonly at: string;
  readonly node: ManifestNode;
  /** From the root of the config repo, as it is written. */
  readonly path: string;
  readonly substitute: ManifestNode | undefined;
  /** `{kind: ConfigMap, name: cluster-vars}`. */
  readonly substituteFrom: readonly ManifestNode[];
}

export function* postBuildsIn(document: ViewDocument): Generator<PostBuild> {
  for (const { root, kind, path } of objectsOf(document)) {
    const isFlux = textAt(root, 'apiVersion')?.startsWith('kustomize.toolkit.fluxcd.io/') === true;
    const node = kind === 'Kustomization' && isFlux ? nodeAt(root, 'spec', 'postBuild') : undefined;
    if (node === undefined) continue;
    yield {
      document,
      at: pathText([...path, 'spec', 'postBuild']),
      node,
      path: textAt(root, 'spec', 'path') ?? '',
      substitute: nodeAt(node, 'substitute'),
      substituteFrom: [...nodesAt(node, ['substituteFrom', '[]'])].map((from) => from.node),
    };
  }
}
