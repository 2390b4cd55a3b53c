import { homedir } from 'node:os';
import { fetchFor } from '../http/http.ts';
import {
  createDockerCredentials,
  createLogins,
  createRegistry,
  type Credentials,
  type Registry,
  useEnvironmentProxy,
} from '../registry/registry.ts';
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
  return createRegistry({
    credentials: createLogins({ ...access, docker, mask }),
    trustedTokenServer: access.trustedTokenServer,
    mask,
    log: log.info,
    fetch: fetchFor(environment),
    ...(deadline === undefined ? {} : { deadline }),
  });
}

/** The logins that `docker login` left on this machine. */
export function dockerLogins(environment: Environment, mask: (secret: string) => void): Credentials {
  return createDockerCredentials({ environment, home: homedir(), mask });
}
