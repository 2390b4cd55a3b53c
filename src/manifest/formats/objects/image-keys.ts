import { nodesOf, type ReferenceSlot } from '../../view/reference-slot.ts';
import type { ViewDocument } from '../../view/view.ts';
import { effectiveEntries } from '../../yaml/merge.ts';
import type { ManifestNode, MapNode, Path } from '../../yaml/tree.ts';
import { walk } from '../../yaml/walk.ts';
import type { Format } from '../format.ts';
import { speaksOfImage, splitReferences } from '../helm/values.ts';
import { isKustomization } from '../kustomize/images.ts';
import { isVersioned, wholeSlot } from '../whole-reference.ts';

/**
 *     spec:
 *       sidecarImage: ghcr.io/acme/app:v1
 *       image: { repository: ghcr.io/acme/app, tag: v1 }
 *
 * Any other object with a reference under a key that speaks of an image (`image`, `imageName`,
 * `sidecarImage`, `APP_IMAGE`): a whole one, or a map of its parts. Annotations, labels and status are
 * records of something else and are left alone.
 */
export const imageKeys: Format = {
  name: 'image-key',
  certainty: 'kind',
  recognises: (document) =>
    document.kind !== '' && document.kind !== 'CustomResourceDefinition' && !isKustomization(document),
  find: (document) => findImageKeys(document, imageKeys.name, document.root, []),
};

/** The references below `root`, which stands at `at`, under keys that speak of an image. */
export function* findImageKeys(
  document: ViewDocument,
  format: string,
  root: ManifestNode,
  at: Path,
): Generator<ReferenceSlot> {
  const split = new Set<ManifestNode>();
  for (const { node, path, merged } of walk(root)) {
    const here = at.length === 0 ? path : [...at, ...path];
    if (node.kind === 'map' && holdsImageKey(node, here) && !isRecord(here)) {
      for (const slot of splitReferences({ document, format }, node, here, merged)) {
        for (const part of nodesOf(slot)) split.add(part);
        yield slot;
      }
    }
    if (node.kind !== 'scalar' || split.has(node) || !isImagePlace(here)) continue;
    if (isVersioned(node.text.trim())) yield wholeSlot(document, format, { node, path: here, merged });
  }
}

/** Most maps of an object hold nothing of an image, and are passed by without a closer look. */
function holdsImageKey(map: MapNode, path: Path): boolean {
  return speaksOfImage(path) || effectiveEntries(map).some(({ entry }) => /image/i.test(entry.key ?? ''));
}

/**
 * `spec.image`, `images[0]`, and what a map under such a key says in one piece: `image.ref`,
 * `image.application`.
 */
export function isImagePlace(path: Path): boolean {
  const keys = path.filter((step) => typeof step === 'string');
  return keys.slice(-2).some((key) => IMAGE_KEY.test(key)) && !isRecord(path);
}

const IMAGE_KEY = /image(?:[_-]?(?:name|ref))?s?$/i;

/** Metadata and status, and the annotations and labels of a template. */
export function isRecord(path: Path): boolean {
  const inObject = path[0] === 'items' ? path.slice(2) : path;
  if (inObject[0] === 'metadata' || inObject[0] === 'status') return true;
  return path.some(
    (step, index) => step === 'metadata' && /^(?:annotations|labels)$/.test(String(path[index + 1])),
  );
}
