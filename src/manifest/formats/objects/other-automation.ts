import type { DocumentTree, ManifestNode } from '../../yaml/tree.ts';
import { objectsAtAnyDepth } from './kubernetes-objects.ts';

/**
 *     apiVersion: argocd-image-updater.argoproj.io/v1alpha1
 *     kind: ImageUpdater
 *     spec: { applicationRefs: [{ images: [{ alias: app, imageName: "ghcr.io/acme/app:1.x" }] }] }
 *
 * Objects that tell other automation which images to look for, and in which range. Nothing is deployed from
 * them.
 */
export interface AutomationObject {
  readonly kind: string;
  readonly root: ManifestNode;
}

/** The groups of these kinds hold nothing else. */
const GROUP = /^(?:argocd-image-updater\.argoproj\.io|kargo\.akuity\.io|image\.toolkit\.fluxcd\.io)\//;

/** The objects of other automation in a document, at any depth of it. */
export function automationObjects(document: Pick<DocumentTree, 'root'>): readonly AutomationObject[] {
  return [...objectsAtAnyDepth(document)].flatMap(({ kind, root, apiVersion }) =>
    GROUP.test(apiVersion) ? { kind, root } : [],
  );
}

/** The object of other automation that a value stands in. */
export function automationAround(
  objects: readonly AutomationObject[],
  { start, end }: Pick<ManifestNode, 'start' | 'end'>,
): AutomationObject | undefined {
  return objects.find(({ root }) => root.start <= start && end <= root.end);
}
