import { spanOf, spanText, type Candidate } from '../../view/candidate.ts';
import type { ManifestDocument } from '../../view/view.ts';
import { lookUp, nodeAt, textAt } from '../../yaml/merge.ts';
import { pathText, resolveAlias, type MapEntry, type MapNode, type ScalarNode } from '../../yaml/tree.ts';
import type { Format, LayerPart, ValuesStack } from '../format.ts';
import { parameterName, parameterPart } from '../helm/parameters.ts';
import { findValues } from '../helm/values.ts';
import { findLayerParts } from '../helm/value-layers.ts';
import { findKustomizeImages } from '../kustomize/images.ts';
import { nodesAt } from '../key-path.ts';
import { findPatchStacks } from '../helm/release-patches.ts';
import { isDynamic, resolvePath } from '../../text/repository-path.ts';
import { dataGroup, releaseGroup, textsAt } from '../helm/value-groups.ts';

/**
 * Flux: the values and post-renderers of a HelmRelease (https://fluxcd.io/flux/components/helm/helmreleases/), and
 * `spec.images` of its Kustomization (https://fluxcd.io/flux/components/kustomize/kustomizations/#images).
 */
export const fluxHelmRelease: Format = {
  name: 'flux-helm-release',
  certainty: 'kind',
  recognises: (document) =>
    document.kind === 'HelmRelease' && document.apiVersion.startsWith('helm.toolkit.fluxcd.io/'),
  *find(document) {
    const values = nodeAt(document.root, 'spec', 'values');
    if (values !== undefined) {
      yield* findValues(document, this.name, values, ['spec', 'values'], releaseGroup(document.name));
    }
    for (const { path } of nodesAt(document.root, [
      'spec',
      'postRenderers',
      '[]',
      'kustomize',
      'images',
    ])) {
      yield* findKustomizeImages(document, this.name, path);
    }
  },
  *layers(document) {
    yield* targetPaths(document, this.name);
    const values = nodeAt(document.root, 'spec', 'values');
    if (values !== undefined) {
      yield* findLayerParts(document, this.name, values, ['spec', 'values'], releaseGroup(document.name));
    }
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

/** `valuesFrom` with a `targetPath` takes one value out of a ConfigMap, which beats the other values. */
function* targetPaths(document: ManifestDocument, format: string): Generator<LayerPart> {
  for (const { node, path } of nodesAt(document.root, ['spec', 'valuesFrom', '[]'])) {
    const target = nodeAt(node, 'targetPath');
    if (target?.kind !== 'scalar') continue;
    const at = pathText([...path, 'targetPath']);
    const [holder, key] = parameterName(target.text);
    const takenFrom = `${textAt(node, 'kind') ?? ''} ${textAt(node, 'name') ?? ''}`;
    const part = parameterPart(
      { document, format, group: releaseGroup(document.name) },
      target,
      holder,
      key,
      at,
    );
    if (part !== undefined) yield { ...part, registry: undefined, takenFrom };
  }
}

/** A chart out of a Git repository has its values beside it; their paths begin at the repository's root. */
function chartFiles(document: ManifestDocument): readonly string[] {
  const spec = nodeAt(document.root, 'spec', 'chart', 'spec');
  if (textAt(spec, 'sourceRef', 'kind') !== 'GitRepository') return [];
  const chart = textAt(spec, 'chart') ?? '';
  return [`${chart}/values.yaml`, ...textsAt(spec, 'valuesFiles', '[]'), ...textsAt(spec, 'valuesFile')];
}

export const fluxKustomization: Format = {
  name: 'flux-kustomization',
  certainty: 'kind',
  recognises: (document) =>
    document.kind === 'Kustomization' && document.apiVersion.startsWith('kustomize.toolkit.fluxcd.io/'),
  find(document) {
    return findKustomizeImages(document, this.name, ['spec', 'images']);
  },
  stacks: findPatchStacks,
};

/**
 * Flux OCIRepository: `spec.url` names the artifact, `spec.ref` its tag and digest, of which the digest wins
 * (https://fluxcd.io/flux/components/source/ocirepositories/#reference).
 */
export const fluxOciRepository: Format = {
  name: 'flux-oci-repository',
  certainty: 'kind',
  recognises: (document) =>
    document.kind === 'OCIRepository' && document.apiVersion.startsWith('source.toolkit.fluxcd.io/'),
  *find(document) {
    const url = nodeAt(document.root, 'spec', 'url');
    const ref = nodeAt(document.root, 'spec', 'ref');
    if (url?.kind !== 'scalar' || !spanText(spanOf(url)).startsWith(SCHEME)) return;
    if (ref === undefined || ref.kind === 'map') yield* ociCandidate(document, this.name, url, ref);
  },
};

const SCHEME = 'oci://';

function* ociCandidate(
  document: ManifestDocument,
  format: string,
  url: ScalarNode,
  ref: MapNode | undefined,
): Generator<Candidate> {
  const span = spanOf(url);
  const entries = ref?.entries ?? [];
  if (entries.some(({ value }) => resolveAlias(value)?.kind !== 'scalar')) return;
  const parts = { tag: ref && scalarIn(ref, 'tag'), digest: ref && scalarIn(ref, 'digest') };
  // A range beats a tag, and a digest beats both.
  const hasRange = (ref && scalarIn(ref, 'semver')) !== undefined;
  const tag = hasRange ? undefined : parts.tag;
  const { digest } = parts;
  const after: MapEntry | undefined = parts.tag?.entry ?? digest?.entry ?? entries.at(-1);
  yield {
    shape: 'split',
    format,
    view: document.view,
    at: pathText(['spec', 'ref']),
    merged: tag?.merged === true || digest?.merged === true,
    registry: undefined,
    repository: { ...span, from: span.from + SCHEME.length },
    tag: tag && spanOf(tag.node),
    digest: digest && spanOf(digest.node),
    insertion: ref && after && { map: ref, after, tagKey: hasRange ? undefined : 'tag', digestKey: 'digest' },
    bareDigest: false,
    emptyTagIsDefault: false,
    undecided: {
      because: hasRange
        ? 'its "semver" range beats a tag, and no digest is written'
        : 'there is no "ref" with a tag or a digest beside the url',
      hint: 'Add a "tag" or a "digest" key next to it.',
    },
  };
}

function scalarIn(map: MapNode, key: string) {
  const found = lookUp(map, key);
  const node = resolveAlias(found?.entry.value);
  return found === undefined || node?.kind !== 'scalar' ? undefined : { ...found, node };
}
