import { varsIn } from '../../formats/kustomize/vars.ts';
import type { ViewDocument } from '../../view/view.ts';
import type { Kustomized } from '../kustomized-files.ts';
import { objectsIn } from '../placed-objects.ts';
import { findSources } from '../sources.ts';
import type { VariableScope } from './variable-scope.ts';

/** The `vars` of Kustomizations: whoever brings files together gives them to all of these. */
export function kustomizeScopes(
  documents: readonly ViewDocument[],
  kustomized: readonly Kustomized[],
): readonly VariableScope[] {
  const known = documents.flatMap((document) => [...varsIn(document)]);
  if (known.length === 0) return [];
  return kustomized.flatMap(({ files }) => {
    const vars = known.filter(({ document }) => files.has(document.path));
    const [giver] = vars;
    if (giver === undefined) return [];
    const seen = documents.filter(({ path }) => files.has(path));
    const objects = seen.flatMap(objectsIn);
    return {
      syntax: 'kustomize' as const,
      giver,
      covers: ({ view }) => files.has(view.file.path),
      sourcesOf(name: string) {
        const own = vars.filter((variable) => variable.name === name);
        const texts = own.flatMap((variable) => findSources(variable, seen, objects));
        return texts.length === 0 ? undefined : texts;
      },
      isOpen: false,
    } satisfies VariableScope;
  });
}
