import { WaybillError } from '../../errors/waybill-error.ts';
import { type Credential, type Credentials, basicAuthorization } from './credential.ts';
import { registryOfKey } from './docker-config.ts';

/** A login for one registry, in canonical form. */
export interface RegistryLogin {
  readonly registry: string;
  readonly username: string;
  readonly password: string;
}

interface LoginSources {
  /** What the workflow gives for one registry: it comes first, and goes nowhere else. */
  readonly given: RegistryLogin | undefined;
  /** What `docker login` left. */
  readonly docker: Credentials;
  /** The token of the workflow, for GitHub's own registry: the last that is tried. */
  readonly workflow: RegistryLogin | undefined;
  readonly mask: (secret: string) => void;
}

/** GitHub's registry, which takes the token of a workflow with any user name. */
export const GITHUB_REGISTRY = 'ghcr.io';

/** Logins in their order: given to the action, left by docker, made of the workflow's token. */
export function createLogins({ given, docker, workflow, mask }: LoginSources): Credentials {
  return {
    of: async (registry, scope) => {
      if (given?.registry === registry) return passwordOf(given, mask);
      const left = await docker.of(registry, scope);
      if (left !== undefined || workflow?.registry !== registry) return left;
      return { ...passwordOf(workflow, mask), optional: true };
    },
  };
}

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

function passwordOf(
  { username, password }: RegistryLogin,
  mask: (secret: string) => void,
): Extract<Credential, { kind: 'password' }> {
  mask(password);
  mask(basicAuthorization(username, password).slice('Basic '.length));
  return { kind: 'password', username, password };
}
