import type { Candidate } from '../../view/candidate.ts';
import type { ManifestDocument } from '../../view/view.ts';
import { textAt } from '../../yaml/merge.ts';
import type { ManifestNode, Path } from '../../yaml/tree.ts';
import type { Format, LayerPart, ValuesStack } from '../format.ts';
import { findValues } from './values.ts';
import { findLayerParts } from './value-layers.ts';
import { nodesAt } from '../key-path.ts';
import { folderOf, isDynamic, resolvePath } from '../../text/repository-path.ts';
import { chartFiles, textsAt } from './value-groups.ts';

/**
 * Rancher Fleet's `fleet.yaml` (https://fleet.rancher.io/ref-fleet-yaml): `helm.values`, over which `targetCustomizations` lay those
 * of some clusters.
 */
export const fleet: Format = {
  name: 'fleet',
  certainty: 'words',
  recognises: (document) =>
    /(?:^|\/)fleet\.ya?ml$/.test(document.path) && document.kind === '' && document.view.outer === undefined,
  *find(document): Generator<Candidate> {
    for (const { node, path } of inlineValues(document))
      yield* findValues(document, fleet.name, node, path, groupOf(document));
  },
  *layers(document): Generator<LayerPart> {
    for (const { node, path } of inlineValues(document))
      yield* findLayerParts(document, fleet.name, node, path, groupOf(document));
  },
  *stacks(document): Generator<ValuesStack> {
    const charts = chartFiles(textAt(document.root, 'helm', 'chart'));
    const named = HELM.flatMap((keys) => textsAt(document.root, ...keys, 'valuesFiles', '[]'));
    const files = [...charts, ...named].flatMap((path) => resolvePath(folderOf(document.path), path) ?? []);
    yield { group: groupOf(document), files, groups: [], isOpen: named.some(isDynamic) };
  },
};

const HELM = [['helm'], ['targetCustomizations', '[]', 'helm']];

function* inlineValues(document: ManifestDocument): Generator<{ node: ManifestNode; path: Path }> {
  for (const keys of HELM) yield* nodesAt(document.root, [...keys, 'values']);
}

function groupOf({ path }: ManifestDocument): string {
  return `fleet ${path}`;
}
