import type { ReferenceSlot } from '../../view/reference-slot.ts';
import type { ViewDocument, NestedText } from '../../view/view.ts';
import { textAt } from '../../yaml/merge.ts';
import { type Path, pathText } from '../../yaml/tree.ts';
import type { Format } from '../format.ts';
import { inlineGroup } from '../helm/release-patches.ts';
import { chartGroup, dataGroup } from '../helm/value-groups.ts';
import { walk } from '../../yaml/walk.ts';
import { scalarsAt } from '../key-path.ts';
import { kustomize } from '../kustomize/images.ts';
import { isRecord } from './image-keys.ts';
import { objectsOf } from './kubernetes-objects.ts';

const IN_KUSTOMIZATION = [
  ['patches', '[]', 'patch'],
  ['patchesJson6902', '[]', 'patch'],
  ['patchesStrategicMerge', '[]'],
  ['transformers', '[]'],
  ['generators', '[]'],
];

const MANIFEST_OF_WORKFLOW = [['spec', 'templates', '[]', 'resource', 'manifest']];

/** Where objects carry YAML or JSON inside a string. */
const PLACES: ReadonlyMap<string, readonly (readonly string[])[]> = new Map(
  Object.entries({
    ConfigMap: [['data', '*']],
    Secret: [['stringData', '*']],
    SealedSecret: [['spec', 'template', 'data', '*']],
    ExternalSecret: [['spec', 'target', 'template', 'data', '*']],
    HelmChart: [['spec', 'valuesContent']],
    HelmChartConfig: [['spec', 'valuesContent']],
    HelmRelease: [['spec', 'postRenderers', '[]', 'kustomize', 'patches', '[]', 'patch']],
    Kustomization: [...IN_KUSTOMIZATION, ['spec', 'patches', '[]', 'patch']],
    Component: IN_KUSTOMIZATION,
    Workflow: MANIFEST_OF_WORKFLOW,
    WorkflowTemplate: MANIFEST_OF_WORKFLOW,
    ClusterWorkflowTemplate: MANIFEST_OF_WORKFLOW,
    CronWorkflow: [['spec', 'workflowSpec', 'templates', '[]', 'resource', 'manifest']],
    Application: [
      ['spec', 'source', 'kustomize', 'patches', '[]', 'patch'],
      ['spec', 'sources', '[]', 'kustomize', 'patches', '[]', 'patch'],
    ],
    ApplicationSet: [
      ['spec', 'template', 'spec', 'source', 'kustomize', 'patches', '[]', 'patch'],
      ['spec', 'template', 'spec', 'sources', '[]', 'kustomize', 'patches', '[]', 'patch'],
    ],
  }),
);

/**
 *     kind: ConfigMap
 *     data:
 *       values.yaml: |
 *         image: { repository: ghcr.io/acme/app, tag: v1 }
 *
 * Texts inside texts: the data of a ConfigMap, the inline patches of a Kustomization, blocks of values. The
 * format of the inner document finds what they hold. It is edited through the outer scalar.
 */
export const nestedTexts: Format = {
  name: 'nested-text',
  certainty: 'any',
  recognises: ({ view }) => view.language !== 'lines',
  find: (): Iterable<ReferenceSlot> => [],
  *nested(document): Generator<NestedText> {
    for (const object of objectsOf({ ...document, kind: kindOf(document) })) {
      const { kind, root, path: at } = object;
      for (const keys of PLACES.get(kind) ?? []) {
        for (const { node, path } of scalarsAt(root, keys)) {
          const name = textAt(root, 'metadata', 'name') ?? '';
          const group = groupOf(
            { ...document, kind: at.length === 0 ? document.kind : kind, root, name },
            path,
          );
          yield { node, at: pathText([...at, ...path]), group };
        }
      }
    }
    yield* blocksOfValues(document);
  },
};

/**
 * `extraContainers: |` in values, also in those that an object carries: charts render such a block as it is,
 * or through a template.
 */
function* blocksOfValues(document: ViewDocument): Generator<NestedText> {
  const areValues = document.kind === '' && document.apiVersion === '';
  for (const { node, path } of walk(document.root)) {
    if (node.kind !== 'scalar' || node.style !== 'literal' || !node.text.includes(':')) continue;
    const isCarried = areValues || path.some((step) => VALUES.has(step)) || isManifest(node.text);
    if (isCarried && !isRecord(path)) yield { node, at: pathText(path) };
  }
}

/**
 * `resources: [{ content: | … }]`: a text that begins as an object of Kubernetes is one, whoever carries it.
 */
function isManifest(text: string): boolean {
  return (
    /^(?:\s*(?:#.*|---.*)?\n)*(?:apiVersion|kind):/.test(text) &&
    /^apiVersion:/m.test(text) &&
    /^kind:/m.test(text)
  );
}

const VALUES: ReadonlySet<unknown> = new Set(['values', 'valuesObject', 'valuesInline']);

function groupOf(document: ViewDocument, path: Path): string {
  const { kind, name } = document;
  if (kind === 'ConfigMap' || kind === 'Secret') return dataGroup(kind, name, String(path.at(-1)));
  return kind.startsWith('HelmChart') ? chartGroup(name) : inlineGroup(document, path);
}

/** A Kustomization may leave its kind out: its file name says it. */
function kindOf(document: ViewDocument): string {
  return document.kind === '' && kustomize.recognises(document) ? 'Kustomization' : document.kind;
}
