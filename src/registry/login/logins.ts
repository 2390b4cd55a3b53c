import { type Credential, type Credentials, basicAuthorization } from './credential.ts';

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

function passwordOf(
  { username, password }: RegistryLogin,
  mask: (secret: string) => void,
): Extract<Credential, { kind: 'password' }> {
  mask(password);
  mask(basicAuthorization(username, password).slice('Basic '.length));
  return { kind: 'password', username, password };
}
