import type { Format } from '../format.ts';
import { findPatchStacks } from '../helm/release-patches.ts';
import { findKustomizeImages } from '../kustomize/images.ts';

/**
 *     kind: Kustomization
 *     spec: { images: [{ name: ghcr.io/acme/app, newTag: v1 }] }
 *
 * `spec.images` of Flux's Kustomization (https://fluxcd.io/flux/components/kustomize/kustomizations/#images).
 */
export const fluxKustomization: Format = {
  name: 'flux-kustomization',
  certainty: 'kind',
  recognises: (document) =>
    document.kind === 'Kustomization' && document.apiVersion.startsWith('kustomize.toolkit.fluxcd.io/'),
  find: (document) => findKustomizeImages(document, fluxKustomization.name, ['spec', 'images']),
  stacks: findPatchStacks,
};
