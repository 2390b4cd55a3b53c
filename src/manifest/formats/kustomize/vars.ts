import type { ViewDocument } from '../../view/view.ts';
import { nodeAt, textAt } from '../../yaml/merge.ts';
import { type ManifestNode, pathText } from '../../yaml/tree.ts';
import { nodesAt } from '../key-path.ts';
import { kustomize } from './images.ts';

/**
 *     vars:
 *       - name: APP_TAG
 *         objref: { kind: ConfigMap, name: versions, apiVersion: v1 }
 *         fieldref: { fieldpath: data.APP_TAG }
 *
 * What a Kustomization puts in the place of `$(APP_TAG)`. Replacements came after them
 * (https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/vars/).
 */
export interface KustomizeVar {
  readonly document: ViewDocument;
  readonly at: string;
  readonly node: ManifestNode;
  readonly name: string;
  readonly source: ManifestNode | undefined;
  readonly fieldPath: string;
}

export function* varsIn(document: ViewDocument): Generator<KustomizeVar> {
  if (!kustomize.recognises(document)) return;
  for (const { node, path } of nodesAt(document.root, ['vars', '[]'])) {
    const name = textAt(node, 'name');
    if (name === undefined) continue;
    yield {
      document,
      at: pathText(path),
      node,
      name,
      source: nodeAt(node, 'objref'),
      fieldPath: textAt(node, 'fieldref', 'fieldpath') ?? 'metadata.name',
    };
  }
}
