import type { SandboxRegistry } from '../../sandbox/registry/sandbox-registry.ts';
import { registryStandIn } from '../stand-ins.ts';
import type { JobToken } from './job-token.ts';

/** The packages of ghcr.io, all of them private. */
export interface Packages {
  readonly registry: SandboxRegistry;
  /** Under "Manage Actions access": the repositories whose workflows may read a package. */
  readonly readers: Record<string, readonly string[]>;
}

/**
 * Private packages that let in the workflow token of the running job, as far as the job's `packages`
 * permission goes.
 */
export async function startPackages(token: JobToken): Promise<Packages> {
  const readers: Record<string, readonly string[]> = {};
  const registry = await registryStandIn({
    plays: 'ghcr',
    auth: {
      kind: 'bearer',
      get username() {
        return token.actor;
      },
      get password() {
        return token.text;
      },
      get push() {
        return token.packages === 'write';
      },
      get hidden() {
        return Object.entries(readers)
          .filter(([, names]) => token.packages === 'none' || !names.includes(token.repository))
          .map(([name]) => name);
      },
    },
  });
  return { registry, readers };
}
