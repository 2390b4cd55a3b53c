import { isChartFile } from '../../text/may-hold-values.ts';
import { folderOf, resolvePath } from '../../text/repository-path.ts';
import type { ReferenceSlot } from '../../view/reference-slot.ts';
import type { ViewDocument, NestedText } from '../../view/view.ts';
import { nodeAt, textAt } from '../../yaml/merge.ts';
import type { ChartDependency, Format } from '../format.ts';
import { nodesAt, scalarsAt } from '../key-path.ts';

const ARTIFACT_HUB_IMAGES = 'artifacthub.io/images';
const LOCAL = 'file://';

/**
 *     appVersion: v1
 *     annotations:
 *       artifacthub.io/images: |
 *         - image: ghcr.io/acme/app:v1
 *
 * `Chart.yaml`: the list of images in Artifact Hub's annotation, and `appVersion` when the caller asks for it
 * (https://helm.sh/docs/topics/charts/#the-chartyaml-file).
 */
export const chart: Format = {
  name: 'chart',
  certainty: 'kind',
  recognises: (document) => isChartFile(document.path) && document.view.outer === undefined,
  *find(document, { appVersionOf }): Generator<ReferenceSlot> {
    const appVersion = nodeAt(document.root, 'appVersion');
    if (appVersionOf === undefined || appVersion?.kind !== 'scalar') return;
    yield {
      shape: 'split',
      format: chart.name,
      view: document.view,
      at: 'appVersion',
      merged: false,
      asserted: { by: 'name', name: appVersionOf },
      registry: undefined,
      repository: undefined,
      tag: { node: appVersion, from: 0, to: appVersion.text.length },
      digest: undefined,
      insertion: undefined,
      bareDigest: false,
      emptyTagIsDefault: false,
    };
  },
  *nested(document): Generator<NestedText> {
    for (const { node } of scalarsAt(document.root, ['annotations', ARTIFACT_HUB_IMAGES])) {
      yield { node, at: `annotations["${ARTIFACT_HUB_IMAGES}"]` };
    }
  },
  dependencies: findDependencies,
};

/**
 * `dependencies: [{name: app, repository: file://../app}]`
 * (https://helm.sh/docs/topics/charts/#chart-dependencies).
 */
function* findDependencies(document: ViewDocument): Generator<ChartDependency> {
  const parent = folderOf(document.path);
  for (const { node } of nodesAt(document.root, ['dependencies', '[]'])) {
    const name = textAt(node, 'name');
    if (name === undefined) continue;
    const repository = textAt(node, 'repository') ?? '';
    const path = repository.startsWith(LOCAL)
      ? resolvePath(parent, repository.slice(LOCAL.length))
      : undefined;
    const alias = textAt(node, 'alias');
    const folder = path === undefined || path === '' ? path : `${path}/`;
    yield { parent, name, alias: alias === '' ? undefined : alias, folder };
  }
}
