import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** A user name and a password for one registry, as `docker login` takes them. */
export interface BuilderLogin {
  readonly registry: string;
  readonly username: string;
  readonly password: string;
}

/** An environment for docker, and what removes the files that it names. */
interface LoggedIn {
  readonly env: Environment;
  remove(): Promise<void>;
}

/** The key under which docker looks for the login for Docker Hub. */
const DOCKER_HUB_KEY = 'https://index.docker.io/v1/';

/**
 * Docker's configuration with more logins, in a folder of its own that nobody else can enter: `docker login`
 * would leave them on the machine. Everything else of the user's folder is there as links, so that plugins,
 * contexts and builders are the same.
 */
export async function withLogins(env: Environment, logins: readonly BuilderLogin[]): Promise<LoggedIn> {
  if (logins.length === 0) return { env, remove: () => Promise.resolve() };
  const own = env['DOCKER_CONFIG'] || join(env['HOME'] || homedir(), '.docker');
  const folder = await mkdtemp(join(env['RUNNER_TEMP'] || tmpdir(), 'waybill-docker-'));
  try {
    const names = await readdir(own).catch(() => []);
    for (const name of names) if (name !== 'config.json') await symlink(join(own, name), join(folder, name));
    const text = await readFile(join(own, 'config.json'), 'utf8').catch(() => '');
    await writeFile(join(folder, 'config.json'), addLogins(text, logins), { mode: 0o600 });
  } catch (cause) {
    await rm(folder, { recursive: true, force: true });
    throw cause;
  }
  return {
    // Builders that are made meanwhile stay where the user's are.
    env: { ...env, DOCKER_CONFIG: folder, BUILDX_CONFIG: env['BUILDX_CONFIG'] || join(own, 'buildx') },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/**
 * The text of a `config.json` with more logins. A helper for all registries would hide them; an empty one for
 * the registry makes docker read the file.
 */
function addLogins(text: string, logins: readonly BuilderLogin[]): string {
  const config = objectIn(text);
  const auths = logins.map(({ registry, username, password }) => {
    const auth = Buffer.from(`${username}:${password}`).toString('base64');
    return [keyOf(registry), { auth }] as const;
  });
  const helpers = auths.map(([key]) => [key, ''] as const);
  return JSON.stringify({
    ...config,
    auths: { ...partOf(config, 'auths'), ...Object.fromEntries(auths) },
    credHelpers: { ...partOf(config, 'credHelpers'), ...Object.fromEntries(helpers) },
  });
}

function keyOf(registry: string): string {
  return registry === 'docker.io' ? DOCKER_HUB_KEY : registry;
}

/** What the file holds; docker itself complains of one that is no object. */
function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function partOf(config: Readonly<Record<string, unknown>>, name: string): object {
  const part = config[name];
  return isObject(part) ? part : {};
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
