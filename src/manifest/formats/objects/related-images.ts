import type { ReferenceSlot } from '../../view/reference-slot.ts';
import type { ViewDocument } from '../../view/view.ts';
import { nodeAt, textAt } from '../../yaml/merge.ts';
import { walk } from '../../yaml/walk.ts';
import type { Format } from '../format.ts';
import { wholeSlot } from '../whole-reference.ts';

/**
 *     env: [{ name: RELATED_IMAGE_APP, value: ghcr.io/acme/app:v1 }]
 *
 * Environment variables that tell an operator which images its operands have.
 */
export const relatedImages: Format = {
  name: 'related-image',
  certainty: 'kind',
  recognises: (document) => document.kind !== '',
  *find(document: ViewDocument): Generator<ReferenceSlot> {
    for (const { node, path, merged } of walk(document.root)) {
      if (node.kind !== 'map' || path.at(-2) !== 'env') continue;
      const value = nodeAt(node, 'value');
      if (value?.kind !== 'scalar' || !/^RELATED_IMAGE_/.test(textAt(node, 'name') ?? '')) continue;
      yield wholeSlot(document, relatedImages.name, { node: value, path: [...path, 'value'], merged });
    }
  },
};
