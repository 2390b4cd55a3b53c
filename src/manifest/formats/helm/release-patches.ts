import { spanOf } from '../../view/candidate.ts';
import type { ManifestDocument } from '../../view/view.ts';
import { nodeAt, textAt } from '../../yaml/merge.ts';
import { pathText, resolveAlias, type Path } from '../../yaml/tree.ts';
import type { LayerPart, ValuesStack } from '../format.ts';
import { isBareDigestKey, keyRole } from './value-keys.ts';
import { findLayerParts } from './value-layers.ts';
import { nodesAt } from '../key-path.ts';
import { folderOf, resolvePath } from '../../text/repository-path.ts';
import { releaseGroup } from './value-groups.ts';

const VALUES = '/spec/values/';

/** The tags and digests that a JSON patch writes into the values of a HelmRelease: `path: /spec/values/image/tag`. */
export function* findPatchedValues(document: ManifestDocument, format: string): Generator<LayerPart> {
  const root = resolveAlias(document.root);
  if (root?.kind !== 'seq') return;
  const { view } = document;
  const group = view.outer === undefined ? fileGroup(document.path) : view.outer.group;
  if (group === undefined) return;
  for (const [index, item] of root.items.entries()) {
    const path = textAt(item, 'path') ?? '';
    const value = nodeAt(item, 'value');
    if (!path.startsWith(VALUES) || value === undefined) continue;
    const steps = stepsOf(path.slice(VALUES.length));
    const at = [index, 'value'];
    if (value.kind !== 'scalar') {
      yield* findLayerParts(document, format, value, at, group, steps);
      continue;
    }
    const key = String(steps.at(-1));
    const role = keyRole(key);
    if (role === undefined || role.part === 'repository') continue;
    yield {
      format,
      view,
      at: pathText(at),
      group,
      path: pathText(steps.slice(0, -1)),
      prefix: role.prefix,
      merged: false,
      tag: role.part === 'tag' ? spanOf(value) : undefined,
      digest: role.part === 'digest' ? spanOf(value) : undefined,
      registry: role.part === 'registry' ? value.text.trim() : undefined,
      bareDigest: isBareDigestKey(key),
    };
  }
}

/** A JSON pointer (RFC 6901) as steps. */
function stepsOf(pointer: string): Path {
  return pointer
    .split('/')
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~')));
}

const PATCHES = [
  ['patches', '[]'],
  ['patchesJson6902', '[]'],
  ['spec', 'patches', '[]'],
];

/** The releases that the patches of a Kustomization name as their target. */
export function* findPatchStacks(document: ManifestDocument): Generator<ValuesStack> {
  for (const keys of PATCHES) {
    for (const { node, path } of nodesAt(document.root, keys)) {
      const name = textAt(node, 'target', 'name');
      if (textAt(node, 'target', 'kind') !== 'HelmRelease' || name === undefined) continue;
      const file = resolvePath(folderOf(document.path), textAt(node, 'path') ?? '');
      const groups = [inlineGroup(document, [...path, 'patch'])];
      if (file !== undefined) groups.push(fileGroup(file));
      yield { group: releaseGroup(name), files: [], groups, isOpen: false };
    }
  }
}

/** The group of what an inline patch sets. */
export function inlineGroup({ path }: ManifestDocument, at: Path): string {
  return `patch ${path} ${pathText(at)}`;
}

function fileGroup(path: string): string {
  return `patch ${path}`;
}
