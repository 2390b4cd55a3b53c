import { folderOf, resolvePath } from '../../text/repository-path.ts';
import type { ViewDocument } from '../../view/view.ts';
import { nodeAt, textAt } from '../../yaml/merge.ts';
import { type Path, pathText, resolveAlias } from '../../yaml/tree.ts';
import type { LayerPart, ValuesStack } from '../format.ts';
import { nodesAt } from '../key-path.ts';
import { parameterLayer } from './parameters.ts';
import { releaseGroup } from './value-groups.ts';
import { findValueLayers } from './value-layers.ts';

const VALUES = '/spec/values/';

/**
 * `{op: replace, path: /spec/values/image/tag, value: v2}`: the tags and digests that a JSON patch writes
 * into the values of a HelmRelease.
 */
export function* findPatchedValues(document: ViewDocument, format: string): Generator<LayerPart> {
  const root = resolveAlias(document.root);
  if (root?.kind !== 'seq') return;
  const { outer } = document.view;
  const group = outer === undefined ? fileGroup(document.path) : outer.group;
  if (group === undefined) return;
  const owner = { document, format, group };
  for (const [index, item] of root.items.entries()) {
    const pointer = textAt(item, 'path') ?? '';
    const value = nodeAt(item, 'value');
    if (!pointer.startsWith(VALUES) || value === undefined) continue;
    const steps = stepsOf(pointer.slice(VALUES.length));
    const at = [index, 'value'];
    if (value.kind !== 'scalar') {
      yield* findValueLayers(owner, value, at, steps);
      continue;
    }
    const [path, key] = [pathText(steps.slice(0, -1)), String(steps.at(-1))];
    const part = parameterLayer(owner, { value, at: pathText(at), path, key });
    if (part !== undefined) yield part;
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

/**
 * `patches: [{target: {kind: HelmRelease, name: app}, path: tag.yaml}]`: a patch is laid over the values of
 * the release that a Kustomization names as its target.
 */
export function* findPatchStacks(document: ViewDocument): Generator<ValuesStack> {
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
export function inlineGroup({ path }: ViewDocument, at: Path): string {
  return `patch ${path} ${pathText(at)}`;
}

function fileGroup(path: string): string {
  return `patch ${path}`;
}
