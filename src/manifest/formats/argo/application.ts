import { folderOf, isDynamic, resolvePath } from '../../text/repository-path.ts';
import { type Candidate, nodesOf, spanOf } from '../../view/candidate.ts';
import type { ManifestDocument, NestedText } from '../../view/view.ts';
import { nodeAt, textAt } from '../../yaml/merge.ts';
import { type ManifestNode, type Path, pathText, resolveAlias } from '../../yaml/tree.ts';
import type { Format, ValuesStack } from '../format.ts';
import { findHelmParameters, findParameterLayers } from '../helm/parameters.ts';
import { findValues } from '../helm/values.ts';
import { findLayerParts } from '../helm/value-layers.ts';
import { textsAt } from '../helm/value-groups.ts';
import { scalarsAt, nodesAt } from '../key-path.ts';
import { argoParameters, findFileParameters } from './helm-parameters.ts';
import { type GeneratorElement, elementsOf, layerThroughElements, throughElements } from './generator-elements.ts';

/** Where sources stand in an Application, in an ApplicationSet's template, and in a `.argocd-source` file. */
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

/**
 * Argo CD sources: `kustomize.images` (`name=repository:tag`), `helm.parameters`, `helm.valuesObject`, and the YAML text
 * in `helm.values`, also where the `templatePatch` of an ApplicationSet lays them over its template (https://argo-cd.readthedocs.io/en/stable/user-guide/application-specification/).
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
    const ofElements = elements.flatMap((element) => [...inElement(document, element)]);
    yield* ofElements;
    const ofSources = [...sourcesOf(document)].flatMap((source) => [...inSource(document, source)]);
    yield* throughElements(document, elements, ofSources, new Set(ofElements.flatMap(nodesOf)));
  },
  *layers(document) {
    const elements = [...elementsOf(document)];
    for (const { node, path } of sourcesOf(document)) {
      const values = nodeAt(node, 'helm', 'valuesObject');
      const at = [...path, 'helm', 'valuesObject'];
      const group = groupOf(document, path);
      const parts = [
        ...(values === undefined ? [] : findLayerParts(document, argoCd.name, values, at, group)),
        ...findParameterLayers(document, argoCd.name, argoParameters(node, path), group),
        ...findFileParameters(document, argoCd.name, node, path, group),
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

interface Source {
  readonly node: ManifestNode;
  readonly path: Path;
}

function isSourceFile(document: ManifestDocument): boolean {
  return SOURCE_FILE.test(document.path) && document.view.outer === undefined;
}

const TEMPLATE_PATCH = 'spec.templatePatch';

/** The ApplicationSet whose template a text patches: what it says of a source is laid over that of the template. */
function patchedSet({ view }: ManifestDocument): string | undefined {
  return view.outer?.at === TEMPLATE_PATCH ? view.outer.group : undefined;
}

function* sourcesOf(document: ManifestDocument): Generator<Source> {
  if (isSourceFile(document)) {
    const root = resolveAlias(document.root);
    if (root !== undefined) yield { node: root, path: [] };
    return;
  }
  const kind = patchedSet(document) === undefined ? document.kind : 'Application';
  for (const keys of SOURCES.get(kind) ?? []) yield* nodesAt(document.root, keys);
}

function* inSource(document: ManifestDocument, { node, path }: Source): Generator<Candidate> {
  for (const reached of scalarsAt(node, ['kustomize', 'images', '[]'], path)) {
    const span = spanOf(reached.node);
    const equals = reached.node.text.indexOf('=');
    const value = equals === -1 ? span : { ...span, from: equals + 1 };
    const placeholder = equals === -1 ? undefined : reached.node.text.slice(span.from, equals);
    yield {
      shape: 'whole',
      format: argoCd.name,
      view: document.view,
      at: pathText(reached.path),
      merged: reached.merged,
      value,
      placeholder,
    };
  }
  const group = groupOf(document, path);
  const values = nodeAt(node, 'helm', 'valuesObject');
  if (values !== undefined) {
    yield* findValues(document, argoCd.name, values, [...path, 'helm', 'valuesObject'], group);
  }
  yield* findHelmParameters(document, argoCd.name, argoParameters(node, path), group);
}

/** References among the parameters of a template follow the words of values. */
function inElement(document: ManifestDocument, { node, path }: GeneratorElement): Iterable<Candidate> {
  return findValues(document, argoCd.name, node, path, groupOf(document, path));
}

/** The values of one source; several sources of one Application are several charts. */
function groupOf(document: ManifestDocument, path: Path): string {
  if (isSourceFile(document)) return sourceFileGroup(document.path);
  const set = patchedSet(document);
  return set === undefined
    ? `${objectOf(document)} ${pathText(path)}`
    : `${set} ${pathText(['spec', 'template', ...path])}`;
}

function objectOf({ kind, name, path }: ManifestDocument): string {
  return `${kind} ${name === '' ? path : name}`;
}

function sourceFileGroup(path: string): string {
  return `source file ${path}`;
}

/**
 * What a source lays over one another: the values of a chart that stands in the config repo, `valueFiles` beside it or
 * below another source (`$ref/…`), and the files in which Argo CD itself keeps parameters.
 */
function stackOf(document: ManifestDocument, source: ManifestNode, group: string): ValuesStack {
  if (isSourceFile(document))
    return { group, files: [`${folderOf(document.path)}values.yaml`], groups: [], isOpen: true };
  const folder = textAt(source, 'path');
  const named = textsAt(source, 'helm', 'valueFiles', '[]').map((file) => file.replace(/^\$[^/]*\//, '/'));
  const files = [...(folder === undefined ? [] : ['values.yaml']), ...named];
  const sourceFiles = ['.argocd-source.yaml', `.argocd-source-${document.name}.yaml`];
  const from = (paths: readonly string[]): readonly string[] =>
    paths.flatMap((path) => resolvePath(folder ?? '', path) ?? []);
  return {
    group,
    files: from(files),
    groups: folder === undefined ? [] : from(sourceFiles).map(sourceFileGroup),
    isOpen: [folder ?? '', ...named].some(isDynamic),
  };
}
