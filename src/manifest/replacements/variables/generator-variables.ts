import { compileGlob, globProblem } from '../../../config/globs.ts';
import { type FilesGenerator, filesGenerators } from '../../formats/argo/generator-files.ts';
import { documentsAround, spanOf } from '../../view/reference-slot.ts';
import type { ViewDocument } from '../../view/view.ts';
import { nodeAt } from '../../yaml/merge.ts';
import { type ManifestNode, resolveAlias } from '../../yaml/tree.ts';
import type { VariableScope } from './variable-scope.ts';

/** What stands in the files of a generator, for the template of its ApplicationSet alone. */
export function generatorScopes(documents: readonly ViewDocument[]): readonly VariableScope[] {
  return documents.flatMap((document) =>
    [...filesGenerators(document)].map((generator) => generatorScope(generator, documents)),
  );
}

function generatorScope(generator: FilesGenerator, documents: readonly ViewDocument[]): VariableScope {
  const [isFile, isOut] = [generator.patterns, generator.excluded].map(generatorFileTest);
  const files = documents.filter(
    ({ path, view }) => view.outer === undefined && isFile?.(path) === true && isOut?.(path) !== true,
  );
  return {
    syntax: 'template',
    giver: generator,
    covers: (slot) => documentsAround(slot).some(({ document }) => document.root === generator.document.root),
    sourcesOf(name) {
      const texts = files.flatMap(({ root, view }) =>
        elementsIn(root).flatMap((element) => {
          const node = nodeAt(element, ...name.split('.'));
          return node?.kind === 'scalar' ? [{ view, span: spanOf(node), at: name }] : [];
        }),
      );
      return texts.length === 0 ? undefined : texts;
    },
    isOpen: false,
  };
}

/** A file may hold the parameters of one application, or a list of them. */
function elementsIn(root: ManifestNode): readonly ManifestNode[] {
  const resolved = resolveAlias(root);
  return resolved?.kind === 'seq' ? resolved.items : [root];
}

/** Whether a path is one of the files that a generator reads. A pattern that cannot be read fits none. */
export function generatorFileTest(patterns: readonly string[]): (path: string) => boolean {
  const tests = patterns
    .map((pattern) => pattern.replace(/^\.?\//, ''))
    .filter((pattern) => globProblem(pattern) === undefined)
    .map(compileGlob);
  return (path) => tests.some((matches) => matches(path));
}
