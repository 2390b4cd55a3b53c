import { parseAllDocuments } from 'yaml';
import { oneName } from './reference.ts';
import type { TreeFile } from './read-tree.ts';

/** Which repository a setter of Flux follows. */
export interface SetterPolicies {
  /** The repository that the setter on a line of a text follows, by the policies of the files. */
  readonly repositoryAt: (text: string, line: number) => string | undefined;
}

interface FluxObject {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
  readonly spec?: { readonly image?: string; readonly imageRepositoryRef?: { readonly name?: string } };
}

/**
 * Reads the policies and repositories of Flux by their names alone; one name with two repositories is none.
 */
export function readPolicies(files: readonly TreeFile[]): SetterPolicies {
  const objects = files
    .filter(({ text }) => /^kind: Image(?:Policy|Repository)\b/m.test(text))
    .flatMap(({ text }) => parseAllDocuments(text, { uniqueKeys: false, logLevel: 'silent' }))
    .map((document) => document.toJS() as FluxObject | null);
  const images = named(objects, 'ImageRepository', ({ spec }) => spec?.image);
  const policies = named(objects, 'ImagePolicy', ({ spec }) => spec?.imageRepositoryRef?.name);
  return {
    repositoryAt(text, line) {
      const setter = /\{"\$imagepolicy": *"[^":]*:([^":]+)/.exec(text.split('\n')[line - 1] ?? '')?.[1];
      const image = images.get(policies.get(setter ?? '') ?? '');
      return image === undefined ? undefined : oneName(image);
    },
  };
}

function named(
  objects: readonly (FluxObject | null)[],
  kind: string,
  value: (object: FluxObject) => string | undefined,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const object of objects) {
    const [name, says] = [object?.metadata?.name, object?.kind === kind ? value(object) : undefined];
    if (name !== undefined && says !== undefined)
      found.set(name, found.get(name) === undefined || found.get(name) === says ? says : '');
  }
  return found;
}
