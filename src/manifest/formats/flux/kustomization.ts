import { spanOf } from '../../view/reference-slot.ts';
import type { Format } from '../format.ts';
import { isHandedReference } from '../handed-reference.ts';
import { findPatchStacks } from '../helm/release-patches.ts';
import { scalarsAt } from '../key-path.ts';
import { findKustomizeImages } from '../kustomize/images.ts';
import { wholeSlot } from '../whole-reference.ts';

/**
 *     kind: Kustomization
 *     spec: { images: [{ name: ghcr.io/acme/app, newTag: v1 }] }
 *
 * `spec.images` of Flux's Kustomization (https://fluxcd.io/flux/components/kustomize/kustomizations/#images),
 * and variables of `spec.postBuild.substitute` that are a reference as a whole.
 */
export const fluxKustomization: Format = {
  name: 'flux-kustomization',
  certainty: 'kind',
  recognises: (document) =>
    document.kind === 'Kustomization' && document.apiVersion.startsWith('kustomize.toolkit.fluxcd.io/'),
  *find(document) {
    yield* findKustomizeImages(document, fluxKustomization.name, ['spec', 'images']);
    for (const scalar of scalarsAt(document.root, ['spec', 'postBuild', 'substitute', '*'])) {
      const value = spanOf(scalar.node);
      if (isHandedReference({ name: String(scalar.path.at(-1)), value }))
        yield wholeSlot(document, fluxKustomization.name, scalar, value);
    }
  },
  stacks: findPatchStacks,
};
