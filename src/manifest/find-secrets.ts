import type { Location } from '../errors/location.ts';
import type { ManifestFile } from './plan-edits.ts';
import { openFile } from './view/open-view.ts';
import { locateInFile, type View } from './view/view.ts';
import { AliasBomb, effectiveEntries, nodeAt, textAt } from './yaml/merge.ts';
import type { MapNode, ScalarNode } from './yaml/tree.ts';
import { walk } from './yaml/walk.ts';

/** Something about a secret that should not be merged. */
export interface SecretProblem {
  /** `plaintext`: everybody who reads the file reads it. `broken`: the controller cannot open it. */
  readonly kind: 'plaintext' | 'broken';
  /** Without a full stop; the value itself is never in it. */
  readonly words: string;
  readonly location: Location;
}

/**
 * The values of Kubernetes Secrets that stand in files as everybody can read them, and SealedSecrets whose
 * values are no ciphertext. What SOPS has encrypted, what a template or a placeholder fills in later, and
 * what an ExternalSecret names are no secrets here. Files that cannot be read hold none.
 */
export function findSecrets(files: readonly ManifestFile[]): readonly SecretProblem[] {
  return files.flatMap((file) => {
    const opened = openFile(file);
    if (!opened.ok) return [];
    try {
      return opened.value.documents.flatMap(({ root }) =>
        problemsIn(opened.value, [...walk(root)].flatMap(mapsOf)),
      );
    } catch (thrown) {
      if (thrown instanceof AliasBomb) return [];
      throw thrown;
    }
  });
}

function mapsOf({
  node,
}: {
  readonly node: MapNode | { readonly kind: 'scalar' | 'seq' };
}): readonly MapNode[] {
  return node.kind === 'map' ? [node] : [];
}

function problemsIn(view: View, maps: readonly MapNode[]): readonly SecretProblem[] {
  return maps.flatMap((map): readonly SecretProblem[] => {
    const [apiVersion, kind] = [textAt(map, 'apiVersion') ?? '', textAt(map, 'kind')];
    const name = textAt(nodeAt(map, 'metadata'), 'name') ?? 'without a name';
    if (kind === 'Secret' && apiVersion === 'v1') {
      const values = [...valuesOf(map, 'data'), ...valuesOf(map, 'stringData')];
      const readable = values.filter(({ node }) => !isHidden(node));
      return readable.slice(0, 1).map(({ key, node }) => ({
        kind: 'plaintext' as const,
        words: `the Secret ${name} has ${key} in plain text`,
        location: locateInFile(view, node.start),
      }));
    }
    if (kind !== 'SealedSecret' || !apiVersion.startsWith('bitnami.com/')) return [];
    return valuesOf(map, 'spec', 'encryptedData')
      .filter(({ node }) => !node.templated && !isCiphertext(node.text))
      .map(({ key, node }) => ({
        kind: 'broken' as const,
        words: `the SealedSecret ${name} has ${key} that is no ciphertext`,
        location: locateInFile(view, node.start),
      }));
  });
}

function valuesOf(map: MapNode, ...keys: readonly string[]): readonly { key: string; node: ScalarNode }[] {
  const values = nodeAt(map, ...keys);
  if (values?.kind !== 'map') return [];
  return effectiveEntries(values).flatMap(({ entry }) => {
    const node = entry.value.kind === 'alias' ? entry.value.target : entry.value;
    return node?.kind === 'scalar' ? [{ key: entry.key ?? '?', node }] : [];
  });
}

/** `ENC[AES256_GCM,…]` of SOPS; `<path:…>` and `${…}` that something else fills in. */
function isHidden({ text, templated }: ScalarNode): boolean {
  return templated || text === '' || SOPS.test(text) || PLACEHOLDER.test(text);
}

const SOPS = /^ENC\[AES256_GCM,data:[^\]]*\]$/;
const PLACEHOLDER = /^(?:<[^<>]+>|\$\{[A-Za-z_][A-Za-z0-9_]*\})$/;

/** A sealed value is an RSA-wrapped key and what it encrypts, in Base64: never shorter than 256 bytes. */
function isCiphertext(text: string): boolean {
  const plain = text.replace(/\s+/g, '');
  return plain.length >= 344 && plain.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(plain);
}
