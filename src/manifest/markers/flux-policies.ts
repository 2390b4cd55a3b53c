import { canonicalRepository, tryParseReference } from '../../image/reference.ts';
import { objectsOf } from '../formats/objects/kubernetes-objects.ts';
import type { ViewDocument } from '../view/view.ts';
import { textAt } from '../yaml/merge.ts';
import type { ManifestNode } from '../yaml/tree.ts';

/**
 *     kind: ImagePolicy
 *     metadata: { name: app, namespace: team-a }
 *     spec: { imageRepositoryRef: { name: app } }
 *
 * The policies of Flux and the repositories that they follow. A policy is known by its namespace and its
 * name.
 */
export interface FluxPolicies {
  /**
   * The repositories that `namespace:name` may follow, in canonical form. Several where the files disagree.
   */
  repositoriesOf(policy: string): ReadonlySet<string>;
}

interface FluxObject {
  readonly kind: string;
  readonly name: string;
  /** Empty where something else puts it into a namespace: a Kustomization, or whoever applies it. */
  readonly namespace: string;
  readonly root: ManifestNode;
}

const GROUP = 'image.toolkit.fluxcd.io/';

export function fluxPolicies(documents: readonly ViewDocument[]): FluxPolicies {
  const objects = documents.flatMap(fluxObjectsIn);
  const policies = objects.filter(({ kind }) => kind === 'ImagePolicy');
  const repositories = objects.filter(({ kind }) => kind === 'ImageRepository');
  return {
    repositoriesOf(policy) {
      const [namespace = '', name = ''] = policy.split(':');
      const followed = named(policies, namespace, name).flatMap(({ root }) => {
        const target = ['spec', 'imageRepositoryRef'];
        const home = textAt(root, ...target, 'namespace') ?? namespace;
        return named(repositories, home, textAt(root, ...target, 'name') ?? '');
      });
      return new Set(followed.flatMap(({ root }) => canonical(textAt(root, 'spec', 'image') ?? '')));
    },
  };
}

/** The objects of a name in a namespace; where there is none, those that say nothing of their namespace. */
function named(objects: readonly FluxObject[], namespace: string, name: string): readonly FluxObject[] {
  const alike = objects.filter((object) => object.name === name);
  const exact = alike.filter((object) => object.namespace === namespace);
  return exact.length > 0 ? exact : alike.filter((object) => object.namespace === '');
}

function fluxObjectsIn(document: ViewDocument): readonly FluxObject[] {
  return [...objectsOf(document)].flatMap(({ kind, root }) => {
    if (!/^Image(?:Policy|Repository)$/.test(kind)) return [];
    if (textAt(root, 'apiVersion')?.startsWith(GROUP) !== true) return [];
    const name = textAt(root, 'metadata', 'name') ?? '';
    return { kind, root, name, namespace: textAt(root, 'metadata', 'namespace') ?? '' };
  });
}

/** The canonical form of a repository's text, or nothing where it is none. */
export function canonical(text: string): readonly string[] {
  const reference = tryParseReference(text.trim());
  return reference === undefined ? [] : [canonicalRepository(reference)];
}
