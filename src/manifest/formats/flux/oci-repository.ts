import { type ReferenceSlot, type Span, spanOf, spanText } from '../../view/reference-slot.ts';
import type { ViewDocument } from '../../view/view.ts';
import { nodeAt, scalarEntry } from '../../yaml/merge.ts';
import { type MapNode, pathText, resolveAlias } from '../../yaml/tree.ts';
import type { Format } from '../format.ts';

/**
 *     kind: OCIRepository
 *     spec: { url: oci://ghcr.io/acme/manifests, ref: { tag: v1, digest: sha256:… } }
 *
 * Flux's OCIRepository. `spec.url` names the artifact, `spec.ref` its tag and digest, of which the digest
 * wins (https://fluxcd.io/flux/components/source/ocirepositories/#reference).
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
    if (ref === undefined || ref.kind === 'map') yield* ociSlot(document, spanOf(url), ref);
  },
};

const SCHEME = 'oci://';

function* ociSlot(document: ViewDocument, url: Span, ref: MapNode | undefined): Generator<ReferenceSlot> {
  const entries = ref?.entries ?? [];
  if (entries.some(({ value }) => resolveAlias(value)?.kind !== 'scalar')) return;
  const parts = { tag: ref && scalarEntry(ref, 'tag'), digest: ref && scalarEntry(ref, 'digest') };
  // A range beats a tag, and a digest beats both.
  const hasRange = (ref && scalarEntry(ref, 'semver')) !== undefined;
  const tag = hasRange ? undefined : parts.tag;
  const { digest } = parts;
  const after = parts.tag?.entry ?? digest?.entry ?? entries.at(-1);
  yield {
    shape: 'split',
    format: fluxOciRepository.name,
    view: document.view,
    at: pathText(['spec', 'ref']),
    merged: tag?.merged === true || digest?.merged === true,
    registry: undefined,
    repository: { ...url, from: url.from + SCHEME.length },
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
