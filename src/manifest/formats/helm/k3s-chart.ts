import type { Candidate } from '../../view/candidate.ts';
import type { ManifestDocument } from '../../view/view.ts';
import { nodeAt } from '../../yaml/merge.ts';
import { scalarsAt } from '../key-path.ts';
import type { Format, LayerPart } from '../format.ts';
import {
  findHelmParameters,
  findParameterLayers,
  namedParameter,
  type HelmParameter,
} from './parameters.ts';
import { chartGroup } from './value-groups.ts';

/**
 * The HelmChart of K3s and RKE2 (https://docs.k3s.io/add-ons/helm): `spec.set`, whose keys are those of `helm --set`, and which
 * beats `spec.valuesContent`.
 */
export const helmChart: Format = {
  name: 'helm-chart',
  certainty: 'kind',
  recognises: (document) =>
    document.kind === 'HelmChart' && document.apiVersion.startsWith('helm.cattle.io/'),
  find: (document): Iterable<Candidate> =>
    findHelmParameters(document, helmChart.name, parametersOf(document), chartGroup(document.name)),
  layers: (document): Iterable<LayerPart> =>
    findParameterLayers(document, helmChart.name, parametersOf(document), chartGroup(document.name)),
};

function parametersOf(document: ManifestDocument): readonly HelmParameter[] {
  const set = nodeAt(document.root, 'spec', 'set');
  return [...scalarsAt(set, ['*'], ['spec', 'set'])].map(({ node, path }) =>
    namedParameter(String(path.at(-1)), node, path),
  );
}
