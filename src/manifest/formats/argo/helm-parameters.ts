import { nodeAt, textAt } from '../../yaml/merge.ts';
import type { ManifestNode, Path } from '../../yaml/tree.ts';
import type { LayerPart } from '../format.ts';
import { findParameterLayers, type HelmParameter, namedParameter } from '../helm/parameters.ts';
import type { ValuesOwner } from '../helm/value-groups.ts';
import { nodesAt } from '../key-path.ts';

/** `helm: {parameters: [{name: image.tag, value: v1}]}` of a source, which stands at `at`. */
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

/**
 * `helm: {fileParameters: [{name: image.tag, path: tag.txt}]}` takes a whole file for one value. It beats the
 * other parameters, and what would have to be written stands in that file.
 */
export function* findFileParameters(
  owner: ValuesOwner,
  source: ManifestNode,
  at: Path,
): Generator<LayerPart> {
  for (const { node, path } of nodesAt(source, ['helm', 'fileParameters', '[]'], at)) {
    const name = nodeAt(node, 'name');
    if (name?.kind !== 'scalar') continue;
    const parameter = namedParameter(name.text, name, [...path, 'name']);
    const takenFrom = `the file ${textAt(node, 'path') ?? ''}`;
    for (const part of findParameterLayers(owner, [parameter]))
      yield { ...part, registry: undefined, takenFrom };
  }
}
