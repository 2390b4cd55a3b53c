import { type PostBuild, postBuildsIn } from '../../formats/flux/post-build.ts';
import { objectsIn } from '../placed-objects.ts';
import type { PlacedObject } from '../../formats/kustomize/replacements.ts';
import { resolvePath } from '../../text/repository-path.ts';
import { spanOf } from '../../view/reference-slot.ts';
import type { SourceText } from '../../view/source-text.ts';
import type { ViewDocument } from '../../view/view.ts';
import { nodeAt, textAt } from '../../yaml/merge.ts';
import type { ManifestNode } from '../../yaml/tree.ts';
import { type KnownFiles, reachedFrom } from '../kustomized-files.ts';
import { findSources } from '../sources.ts';
import type { VariableScope } from './variable-scope.ts';

/** The variables of Flux's Kustomizations: each gives them to what lies at its path. */
export function fluxScopes(documents: readonly ViewDocument[], files: KnownFiles): readonly VariableScope[] {
  const all = documents.flatMap((document) => [...postBuildsIn(document)]);
  if (all.length === 0) return [];
  const objects = documents.flatMap(objectsIn);
  return all.map((postBuild) => fluxScope(postBuild, { documents, objects, files }));
}

/** Everything among the files. */
interface Surroundings {
  readonly documents: readonly ViewDocument[];
  readonly objects: readonly PlacedObject[];
  readonly files: KnownFiles;
}

function fluxScope(postBuild: PostBuild, { documents, objects, files }: Surroundings): VariableScope {
  const { document, at, node, path, substitute, substituteFrom } = postBuild;
  const folder = resolvePath('', path);
  const reached = folder === undefined ? new Set<string>() : reachedFrom(folder, files);
  const textsOf = (from: ManifestNode, name: string): readonly SourceText[] => {
    const field = textAt(from, 'kind') === 'Secret' ? 'stringData' : 'data';
    const taken = { document, at, source: from, fieldPath: `${field}.${name.replaceAll('.', '\\.')}` };
    return findSources(taken, documents, objects);
  };
  return {
    syntax: 'flux',
    giver: { document, at, node },
    covers: ({ view }) => reached.has(view.file.path),
    sourcesOf(name) {
      const own = nodeAt(substitute, name);
      const inline =
        own?.kind === 'scalar'
          ? [{ view: document.view, span: spanOf(own), at: `${at}.substitute.${name}` }]
          : [];
      return [...inline, ...substituteFrom.flatMap((from) => textsOf(from, name))];
    },
    isOpen: substituteFrom.some((from) => !isAmong(from, objects)),
  };
}

/** Whether an object of this kind and name is among the files, so that it is known what it sets. */
function isAmong(from: ManifestNode, objects: readonly PlacedObject[]): boolean {
  const [kind, name] = [textAt(from, 'kind'), textAt(from, 'name')];
  return kind === 'ConfigMap' && objects.some((object) => object.kind === kind && object.name === name);
}
