import { folderOf, isDynamic, resolvePath } from '../../text/repository-path.ts';
import type { ReferenceSlot } from '../../view/reference-slot.ts';
import type { ViewDocument } from '../../view/view.ts';
import { nodeAt, textAt } from '../../yaml/merge.ts';
import { type ManifestNode, type Path, pathText } from '../../yaml/tree.ts';
import type { Format, LayerPart, ValuesStack } from '../format.ts';
import { nodesAt, textsAt } from '../key-path.ts';
import { findHelmParameters, findParameterLayers, type HelmParameter, namedParameter } from './parameters.ts';
import { chartFiles, type ValuesOwner } from './value-groups.ts';
import { findValueLayers } from './value-layers.ts';
import { findValues } from './values.ts';

/**
 *     releases:
 *       - name: app
 *         values: [prod.yaml, { image: { repository: ghcr.io/acme/app } }]
 *         set: [{ name: image.tag, value: v1 }]
 *
 * Helmfile's releases (https://helmfile.readthedocs.io/en/latest/). `values` are files and maps, each laid
 * over the one before it; `set` beats them.
 */
export const helmfile: Format = {
  name: 'helmfile',
  certainty: 'words',
  recognises: (document) =>
    /(?:^|\/)(?:helmfile[^/]*\.ya?ml|helmfile\.d\/[^/]+\.ya?ml)$/.test(document.path) &&
    document.kind === '' &&
    document.view.outer === undefined,
  *find(document): Generator<ReferenceSlot> {
    for (const release of releasesOf(document)) {
      for (const { node, path } of inlineValues(release)) yield* findValues(release.owner, node, path);
      yield* findHelmParameters(release.owner, parametersOf(release));
    }
  },
  *layers(document): Generator<LayerPart> {
    for (const release of releasesOf(document)) {
      for (const { node, path } of inlineValues(release)) yield* findValueLayers(release.owner, node, path);
      yield* findParameterLayers(release.owner, parametersOf(release));
    }
  },
  *stacks(document): Generator<ValuesStack> {
    for (const { node, owner } of releasesOf(document)) {
      const named = textsAt(node, 'values', '[]');
      const all = [...chartFiles(textAt(node, 'chart')), ...named];
      const files = all.flatMap((path) => resolvePath(folderOf(document.path), path) ?? []);
      yield { group: owner.group, files, groups: [], isOpen: named.some(isDynamic) };
    }
  },
};

interface HelmfileRelease {
  readonly node: ManifestNode;
  readonly path: Path;
  readonly owner: ValuesOwner;
}

function* releasesOf(document: ViewDocument): Generator<HelmfileRelease> {
  for (const { node, path } of nodesAt(document.root, ['releases', '[]'])) {
    const owner = { document, format: helmfile.name, group: `${document.path} ${pathText(path)}` };
    yield { node, path, owner };
  }
}

function inlineValues({ node, path }: HelmfileRelease) {
  return [...nodesAt(node, ['values', '[]'], path)].filter((value) => nodeAt(value.node)?.kind === 'map');
}

function parametersOf({ node, path }: HelmfileRelease): readonly HelmParameter[] {
  return ['set', 'setString'].flatMap((key) =>
    [...nodesAt(node, [key, '[]'], path)].flatMap((item) => {
      const name = textAt(item.node, 'name');
      const value = nodeAt(item.node, 'value');
      return name === undefined || value?.kind !== 'scalar'
        ? []
        : [namedParameter(name, value, [...item.path, 'value'])];
    }),
  );
}
