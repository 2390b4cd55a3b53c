import { postBuildsIn } from '../../formats/flux/post-build.ts';
import { isHandedReference } from '../../formats/handed-reference.ts';
import { scalarsAt } from '../../formats/key-path.ts';
import { nodesOf, type ReferenceSlot, spanOf } from '../../view/reference-slot.ts';
import type { ViewDocument } from '../../view/view.ts';
import { textAt } from '../../yaml/merge.ts';
import { pathText } from '../../yaml/tree.ts';
import { objectsIn } from '../placed-objects.ts';

/**
 * `substituteFrom: [{kind: ConfigMap, name: cluster-vars}]`: a value of that ConfigMap that is a reference as
 * a whole is deployed, as one of `substitute` is. In any other ConfigMap it is handed to a program.
 */
export function deployedFromVariables(
  slots: readonly ReferenceSlot[],
  documents: readonly ViewDocument[],
): readonly ReferenceSlot[] {
  const named = documents.flatMap((document) =>
    [...postBuildsIn(document)].flatMap((postBuild) => postBuild.substituteFrom),
  );
  const names = new Set(
    named.flatMap((node) => (textAt(node, 'kind') === 'ConfigMap' ? (textAt(node, 'name') ?? []) : [])),
  );
  if (names.size === 0) return [];
  const claimed = new Set(slots.flatMap(nodesOf));
  const objects = documents
    .flatMap(objectsIn)
    .filter(({ kind, name }) => kind === 'ConfigMap' && names.has(name));
  return objects.flatMap(({ root, view }) =>
    [...scalarsAt(root, ['data', '*'])].flatMap(({ node, path }): readonly ReferenceSlot[] => {
      const value = spanOf(node);
      if (claimed.has(node) || !isHandedReference({ name: String(path.at(-1)), value })) return [];
      return [
        { shape: 'whole', format: 'flux-kustomization', view, at: pathText(path), merged: false, value },
      ];
    }),
  );
}
