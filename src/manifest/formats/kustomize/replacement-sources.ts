import { declaredParts, type Candidate } from '../../view/candidate.ts';
import type { ManifestDocument } from '../../view/view.ts';
import { pathText } from '../../yaml/tree.ts';
import { assignmentOf, findAssigned } from '../compose/env-file.ts';
import { scalarsAt, nodesAt, wholeCandidate } from '../key-path.ts';

/**
 * What the `replacements` of a Kustomization put into images: their `sourceValue`, and the literals of generators, from
 * which they take fields (https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/replacements/).
 */
export function* findReplacementSources(document: ManifestDocument, format: string): Generator<Candidate> {
  for (const candidate of sources(document, format)) {
    // A repository alone may be put before a tag that stands elsewhere.
    const { tag, digest } = declaredParts(candidate);
    if (tag !== undefined || digest !== undefined) yield candidate;
  }
}

function* sources(document: ManifestDocument, format: string): Generator<Candidate> {
  for (const reached of scalarsAt(document.root, ['replacements', '[]', 'sourceValue'])) {
    yield wholeCandidate(document, format, reached);
  }
  for (const generator of ['configMapGenerator', 'secretGenerator']) {
    for (const { node, path } of nodesAt(document.root, [generator, '[]'])) {
      const literals = [...scalarsAt(node, ['literals', '[]'], path)];
      const assignments = literals.flatMap((one) => assignmentOf(one.node, pathText(one.path)) ?? []);
      yield* findAssigned(document, format, assignments);
    }
  }
}
