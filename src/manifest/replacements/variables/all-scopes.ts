import type { ViewDocument } from '../../view/view.ts';
import type { Kustomized, KnownFiles } from '../kustomized-files.ts';
import { fluxScopes } from './flux-variables.ts';
import { generatorScopes } from './generator-variables.ts';
import { kustomizeScopes } from './kustomize-variables.ts';
import type { VariableScope } from './variable-scope.ts';

/** Everything in the files that gives variables their values, apart from Compose, whose files are layers. */
export function variableScopes(
  documents: readonly ViewDocument[],
  kustomized: readonly Kustomized[],
  files: KnownFiles,
): readonly VariableScope[] {
  return [
    ...fluxScopes(documents, files),
    ...kustomizeScopes(documents, kustomized),
    ...generatorScopes(documents),
  ];
}
