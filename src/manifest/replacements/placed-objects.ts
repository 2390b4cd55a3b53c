import { identityOf, type PlacedObject } from '../formats/kustomize/replacements.ts';
import { objectsOf } from '../formats/objects/kubernetes-objects.ts';
import type { ViewDocument } from '../view/view.ts';

/** The objects of a document, with what selectors ask of them. */
export function objectsIn(document: ViewDocument): readonly PlacedObject[] {
  const { view } = document;
  return [...objectsOf(document)].map(({ root }) => ({ view, root, ...identityOf(root) }));
}
