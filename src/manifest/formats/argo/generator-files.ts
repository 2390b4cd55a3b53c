import type { ViewDocument } from '../../view/view.ts';
import { textAt } from '../../yaml/merge.ts';
import { type ManifestNode, pathText } from '../../yaml/tree.ts';
import { nodesAt, textsAt } from '../key-path.ts';
import { GENERATORS } from './generator-elements.ts';

/**
 *     kind: ApplicationSet
 *     spec:
 *       generators:
 *         - git: { files: [{ path: apps/shop/config.json }] }
 *
 * A generator that hands what stands in files to the template: `{{image.tag}}` is `image.tag` of each
 * (https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Git/).
 */
export interface FilesGenerator {
  readonly document: ViewDocument;
  readonly at: string;
  readonly node: ManifestNode;
  /** From the root of the config repo. */
  readonly patterns: readonly string[];
  /** Files that fit one of these are left out. */
  readonly excluded: readonly string[];
}

export function* filesGenerators(document: ViewDocument): Generator<FilesGenerator> {
  if (document.kind !== 'ApplicationSet') return;
  for (const keys of GENERATORS) {
    for (const { node, path } of nodesAt(document.root, [...keys, 'git'])) {
      const files = [...nodesAt(node, ['files', '[]'])].map((file) => file.node);
      const [out, patterns] = [true, false].map((excludes) =>
        files
          .filter((file) => (textAt(file, 'exclude') === 'true') === excludes)
          .flatMap((file) => textsAt(file, 'path')),
      );
      if (patterns === undefined || out === undefined || patterns.length === 0) continue;
      yield { document, at: pathText([...path, 'files']), node, patterns, excluded: out };
    }
  }
}
