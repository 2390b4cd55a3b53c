import type { ViewDocument, View } from '../../view/view.ts';
import { AliasBomb, nodeAt, textAt } from '../../yaml/merge.ts';
import { type ManifestNode, type Path, pathText, resolveAlias, type ScalarNode } from '../../yaml/tree.ts';
import { nodesAt, scalarsAt, textsAt } from '../key-path.ts';
import { kustomize } from './images.ts';

/**
 * `{delimiter: ':', index: 1}` is `v1` of `app:v1`: a stretch of a text between delimiters. Without a
 * delimiter it is all of it.
 */
export interface Stretch {
  readonly delimiter: string;
  readonly index: number;
}

/** A field that a replacement writes. */
export interface ReplacementTarget extends Stretch {
  readonly select: ManifestNode | undefined;
  readonly reject: readonly ManifestNode[];
  readonly fieldPath: string;
  /** The scalar that says so. */
  readonly field: ScalarNode | undefined;
  readonly creates: boolean;
}

/**
 *     replacements:
 *       - source: { kind: ConfigMap, name: versions, fieldPath: data.APP_TAG }
 *         targets: [{ select: { kind: Deployment }, fieldPaths: [spec.template.spec.containers.0.image] }]
 *
 * (https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/replacements/)
 */
export interface Replacement {
  readonly document: ViewDocument;
  readonly at: string;
  readonly node: ManifestNode;
  readonly sourceValue: ScalarNode | undefined;
  /** The object that the text is taken from, and the field in it. */
  readonly source: ManifestNode | undefined;
  readonly fieldPath: string;
  readonly stretch: Stretch;
  readonly targets: readonly ReplacementTarget[];
  /** Its scalars that a marker may stand beside: of its source, and the paths of its targets. */
  readonly scalars: readonly ScalarNode[];
}

export const REPLACEMENT_TRANSFORMER = 'ReplacementTransformer';

/** No honest file names more fields. Aliases can make a small one name billions. */
const MOST_FIELDS = 5_000;

/**
 * The replacements that a document holds. It is a Kustomization, a transformer, or a file of replacements,
 * which has no kind. Throws `AliasBomb` where aliases multiply them beyond reason.
 */
export function findReplacements(document: ViewDocument): readonly Replacement[] {
  const replacements: Replacement[] = [];
  let fields = 0;
  for (const { node, path } of itemsOf(document)) {
    const targets: ReplacementTarget[] = [];
    for (const target of targetsOf(node)) {
      fields += 1;
      if (fields > MOST_FIELDS) throw new AliasBomb(`replacements write more than ${MOST_FIELDS} fields`);
      targets.push(target);
    }
    replacements.push(replacementAt(document, node, path, targets));
  }
  return replacements;
}

function* itemsOf(document: ViewDocument): Generator<{ node: ManifestNode; path: Path }> {
  if (document.kind === REPLACEMENT_TRANSFORMER || kustomize.recognises(document)) {
    for (const item of nodesAt(document.root, ['replacements', '[]']))
      if (textAt(item.node, 'path') === undefined) yield item;
    return;
  }
  if (document.kind !== '') return;
  const root = resolveAlias(document.root);
  const items = root?.kind === 'seq' ? nodesAt(root, ['[]']) : [{ node: document.root, path: [] }];
  for (const item of items) if (nodeAt(item.node, 'targets')?.kind === 'seq') yield item;
}

function replacementAt(
  document: ViewDocument,
  node: ManifestNode,
  path: Path,
  targets: readonly ReplacementTarget[],
): Replacement {
  const value = nodeAt(node, 'sourceValue');
  const ofSource = [...scalarsAt(node, ['sourceValue']), ...scalarsAt(node, ['source', '*'])];
  return {
    document,
    at: pathText(path),
    node,
    sourceValue: value?.kind === 'scalar' ? value : undefined,
    source: nodeAt(node, 'source'),
    fieldPath: textAt(node, 'source', 'fieldPath') ?? 'metadata.name',
    stretch: stretchOf(nodeAt(node, 'source', 'options')),
    targets,
    scalars: [...ofSource.map((scalar) => scalar.node), ...targets.flatMap(({ field }) => field ?? [])],
  };
}

function* targetsOf(node: ManifestNode): Generator<ReplacementTarget> {
  for (const { node: target } of nodesAt(node, ['targets', '[]'])) {
    const options = nodeAt(target, 'options');
    const common = {
      ...stretchOf(options),
      select: nodeAt(target, 'select'),
      reject: [...nodesAt(target, ['reject', '[]'])].map((rejected) => rejected.node),
      creates: textAt(options, 'create') === 'true',
    };
    let isNamed = false;
    for (const { node: field } of scalarsAt(target, ['fieldPaths', '[]'])) {
      isNamed = true;
      yield { ...common, field, fieldPath: field.text };
    }
    if (!isNamed) yield { ...common, field: undefined, fieldPath: 'metadata.name' };
  }
}

function stretchOf(options: ManifestNode | undefined): Stretch {
  return { delimiter: textAt(options, 'delimiter') ?? '', index: Number(textAt(options, 'index') ?? '0') };
}

/** What selectors ask of an object. */
interface ObjectIdentity {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
}

export function identityOf(object: ManifestNode): ObjectIdentity {
  const apiVersion = textAt(object, 'apiVersion') ?? '';
  const slash = apiVersion.indexOf('/');
  return {
    group: slash === -1 ? '' : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    kind: textAt(object, 'kind') ?? '',
    name: textAt(object, 'metadata', 'name') ?? '',
  };
}

/**
 * `{kind: Deployment, name: api-.*}`: the objects that a selector takes. Each of its keys is a pattern for
 * the whole text.
 */
export function selected<T extends ObjectIdentity>(
  selector: ManifestNode | undefined,
  objects: readonly T[],
): readonly T[] {
  const pattern = (key: string): string => textAt(selector, key) ?? '';
  const [group, version, kind, name] = ['group', 'version', 'kind', 'name'].map(pattern);
  const others = objects.filter(
    (object) =>
      matches(kind, object.kind) && matches(group, object.group) && matches(version, object.version),
  );
  const exact = others.filter((object) => matches(name, object.name));
  if (exact.length > 0) return exact;
  // A prefix or suffix of names may be in it.
  return others.filter((object) => isAffixed(name ?? '', object.name));
}

function isAffixed(affixed: string, name: string): boolean {
  return name !== '' && (affixed.endsWith(`-${name}`) || affixed.startsWith(`${name}-`));
}

function matches(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined || pattern === '' || pattern === text) return true;
  if (/^[\w-]*$/.test(pattern)) return false;
  // What is no plain name with a wildcard is taken for one that fits, so that nothing is overlooked.
  if (!/^[\w.*|()-]*$/.test(pattern)) return true;
  return alternatives(pattern).some((alternative) => fitsWildcards(alternative, text));
}

function alternatives(pattern: string): readonly string[] {
  return pattern.replace(/[()]/g, '').split('|');
}

/** Whether a text fits `api-.*`. An expression out of a foreign text could take forever, so none is made. */
function fitsWildcards(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split(/\.?\*/);
  if (rest.length === 0) return first === text;
  const last = rest.pop() ?? '';
  return text.startsWith(first) && text.endsWith(last) && rest.every((part) => text.includes(part));
}

/** The files of `replacements: [{path: …}]`, as they are written. */
export function replacementFiles(document: ViewDocument): readonly string[] {
  return kustomize.recognises(document) ? textsAt(document.root, 'replacements', '[]', 'path') : [];
}

/** Where a stretch of a text stands. Undefined where the text has fewer. */
export function stretchIn(
  text: string,
  { delimiter, index }: Stretch,
): { readonly from: number; readonly to: number } | undefined {
  if (delimiter === '') return { from: 0, to: text.length };
  const pieces = text.split(delimiter);
  const piece = pieces[index];
  if (piece === undefined) return undefined;
  const from = pieces.slice(0, index).reduce((at, { length }) => at + length + delimiter.length, 0);
  return { from, to: from + piece.length };
}

/** An object, with the view that it stands in. A document may be a list of several. */
export interface PlacedObject extends ObjectIdentity {
  readonly view: View;
  readonly root: ManifestNode;
}
