import type { ReferenceSlot } from '../../view/reference-slot.ts';
import type { ViewDocument } from '../../view/view.ts';
import { nodeAt } from '../../yaml/merge.ts';
import type { Format, LayerPart } from '../format.ts';
import { scalarsAt } from '../key-path.ts';
import { findHelmParameters, findParameterLayers, type HelmParameter, namedParameter } from './parameters.ts';
import { chartGroup, type ValuesOwner } from './value-groups.ts';

/**
 *     kind: HelmChart
 *     spec: { set: { image.repository: ghcr.io/acme/app, image.tag: v1 } }
 *
 * The HelmChart of K3s and RKE2 (https://docs.k3s.io/add-ons/helm). The keys of `spec.set` are those of `helm
 * --set`, and beat the values in `spec.valuesContent`.
 */
export const k3sChart: Format = {
  name: 'helm-chart',
  certainty: 'kind',
  recognises: (document) =>
    document.kind === 'HelmChart' && document.apiVersion.startsWith('helm.cattle.io/'),
  find: (document): Iterable<ReferenceSlot> => findHelmParameters(ownerOf(document), parametersOf(document)),
  layers: (document): Iterable<LayerPart> => findParameterLayers(ownerOf(document), parametersOf(document)),
};

function ownerOf(document: ViewDocument): ValuesOwner {
  return { document, format: k3sChart.name, group: chartGroup(document.name) };
}

function parametersOf(document: ViewDocument): readonly HelmParameter[] {
  const set = nodeAt(document.root, 'spec', 'set');
  return [...scalarsAt(set, ['*'], ['spec', 'set'])].map(({ node, path }) =>
    namedParameter(String(path.at(-1)), node, path),
  );
}
