import type { LayerPart } from '../../formats/format.ts';
import type { ReferenceSlot } from '../../view/reference-slot.ts';
import type { ScalarNode } from '../../yaml/tree.ts';
import { takeVariables } from './take-variables.ts';
import type { VariableScope } from './variable-scope.ts';

/** The texts that stand for variables in images, and in values that may be laid over those of an image. */
export function variableTexts(
  slots: readonly ReferenceSlot[],
  layers: readonly LayerPart[],
  scopes: readonly VariableScope[],
): ReadonlySet<ScalarNode> {
  if (scopes.length === 0) return new Set();
  const ofLayers = takeVariables(layers.flatMap(asSlot), scopes);
  const takes = [...slots, ...ofLayers].flatMap((slot) => slot.takes ?? []);
  return new Set(takes.flatMap(({ sources }) => sources.map(({ span }) => span.node)));
}

function asSlot(part: LayerPart): readonly ReferenceSlot[] {
  const { format, view, at, merged, tag, digest, bareDigest } = part;
  if (tag === undefined && digest === undefined) return [];
  const parts = { tag, digest, registry: undefined, repository: undefined, insertion: undefined, bareDigest };
  return [{ shape: 'split', format, view, at, merged, ...parts, emptyTagIsDefault: true }];
}
