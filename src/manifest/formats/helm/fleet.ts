import { folderOf, isDynamic, resolvePath } from '../../text/repository-path.ts';
import type { ReferenceSlot } from '../../view/reference-slot.ts';
import type { ViewDocument } from '../../view/view.ts';
import { textAt } from '../../yaml/merge.ts';
import { type ManifestNode, type Path, resolveAlias } from '../../yaml/tree.ts';
import type { Format, LayerPart, ValuesStack } from '../format.ts';
import { nodesAt, textsAt } from '../key-path.ts';
import { ociChart } from './oci-chart.ts';
import { chartFiles, type ValuesOwner } from './value-groups.ts';
import { findValueLayers } from './value-layers.ts';
import { findValues } from './values.ts';

/**
 *     helm:
 *       values: { image: { repository: ghcr.io/acme/app, tag: v1 } }
 *     targetCustomizations:
 *       - helm: { values: { image: { tag: v2 } } }
 *
 * Rancher Fleet's `fleet.yaml` (https://fleet.rancher.io/ref-fleet-yaml). A customization lays its values
 * over the others on some clusters.
 */
export const fleet: Format = {
  name: 'fleet',
  certainty: 'words',
  recognises: (document) =>
    /(?:^|\/)fleet\.ya?ml$/.test(document.path) && document.kind === '' && document.view.outer === undefined,
  *find(document): Generator<ReferenceSlot> {
    for (const keys of HELM) {
      for (const { node, path } of nodesAt(document.root, keys)) {
        const map = resolveAlias(node);
        if (map?.kind === 'map') yield* ociChart(document, fleet.name, { map, path, keys: CHART });
      }
    }
    for (const { node, path } of inlineValues(document)) yield* findValues(ownerOf(document), node, path);
  },
  *layers(document): Generator<LayerPart> {
    for (const { node, path } of inlineValues(document))
      yield* findValueLayers(ownerOf(document), node, path);
  },
  *stacks(document): Generator<ValuesStack> {
    const charts = chartFiles(textAt(document.root, 'helm', 'chart'));
    const named = HELM.flatMap((keys) => textsAt(document.root, ...keys, 'valuesFiles', '[]'));
    const files = [...charts, ...named].flatMap((path) => resolvePath(folderOf(document.path), path) ?? []);
    yield { group: ownerOf(document).group, files, groups: [], isOpen: named.some(isDynamic) };
  },
};

const CHART = { home: 'repo', chart: 'chart', version: 'version' };

const HELM = [['helm'], ['targetCustomizations', '[]', 'helm']];

function* inlineValues(document: ViewDocument): Generator<{ node: ManifestNode; path: Path }> {
  for (const keys of HELM) yield* nodesAt(document.root, [...keys, 'values']);
}

function ownerOf(document: ViewDocument): ValuesOwner {
  return { document, format: fleet.name, group: `fleet ${document.path}` };
}
