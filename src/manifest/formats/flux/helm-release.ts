import { isDynamic, resolvePath } from '../../text/repository-path.ts';
import type { ViewDocument } from '../../view/view.ts';
import { nodeAt, textAt } from '../../yaml/merge.ts';
import type { Format, LayerPart, ValuesStack } from '../format.ts';
import { namedParameter, parameterLayer } from '../helm/parameters.ts';
import { dataGroup, releaseGroup, type ValuesOwner } from '../helm/value-groups.ts';
import { findValueLayers } from '../helm/value-layers.ts';
import { findValues } from '../helm/values.ts';
import { nodesAt, textsAt } from '../key-path.ts';
import { findKustomizeImages } from '../kustomize/images.ts';

/**
 *     kind: HelmRelease
 *     spec:
 *       values: { image: { repository: ghcr.io/acme/app, tag: v1 } }
 *       postRenderers: [{ kustomize: { images: [{ name: ghcr.io/acme/app, newTag: v1 }] } }]
 *
 * The values and the post-renderers of Flux's HelmRelease
 * (https://fluxcd.io/flux/components/helm/helmreleases/).
 */
export const fluxHelmRelease: Format = {
  name: 'flux-helm-release',
  certainty: 'kind',
  recognises: (document) =>
    document.kind === 'HelmRelease' && document.apiVersion.startsWith('helm.toolkit.fluxcd.io/'),
  *find(document) {
    const values = nodeAt(document.root, ...VALUES);
    if (values !== undefined) yield* findValues(ownerOf(document), values, VALUES);
    for (const { path } of nodesAt(document.root, ['spec', 'postRenderers', '[]', 'kustomize', 'images'])) {
      yield* findKustomizeImages(document, fluxHelmRelease.name, path);
    }
  },
  *layers(document) {
    yield* targetPaths(document);
    const values = nodeAt(document.root, ...VALUES);
    if (values !== undefined) yield* findValueLayers(ownerOf(document), values, VALUES);
  },
  *stacks(document): Generator<ValuesStack> {
    const files = chartFiles(document).flatMap((path) => resolvePath('', path) ?? []);
    const groups = [...nodesAt(document.root, ['spec', 'valuesFrom', '[]'])].flatMap(({ node }) => {
      const [kind, name] = [textAt(node, 'kind'), textAt(node, 'name')];
      if (kind === undefined || name === undefined) return [];
      return dataGroup(kind, name, textAt(node, 'valuesKey') ?? 'values.yaml');
    });
    const isOpen = [...chartFiles(document), ...groups].some(isDynamic);
    yield { group: releaseGroup(document.name), files, groups, isOpen };
  },
};

const VALUES = ['spec', 'values'];

function ownerOf(document: ViewDocument): ValuesOwner {
  return { document, format: fluxHelmRelease.name, group: releaseGroup(document.name) };
}

/**
 * `valuesFrom: [{name: versions, targetPath: image.tag}]` takes one value out of a ConfigMap. It beats the
 * other values.
 */
function* targetPaths(document: ViewDocument): Generator<LayerPart> {
  for (const { node, path } of nodesAt(document.root, ['spec', 'valuesFrom', '[]'])) {
    const target = nodeAt(node, 'targetPath');
    if (target?.kind !== 'scalar') continue;
    const takenFrom = `${textAt(node, 'kind') ?? ''} ${textAt(node, 'name') ?? ''}`;
    const parameter = namedParameter(target.text, target, [...path, 'targetPath']);
    const part = parameterLayer(ownerOf(document), parameter);
    if (part !== undefined) yield { ...part, registry: undefined, takenFrom };
  }
}

/** A chart out of a Git repository has its values beside it. Their paths begin at the repository's root. */
function chartFiles(document: ViewDocument): readonly string[] {
  const spec = nodeAt(document.root, 'spec', 'chart', 'spec');
  if (textAt(spec, 'sourceRef', 'kind') !== 'GitRepository') return [];
  const chart = textAt(spec, 'chart') ?? '';
  return [`${chart}/values.yaml`, ...textsAt(spec, 'valuesFiles', '[]'), ...textsAt(spec, 'valuesFile')];
}
