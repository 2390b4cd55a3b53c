import type { Location } from '../errors/location.ts';
import type { SecretProblem } from './find-secrets.ts';
import type { ManifestFile } from './plan-edits.ts';
import { openFile } from './view/open-view.ts';
import { locateInFile } from './view/view.ts';
import { AliasBomb, effectiveEntries, nodeAt, textAt } from './yaml/merge.ts';
import type { MapNode } from './yaml/tree.ts';
import { walk } from './yaml/walk.ts';

/** One SealedSecret of a file. */
interface Seal {
  readonly name: string;
  readonly scope: Scope;
  /** What its values are sealed for; undefined where a file does not say all of it. */
  readonly label: string | undefined;
  readonly values: readonly { readonly key: string; readonly text: string; readonly location: Location }[];
  /** What its template says against its own metadata. */
  readonly contradiction: { readonly words: string; readonly location: Location } | undefined;
}

type Scope = 'strict' | 'namespace-wide' | 'cluster-wide';

const ANNOTATION = 'sealedsecrets.bitnami.com/';

/**
 * SealedSecrets whose values cannot be opened after a change. A value is sealed for its scope, and for the
 * name and namespace that the scope takes in: under other ones the same ciphertext is no secret any more.
 * Under strict scope, the template has to be of the same name and namespace, too.
 */
export function findMovedSeals(
  before: readonly ManifestFile[],
  after: readonly ManifestFile[],
): readonly SecretProblem[] {
  const known = new Map<string, Seal[]>();
  for (const seal of before.flatMap(sealsIn))
    for (const { text } of seal.values) known.set(text, [...(known.get(text) ?? []), seal]);
  return after.flatMap(sealsIn).flatMap((seal): readonly SecretProblem[] => [
    ...(seal.contradiction === undefined ? [] : [{ kind: 'broken' as const, ...seal.contradiction }]),
    ...seal.values.flatMap(({ key, text, location }) => {
      const old = known.get(text) ?? [];
      // What a file does not say, Kustomize or Argo CD may.
      if (old.length === 0 || old.some((other) => canBeSame(other, seal))) return [];
      const words = `the SealedSecret ${seal.name} has ${key} as it was sealed for another ${whatChanged(old, seal)}`;
      return [{ kind: 'broken' as const, words, location }];
    }),
  ]);
}

function canBeSame(old: Seal, young: Seal): boolean {
  if (old.scope !== young.scope) return false;
  return old.label === young.label || old.label === undefined || young.label === undefined;
}

function whatChanged(old: readonly Seal[], young: Seal): string {
  if (old.every(({ scope }) => scope !== young.scope)) return 'scope';
  return young.scope === 'strict' ? 'name or namespace' : 'namespace';
}

function sealsIn(file: ManifestFile): readonly Seal[] {
  const opened = openFile(file);
  if (!opened.ok) return [];
  const view = opened.value;
  const at = (start: number): Location => locateInFile(view, start);
  try {
    return view.documents.flatMap(({ root }) =>
      [...walk(root)].flatMap(({ node }) => (node.kind === 'map' ? sealOf(node, at) : [])),
    );
  } catch (thrown) {
    if (thrown instanceof AliasBomb) return [];
    throw thrown;
  }
}

function sealOf(map: MapNode, at: (start: number) => Location): readonly Seal[] {
  if (textAt(map, 'kind') !== 'SealedSecret') return [];
  if (textAt(map, 'apiVersion')?.startsWith('bitnami.com/') !== true) return [];
  const metadata = nodeAt(map, 'metadata');
  const [name, namespace] = [textAt(metadata, 'name'), textAt(metadata, 'namespace')];
  const annotations = nodeAt(metadata, 'annotations');
  const isOn = (scope: Scope): boolean => textAt(annotations, `${ANNOTATION}${scope}`) === 'true';
  const scope = isOn('cluster-wide') ? 'cluster-wide' : isOn('namespace-wide') ? 'namespace-wide' : 'strict';
  const label = labelOf(scope, name, namespace);
  return [
    {
      name: name ?? 'without a name',
      scope,
      label,
      values: valuesOf(map, at),
      contradiction: templateOf(map, at),
    },
  ];
}

/** As the controller makes it (bitnami-labs/sealed-secrets, pkg/apis/sealedsecrets, EncryptionLabel). */
function labelOf(scope: Scope, name: string | undefined, namespace: string | undefined): string | undefined {
  if (scope === 'cluster-wide') return '';
  if (namespace === undefined) return undefined;
  if (scope === 'namespace-wide') return namespace;
  return name === undefined ? undefined : `${namespace}/${name}`;
}

function valuesOf(map: MapNode, at: (start: number) => Location): Seal['values'] {
  const values = nodeAt(map, 'spec', 'encryptedData');
  if (values?.kind !== 'map') return [];
  return effectiveEntries(values).flatMap(({ entry }) => {
    const node = entry.value.kind === 'alias' ? entry.value.target : entry.value;
    if (node?.kind !== 'scalar' || node.templated) return [];
    return [{ key: entry.key ?? '?', text: node.text.replace(/\s+/g, ''), location: at(node.start) }];
  });
}

function templateOf(map: MapNode, at: (start: number) => Location): Seal['contradiction'] {
  const [metadata, template] = [nodeAt(map, 'metadata'), nodeAt(map, 'spec', 'template', 'metadata')];
  const annotations = nodeAt(metadata, 'annotations');
  const isStrict = ['cluster-wide', 'namespace-wide'].every(
    (scope) => textAt(annotations, `${ANNOTATION}${scope}`) !== 'true',
  );
  if (!isStrict || template?.kind !== 'map') return undefined;
  for (const key of ['name', 'namespace']) {
    const [own, made] = [textAt(metadata, key), textAt(template, key)];
    if (own === undefined || made === undefined || own === made) continue;
    const words = `the SealedSecret ${textAt(metadata, 'name') ?? ''} has the ${key} ${own}, and its template ${made}`;
    return { words, location: at(template.start) };
  }
  return undefined;
}
