import { folderOf, isDynamic, resolvePath } from '../../text/repository-path.ts';
import type { ReferenceSlot } from '../../view/reference-slot.ts';
import type { ViewDocument } from '../../view/view.ts';
import { nodeAt, textAt } from '../../yaml/merge.ts';
import { type ManifestNode, type Path, pathText } from '../../yaml/tree.ts';
import type { Format, LayerPart, ValuesStack } from '../format.ts';
import { dataGroup, textOrTexts } from '../helm/value-groups.ts';
import { findValueLayers } from '../helm/value-layers.ts';
import { findValues } from '../helm/values.ts';
import { nodesAt, textsAt } from '../key-path.ts';
import { kustomize } from './images.ts';

const INFLATOR = 'HelmChartInflationGenerator';

/**
 *     helmCharts:
 *       - name: app
 *         valuesFile: values.yaml
 *         valuesInline: { image: { repository: ghcr.io/acme/app, tag: v1 } }
 *
 * Charts that Kustomize inflates, with `valuesInline` over the files of values
 * (https://kubectl.docs.kubernetes.io/references/kustomize/builtins/#_helmchartinflationgenerator_). Its
 * generators fill ConfigMaps from files, and a HelmRelease may read values there.
 */
export const kustomizeHelmCharts: Format = {
  name: 'kustomize-helm-charts',
  certainty: 'kind',
  recognises: (document) => kustomize.recognises(document) || document.kind === INFLATOR,
  *find(document): Generator<ReferenceSlot> {
    for (const { owner, values, at } of inlineValues(document)) yield* findValues(owner, values, at);
  },
  *layers(document): Generator<LayerPart> {
    for (const { owner, values, at } of inlineValues(document)) yield* findValueLayers(owner, values, at);
  },
  *stacks(document): Generator<ValuesStack> {
    const chartHome = textAt(document.root, 'helmGlobals', 'chartHome') ?? 'charts';
    for (const { node, group } of chartsOf(document)) {
      const files = [
        `${textAt(node, 'chartHome') ?? chartHome}/${textAt(node, 'name') ?? ''}/values.yaml`,
        ...textsAt(node, 'valuesFile'),
        ...textsAt(node, 'additionalValuesFiles', '[]'),
      ];
      yield stack(document, group, files);
    }
    yield* generatedObjects(document);
  },
};

interface InflatedChart {
  readonly node: ManifestNode;
  readonly path: Path;
  readonly group: string;
}

function* chartsOf(document: ViewDocument): Generator<InflatedChart> {
  const charts =
    document.kind === INFLATOR
      ? [{ node: document.root, path: [] }]
      : nodesAt(document.root, ['helmCharts', '[]']);
  for (const { node, path } of charts) yield { node, path, group: `${document.path} ${pathText(path)}` };
}

function* inlineValues(document: ViewDocument) {
  for (const { node, path, group } of chartsOf(document)) {
    const values = nodeAt(node, 'valuesInline');
    const owner = { document, format: kustomizeHelmCharts.name, group };
    if (values !== undefined) yield { owner, values, at: [...path, 'valuesInline'] };
  }
}

const GENERATORS = [
  ['configMapGenerator', 'ConfigMap'],
  ['secretGenerator', 'Secret'],
] as const;

/**
 * `files: [values.yaml=prod.yaml]` of a generator fills that key of the object from the file. A path alone is
 * its own key.
 */
function* generatedObjects(document: ViewDocument): Generator<ValuesStack> {
  for (const [key, kind] of GENERATORS) {
    for (const { node } of nodesAt(document.root, [key, '[]'])) {
      for (const text of textOrTexts(node, 'files')) {
        const equals = text.indexOf('=');
        const file = text.slice(equals + 1);
        const dataKey = equals === -1 ? file.slice(file.lastIndexOf('/') + 1) : text.slice(0, equals);
        const group = dataGroup(kind, textAt(node, 'name') ?? '', dataKey);
        yield { ...stack(document, group, [file]), isSource: true };
      }
    }
  }
}

function stack(document: ViewDocument, group: string, paths: readonly string[]): ValuesStack {
  const files = paths.flatMap((path) => resolvePath(folderOf(document.path), path) ?? []);
  return { group, files, groups: [], isOpen: paths.some(isDynamic) };
}
