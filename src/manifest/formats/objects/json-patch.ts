import type { Candidate } from '../../view/candidate.ts';
import type { ManifestDocument } from '../../view/view.ts';
import { textAt, nodeAt } from '../../yaml/merge.ts';
import { resolveAlias } from '../../yaml/tree.ts';
import { walk } from '../../yaml/walk.ts';
import type { Format } from '../format.ts';
import { findPatchedValues } from '../helm/release-patches.ts';
import { findImageKeys, isImagePlace } from './image-keys.ts';
import { isVersioned, wholeCandidate } from '../key-path.ts';

/**
 * JSON patches (RFC 6902): a list of operations, of which those that set an `image`, or add something that has one, hold
 * a reference. As a file of its own or inside a Kustomization.
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
  *find(document: ManifestDocument): Generator<Candidate> {
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
        yield wholeCandidate(document, jsonPatch.name, {
          node: value,
          path: [index, 'value'],
          merged: false,
        });
      }
    }
  },
  layers: (document) => findPatchedValues(document, jsonPatch.name),
};

/** Environment variables by which operators are told of their operands' images (`RELATED_IMAGE_X`). */
export const relatedImages: Format = {
  name: 'related-image',
  certainty: 'kind',
  recognises: (document) => document.kind !== '',
  *find(document: ManifestDocument): Generator<Candidate> {
    for (const { node, path, merged } of walk(document.root)) {
      if (node.kind !== 'map' || path.at(-2) !== 'env') continue;
      const value = nodeAt(node, 'value');
      if (value?.kind !== 'scalar' || !/^RELATED_IMAGE_/.test(textAt(node, 'name') ?? '')) continue;
      yield wholeCandidate(document, relatedImages.name, { node: value, path: [...path, 'value'], merged });
    }
  },
};
