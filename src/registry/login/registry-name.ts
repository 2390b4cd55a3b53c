import { WaybillError } from '../../errors/waybill-error.ts';
import { tryParseReference } from '../../image/reference.ts';

/** GitHub's registry, which takes the token of a workflow with any user name. */
export const GITHUB_REGISTRY = 'ghcr.io';

/**
 * The canonical form of a registry that a person wrote: `index.docker.io` and `https://index.docker.io/v1/`
 * are `docker.io`. Throws `INPUT_INVALID` for what names no registry.
 */
export function canonicalRegistry(text: string): string {
  const registry = registryOfKey(text);
  if (registry !== undefined) return registry;
  throw new WaybillError('INPUT_INVALID', `${JSON.stringify(text)} is not the host of a registry`, {
    hint: 'Write the host alone, with its port where it has one: ghcr.io, registry.acme.dev:5000.',
  });
}

/**
 * The registry that a key names, in canonical form. Undefined when it names something else: a path, a
 * pattern.
 */
export function registryOfKey(key: string): string | undefined {
  const host = /^(?:https?:\/\/)?([^/@?#]+)(?:\/|\/v[12]\/?)?$/i.exec(key)?.[1];
  if (host === undefined) return undefined;
  // The reference parser gives the host the same canonical form as everywhere else. A word that is no host
  // becomes a part of the repository there.
  const parsed = tryParseReference(`${host.toLowerCase()}/a/b`);
  return parsed?.repository === 'a/b' ? parsed.registry : undefined;
}
