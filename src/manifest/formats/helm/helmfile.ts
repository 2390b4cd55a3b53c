import type { Candidate } from '../../view/candidate.ts';
import type { ManifestDocument } from '../../view/view.ts';
import { nodeAt, textAt } from '../../yaml/merge.ts';
import { pathText, type ManifestNode, type Path } from '../../yaml/tree.ts';
import type { Format, LayerPart, ValuesStack } from '../format.ts';
import {
  findHelmParameters,
  findParameterLayers,
  namedParameter,
  type HelmParameter,
} from './parameters.ts';
import { findValues } from './values.ts';
import { findLayerParts } from './value-layers.ts';
import { nodesAt } from '../key-path.ts';
import { folderOf, isDynamic, resolvePath } from '../../text/repository-path.ts';
import { chartFiles, textsAt } from './value-groups.ts';

/**
 * Helmfile's releases (https://helmfile.readthedocs.io/en/latest/): `values`, which are files and maps laid over one another, and
 * `set`, which beats them.
 */
export const helmfile: Format = {
  name: 'helmfile',
  certainty: 'words',
  recognises: (document) =>
    /(?:^|\/)(?:helmfile[^/]*\.ya?ml|helmfile\.d\/[^/]+\.ya?ml)$/.test(document.path) &&
    document.kind === '' &&
    document.view.outer === undefined,
  *find(document): Generator<Candidate> {
    for (const release of releasesOf(document)) {
      for (const { node, path } of inlineValues(release))
        yield* findValues(document, helmfile.name, node, path, release.group);
      yield* findHelmParameters(document, helmfile.name, parametersOf(release), release.group);
    }
  },
  *layers(document): Generator<LayerPart> {
    for (const release of releasesOf(document)) {
      for (const { node, path } of inlineValues(release))
        yield* findLayerParts(document, helmfile.name, node, path, release.group);
      yield* findParameterLayers(document, helmfile.name, parametersOf(release), release.group);
    }
  },
  *stacks(document): Generator<ValuesStack> {
    for (const { node, group } of releasesOf(document)) {
      const named = textsAt(node, 'values', '[]');
      const all = [...chartFiles(textAt(node, 'chart')), ...named];
      const files = all.flatMap((path) => resolvePath(folderOf(document.path), path) ?? []);
      yield { group, files, groups: [], isOpen: named.some(isDynamic) };
    }
  },
};

interface Release {
  readonly node: ManifestNode;
  readonly path: Path;
  readonly group: string;
}

function* releasesOf(document: ManifestDocument): Generator<Release> {
  for (const { node, path } of nodesAt(document.root, ['releases', '[]']))
    yield { node, path, group: `${document.path} ${pathText(path)}` };
}

function inlineValues({ node, path }: Release) {
  return [...nodesAt(node, ['values', '[]'], path)].filter((one) => nodeAt(one.node)?.kind === 'map');
}

function parametersOf({ node, path }: Release): readonly HelmParameter[] {
  return ['set', 'setString'].flatMap((key) =>
    [...nodesAt(node, [key, '[]'], path)].flatMap((one) => {
      const name = textAt(one.node, 'name');
      const value = nodeAt(one.node, 'value');
      return name === undefined || value?.kind !== 'scalar'
        ? []
        : [namedParameter(name, value, [...one.path, 'value'])];
    }),
  );
}
