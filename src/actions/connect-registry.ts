import { homedir } from 'node:os';
import {
  createDockerCredentials,
  createRegistry,
  type Registry,
  useEnvironmentProxy,
} from '../registry/registry.ts';
import type { Runner } from '../runner/runner.ts';

/**
 * The registries as an action reaches them: with the logins that `docker login` left, through the proxy of
 * the environment. `deadline` bounds a request with its retries, in milliseconds.
 */
export function connectRegistry(
  { log, mask }: Pick<Runner, 'log' | 'mask'>,
  environment: Readonly<Record<string, string | undefined>>,
  deadline?: number,
): Registry {
  const proxy = useEnvironmentProxy(environment);
  if (proxy.kind === 'unsupported') log.warning(`The proxy of the environment is not used. ${proxy.hint}`);
  if (proxy.kind === 'used') log.debug(`Requests go through the proxy ${proxy.proxy}.`);
  const credentials = createDockerCredentials({ environment, home: homedir(), mask });
  return createRegistry({
    credentials,
    mask,
    log: log.info,
    ...(deadline === undefined ? {} : { deadline }),
  });
}
