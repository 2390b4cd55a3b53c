import type { ViewDocument } from '../../view/view.ts';
import { nodeAt, textAt } from '../../yaml/merge.ts';
import type { ManifestNode, Path } from '../../yaml/tree.ts';
import { walk } from '../../yaml/walk.ts';

/** An object with its kind and its place in the document. */
export interface KubernetesObject {
  readonly root: ManifestNode;
  readonly kind: string;
  readonly path: Path;
}

/** The document itself, and the items of a `List`. */
export function* objectsOf(document: Pick<ViewDocument, 'root' | 'kind'>): Generator<KubernetesObject> {
  yield { root: document.root, kind: document.kind, path: [] };
  const items = nodeAt(document.root, 'items');
  if (items?.kind !== 'seq') return;
  for (const [index, item] of items.items.entries()) {
    const kind = textAt(item, 'kind');
    if (kind !== undefined) yield { root: item, kind, path: ['items', index] };
  }
}

/**
 * The document itself, and every object at any depth of it: items of a `List`, what a trigger or a template
 * creates.
 */
export function* objectsAtAnyDepth({
  root,
}: Pick<ViewDocument, 'root'>): Generator<KubernetesObject & { readonly apiVersion: string }> {
  for (const { node, path } of walk(root)) {
    const kind = node.kind === 'map' ? textAt(node, 'kind') : undefined;
    const apiVersion = kind === undefined ? undefined : textAt(node, 'apiVersion');
    if (kind !== undefined && (path.length === 0 || apiVersion !== undefined))
      yield { root: node, kind, path, apiVersion: apiVersion ?? '' };
  }
}
