import { homedir } from 'node:os';
import { fetchFor, useEnvironmentProxy } from '../http/http.ts';
import type { Credentials, Registry } from '../registry/registry.ts';
import { registryWhenAsked } from '../registry/registry-when-asked.ts';
import type { Runner } from '../runner/runner.ts';
import type { RegistryAccess } from './registry-access.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The registries as an action reaches them: with the logins of its inputs and those that `docker login` left,
 * through the proxy of the environment. `deadline` bounds a request with its retries, in milliseconds.
 */
export function connectRegistry(
  { log, mask }: Pick<Runner, 'log' | 'mask'>,
  environment: Environment,
  access: RegistryAccess,
  deadline?: number,
): Registry {
  const proxy = useEnvironmentProxy(environment);
  if (proxy.kind === 'unsupported') log.warning(`The proxy of the environment is not used. ${proxy.hint}`);
  if (proxy.kind === 'used') log.debug(`Requests go through the proxy ${proxy.proxy}.`);
  const docker = dockerLogins(environment, mask);
  return registryWhenAsked(async () => {
    const { createLogins, createRegistry } = await import('../registry/registry.ts');
    return createRegistry({
      credentials: createLogins({ ...access, docker, mask }),
      trustedTokenServer: access.trustedTokenServer,
      mask,
      log: log.info,
      fetch: fetchFor(environment),
      ...(deadline === undefined ? {} : { deadline }),
    });
  });
}

/** The logins that `docker login` left on this machine. */
export function dockerLogins(environment: Environment, mask: (secret: string) => void): Credentials {
  let opened: Promise<Credentials> | undefined;
  const open = async (): Promise<Credentials> => {
    const { createDockerCredentials } = await import('../registry/registry.ts');
    return createDockerCredentials({ environment, home: homedir(), mask });
  };
  return { of: async (registry, scope) => (await (opened ??= open())).of(registry, scope) };
}
