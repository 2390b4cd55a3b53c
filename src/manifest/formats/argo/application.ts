import { folderOf, isDynamic, resolvePath } from '../../text/repository-path.ts';
import { type ReferenceSlot, nodesOf, spanOf } from '../../view/reference-slot.ts';
import type { ViewDocument, NestedText } from '../../view/view.ts';
import { nodeAt, textAt } from '../../yaml/merge.ts';
import { type ManifestNode, type Path, pathText, resolveAlias } from '../../yaml/tree.ts';
import type { Format, ValuesStack } from '../format.ts';
import { ociChart } from '../helm/oci-chart.ts';
import { findHelmParameters, findParameterLayers } from '../helm/parameters.ts';
import type { ValuesOwner } from '../helm/value-groups.ts';
import { findValueLayers } from '../helm/value-layers.ts';
import { findValues } from '../helm/values.ts';
import { nodesAt, scalarsAt, textsAt } from '../key-path.ts';
import { elementsOf, layerThroughElements, throughElements } from './generator-elements.ts';
import { argoParameters, findFileParameters } from './helm-parameters.ts';

/**
 *     kind: Application
 *     spec:
 *       source:
 *         kustomize: { images: [app=ghcr.io/acme/app:v1] }
 *         helm: { parameters: [{ name: image.tag, value: v1 }], valuesObject: { image: { tag: v1 } } }
 *
 * Argo CD's sources, in an Application, in the template of an ApplicationSet, in the `templatePatch` that is
 * laid over it, and in a `.argocd-source` file. `helm.values` is YAML in a text
 * (https://argo-cd.readthedocs.io/en/stable/user-guide/application-specification/).
 */
export const argoCd: Format = {
  name: 'argo-cd',
  certainty: 'kind',
  recognises: (document) =>
    (SOURCES.has(document.kind) && document.apiVersion.startsWith('argoproj.io/')) ||
    isSourceFile(document) ||
    patchedSet(document) !== undefined,
  *find(document) {
    const elements = [...elementsOf(document)];
    // References among the parameters of a template follow the words of values.
    const ofElements = elements.flatMap(({ node, path }) => [
      ...findValues(ownerOf(document, path), node, path),
    ]);
    yield* ofElements;
    const ofSources = [...sourcesOf(document)].flatMap((source) => [...inSource(document, source)]);
    for (const { node, path } of sourcesOf(document)) {
      const map = resolveAlias(node);
      if (map?.kind === 'map') yield* ociChart(document, argoCd.name, { map, path, keys: CHART });
    }
    const claimed = new Set(ofElements.flatMap(nodesOf));
    yield* throughElements(document, elements, ofSources, claimed);
  },
  *layers(document) {
    const elements = [...elementsOf(document)];
    for (const { node, path } of sourcesOf(document)) {
      const values = nodeAt(node, 'helm', 'valuesObject');
      const owner = ownerOf(document, path);
      const parts = [
        ...(values === undefined ? [] : findValueLayers(owner, values, [...path, 'helm', 'valuesObject'])),
        ...findParameterLayers(owner, argoParameters(node, path)),
        ...findFileParameters(owner, node, path),
      ];
      yield* parts.flatMap((part) => layerThroughElements(document, elements, part));
    }
  },
  *stacks(document): Generator<ValuesStack> {
    if (patchedSet(document) !== undefined) return;
    for (const { node, path } of sourcesOf(document)) {
      yield stackOf(document, node, groupOf(document, path));
    }
  },
  *nested(document): Generator<NestedText> {
    const patch =
      document.kind === 'ApplicationSet' ? nodeAt(document.root, 'spec', 'templatePatch') : undefined;
    if (patch?.kind === 'scalar') yield { node: patch, at: TEMPLATE_PATCH, group: objectOf(document) };
    for (const { node, path } of sourcesOf(document)) {
      const values = nodeAt(node, 'helm', 'values');
      if (values?.kind !== 'scalar') continue;
      yield { node: values, at: pathText([...path, 'helm', 'values']), group: groupOf(document, path) };
    }
  },
};

const CHART = { home: 'repoURL', chart: 'chart', version: 'targetRevision' };

/** Where the sources of a kind stand. */
const SOURCES: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  [
    'Application',
    [
      ['spec', 'source'],
      ['spec', 'sources', '[]'],
    ],
  ],
  [
    'ApplicationSet',
    [
      ['spec', 'template', 'spec', 'source'],
      ['spec', 'template', 'spec', 'sources', '[]'],
    ],
  ],
]);
const SOURCE_FILE = /(?:^|\/)\.argocd-source(?:-[^/]*)?\.ya?ml$/;
const TEMPLATE_PATCH = 'spec.templatePatch';

interface ArgoSource {
  readonly node: ManifestNode;
  readonly path: Path;
}

function* sourcesOf(document: ViewDocument): Generator<ArgoSource> {
  if (isSourceFile(document)) {
    const root = resolveAlias(document.root);
    if (root !== undefined) yield { node: root, path: [] };
    return;
  }
  const kind = patchedSet(document) === undefined ? document.kind : 'Application';
  for (const keys of SOURCES.get(kind) ?? []) yield* nodesAt(document.root, keys);
}

function isSourceFile(document: ViewDocument): boolean {
  return SOURCE_FILE.test(document.path) && document.view.outer === undefined;
}

/**
 * The ApplicationSet whose template a text patches. What the text says of a source is laid over that of the
 * template.
 */
function patchedSet({ view }: ViewDocument): string | undefined {
  return view.outer?.at === TEMPLATE_PATCH ? view.outer.group : undefined;
}

function* inSource(document: ViewDocument, { node, path }: ArgoSource): Generator<ReferenceSlot> {
  for (const image of scalarsAt(node, ['kustomize', 'images', '[]'], path)) {
    const span = spanOf(image.node);
    const equals = image.node.text.indexOf('=');
    const value = equals === -1 ? span : { ...span, from: equals + 1 };
    const placeholder = equals === -1 ? undefined : image.node.text.slice(span.from, equals);
    yield {
      shape: 'whole',
      format: argoCd.name,
      view: document.view,
      at: pathText(image.path),
      merged: image.merged,
      value,
      placeholder,
    };
  }
  const owner = ownerOf(document, path);
  const values = nodeAt(node, 'helm', 'valuesObject');
  if (values !== undefined) yield* findValues(owner, values, [...path, 'helm', 'valuesObject']);
  yield* findHelmParameters(owner, argoParameters(node, path));
}

function ownerOf(document: ViewDocument, path: Path): ValuesOwner {
  return { document, format: argoCd.name, group: groupOf(document, path) };
}

/** The values of one source. Several sources of one Application are several charts. */
function groupOf(document: ViewDocument, path: Path): string {
  if (isSourceFile(document)) return sourceFileGroup(document.path);
  const set = patchedSet(document);
  return set === undefined
    ? `${objectOf(document)} ${pathText(path)}`
    : `${set} ${pathText(['spec', 'template', ...path])}`;
}

function objectOf({ kind, name, path }: ViewDocument): string {
  return `${kind} ${name === '' ? path : name}`;
}

function sourceFileGroup(path: string): string {
  return `source file ${path}`;
}

/**
 * What a source lays over one another: the values of a chart that stands in the config repo, `valueFiles`
 * beside it or below another source (`$ref/…`), and the files in which Argo CD itself keeps parameters.
 */
function stackOf(document: ViewDocument, source: ManifestNode, group: string): ValuesStack {
  if (isSourceFile(document))
    return { group, files: [`${folderOf(document.path)}values.yaml`], groups: [], isOpen: true };
  const folder = textAt(source, 'path');
  const named = textsAt(source, 'helm', 'valueFiles', '[]').map((file) => file.replace(/^\$[^/]*\//, '/'));
  const files = [...(folder === undefined ? [] : ['values.yaml']), ...named];
  const sourceFiles = ['.argocd-source.yaml', `.argocd-source-${document.name}.yaml`];
  const fromFolder = (paths: readonly string[]): readonly string[] =>
    paths.flatMap((path) => resolvePath(folder ?? '', path) ?? []);
  return {
    group,
    files: fromFolder(files),
    groups: folder === undefined ? [] : fromFolder(sourceFiles).map(sourceFileGroup),
    isOpen: [folder ?? '', ...named].some(isDynamic),
  };
}
