import type { ManifestDocument } from '../../view/view.ts';
import { nodeAt, textAt } from '../../yaml/merge.ts';
import type { ManifestNode, Path } from '../../yaml/tree.ts';
import type { LayerPart } from '../format.ts';
import { findParameterLayers, namedParameter, type HelmParameter } from '../helm/parameters.ts';
import { nodesAt } from '../key-path.ts';

/** The values that `helm.parameters` of a source set. */
export function argoParameters(source: ManifestNode, at: Path): readonly HelmParameter[] {
  const parameters: HelmParameter[] = [];
  for (const { node, path } of nodesAt(source, ['helm', 'parameters', '[]'], at)) {
    const name = nodeAt(node, 'name');
    const value = nodeAt(node, 'value');
    if (name?.kind === 'scalar' && value?.kind === 'scalar')
      parameters.push(namedParameter(name.text, value, [...path, 'value']));
  }
  return parameters;
}

/** `fileParameters` take a whole file for one value, and beat the other parameters. */
export function* findFileParameters(
  document: ManifestDocument,
  format: string,
  source: ManifestNode,
  at: Path,
  group: string,
): Generator<LayerPart> {
  for (const { node, path } of nodesAt(source, ['helm', 'fileParameters', '[]'], at)) {
    const name = nodeAt(node, 'name');
    if (name?.kind !== 'scalar') continue;
    const parameter = namedParameter(name.text, name, [...path, 'name']);
    const takenFrom = `the file ${textAt(node, 'path') ?? ''}`;
    for (const part of findParameterLayers(document, format, [parameter], group))
      yield { ...part, registry: undefined, takenFrom };
  }
}
