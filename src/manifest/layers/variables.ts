import { spanText, type Candidate } from '../view/candidate.ts';
import type { LayerPart } from '../formats/format.ts';

/**
 * `${REGISTRY}/acme/app` with `REGISTRY=ghcr.io` in an environment file: puts the value in the place of the
 * variable, where all files of the group agree on one.
 */
export function applyVariables(
  candidates: readonly Candidate[],
  layers: readonly LayerPart[],
): readonly Candidate[] {
  return candidates.map((candidate) => {
    if (candidate.shape !== 'split' || candidate.named?.includes('$') !== true) return candidate;
    const group = candidate.unit?.group;
    const named = candidate.named.replace(/\$\{(\w+)\}/g, (variable, name: string) => {
      const values = new Set(
        layers.flatMap((part) =>
          part.group === group && part.path === name && part.tag !== undefined ? [spanText(part.tag)] : [],
        ),
      );
      const [value = ''] = values;
      return values.size === 1 && value !== '' ? value : variable;
    });
    return { ...candidate, named };
  });
}
