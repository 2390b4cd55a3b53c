import type { ReferenceSlot } from '../../view/reference-slot.ts';
import type { ViewDocument } from '../../view/view.ts';
import { nodeAt, textAt } from '../../yaml/merge.ts';
import { resolveAlias } from '../../yaml/tree.ts';
import type { Format } from '../format.ts';
import { findPatchedValues } from '../helm/release-patches.ts';
import { isVersioned, wholeSlot } from '../whole-reference.ts';
import { findImageKeys, isImagePlace } from './image-keys.ts';

/**
 *     - { op: replace, path: /spec/template/spec/containers/0/image, value: ghcr.io/acme/app:v1 }
 *
 * JSON patches (RFC 6902), in a file of their own or inside a Kustomization. Operations that set an `image`,
 * or add something that has one, hold a reference.
 */
export const jsonPatch: Format = {
  name: 'json-patch',
  certainty: 'kind',
  recognises: (document) => {
    const root = resolveAlias(document.root);
    return (
      root?.kind === 'seq' &&
      root.items.some((item) => textAt(item, 'op') !== undefined && textAt(item, 'path') !== undefined)
    );
  },
  *find(document: ViewDocument): Generator<ReferenceSlot> {
    const root = resolveAlias(document.root);
    if (root?.kind !== 'seq') return;
    for (const [index, item] of root.items.entries()) {
      const value = nodeAt(item, 'value');
      const pointer = textAt(item, 'path') ?? '';
      const place = [index, ...pointer.split('/').slice(1)];
      if (value?.kind !== 'scalar') {
        if (value !== undefined) yield* findImageKeys(document, jsonPatch.name, value, place);
      } else if (
        /\/(?:image|reference)$/.test(pointer) ||
        (isImagePlace(place) && isVersioned(value.text.trim()))
      ) {
        yield wholeSlot(document, jsonPatch.name, {
          node: value,
          path: [index, 'value'],
          merged: false,
        });
      }
    }
  },
  layers: (document) => findPatchedValues(document, jsonPatch.name),
};
