import { spanOf, type Candidate } from '../candidate.ts';
import type { ManifestDocument } from '../view.ts';
import { textAt, nodeAt } from '../yaml/merge.ts';
import { pathText, resolveAlias } from '../yaml/tree.ts';
import { walk } from '../yaml/walk.ts';
import type { Format } from './format.ts';
import { findPatchedValues } from './release-patches.ts';

/**
 * JSON patches (RFC 6902) of workloads: a list of operations, of which those that set an `image` hold a reference. As a
 * file of its own or inside a Kustomization.
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
      if (value?.kind !== 'scalar' || !/\/(?:image|reference)$/.test(textAt(item, 'path') ?? '')) continue;
      const at = pathText([index, 'value']);
      yield {
        shape: 'whole',
        format: jsonPatch.name,
        view: document.view,
        at,
        merged: false,
        value: spanOf(value),
      };
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
      const at = pathText([...path, 'value']);
      yield {
        shape: 'whole',
        format: relatedImages.name,
        view: document.view,
        at,
        merged,
        value: spanOf(value),
      };
    }
  },
};
