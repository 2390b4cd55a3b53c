import { fetchFor, useEnvironmentProxy } from '../http/http.ts';
import { createDockerCredentials, createRegistry, type Registry } from '../registry/registry.ts';
import type { Terminal } from './output/terminal.ts';

/** The registries, with the logins that `docker login` left. Standard error says what is waited for. */
export function openRegistry({ env, stderr }: Terminal): Registry {
  // Nothing that is printed here comes from a credential, so there is no log to mask.
  const mask = (): void => undefined;
  const proxy = useEnvironmentProxy(env);
  if (proxy.kind === 'unsupported') stderr.write(`The proxy of the environment is not used. ${proxy.hint}\n`);
  const home = env['HOME'] ?? env['USERPROFILE'];
  const credentials = createDockerCredentials({ environment: env, home, mask });
  const log = (message: string): void => void stderr.write(`${message}\n`);
  return createRegistry({ credentials, log, fetch: fetchFor(env) });
}
