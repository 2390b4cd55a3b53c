import { type ReferenceSlot, declaredParts } from '../../view/reference-slot.ts';
import type { ViewDocument } from '../../view/view.ts';
import { pathText } from '../../yaml/tree.ts';
import { assignmentOf, findAssigned } from '../compose/env-file.ts';
import { nodesAt, scalarsAt } from '../key-path.ts';
import { wholeSlot } from '../whole-reference.ts';

/**
 * `replacements: [{sourceValue: ghcr.io/acme/app:v1}]` and `configMapGenerator: [{literals: [APP_IMAGE=…]}]`:
 * the texts that the replacements of a Kustomization put into images. They take fields of what generators
 * make (https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/replacements/).
 */
export function* findReplacementSources(document: ViewDocument, format: string): Generator<ReferenceSlot> {
  for (const slot of sources(document, format)) {
    // A repository alone may be put before a tag that stands elsewhere.
    const { tag, digest } = declaredParts(slot);
    if (tag !== undefined || digest !== undefined) yield slot;
  }
}

function* sources(document: ViewDocument, format: string): Generator<ReferenceSlot> {
  for (const value of scalarsAt(document.root, ['replacements', '[]', 'sourceValue'])) {
    yield wholeSlot(document, format, value);
  }
  for (const generator of ['configMapGenerator', 'secretGenerator']) {
    for (const { node, path } of nodesAt(document.root, [generator, '[]'])) {
      const literals = [...scalarsAt(node, ['literals', '[]'], path)];
      const assignments = literals.flatMap(
        ({ node: literal, path: at }) => assignmentOf(literal, pathText(at)) ?? [],
      );
      yield* findAssigned(document, format, assignments);
    }
  }
}
