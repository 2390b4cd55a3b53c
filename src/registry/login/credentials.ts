import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { no } from '../../errors/result.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import { type HelperAnswer, askHelper } from './credential-helper.ts';
import { type Credential, type Credentials, basicAuthorization } from './credential.ts';
import { scopedFolders } from './scoped-logins.ts';
import { type DockerAuth, type DockerConfig, entryFor, readDockerConfig } from './docker-config.ts';
import { isAbsence, messageOf, systemCode } from '../transport/system-error.ts';

interface DockerCredentialsOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The home folder; undefined where there is none. */
  readonly home: string | undefined;
  /** Hears every secret before anyone gets it, and masks it in the log. */
  readonly mask: (secret: string) => void;
  /** How many milliseconds a credential helper may take. */
  readonly helperTimeout?: number;
}

/** The key under which Docker and its helpers keep the login for Docker Hub. */
const DOCKER_HUB_KEY = 'https://index.docker.io/v1/';
const LARGEST_CONFIG = 4 * 1024 * 1024;

/**
 * The logins that `docker login` and docker/login-action leave in `$DOCKER_CONFIG/config.json`, or else in
 * `~/.docker/config.json`. Files that buildx keeps for one repository or action come first
 * (`scopedFolders`). Each file is read once.
 *
 * A registry's own helper (`credHelpers`) is asked first, then the helper for all (`credsStore`), then
 * `auths`. Without a file or an entry, requests go without a login. A file that cannot be read, and a helper
 * that fails, are `REGISTRY_LOGIN_MISSING`: somebody set up a login, and going on without it would only fail
 * later.
 */
export function createDockerCredentials(options: DockerCredentialsOptions): Credentials {
  const folder = dockerFolder(options);
  const buildx = options.environment['BUILDX_CONFIG'] || (folder && join(folder, 'buildx'));
  const configs = new Map<string, Promise<LoadedConfig | undefined>>();
  const credentialIn = async (place: string, registry: string): Promise<Credential | undefined> => {
    const config = configs.get(place) ?? load(place);
    configs.set(place, config);
    const loaded = await config;
    return loaded === undefined ? undefined : credentialFor(registry, loaded, options);
  };
  return {
    of: async (registry, scope) => {
      const scoped = buildx && scope ? await scopedFolders(buildx, registry, scope) : [];
      for (const place of [...scoped, ...(folder === undefined ? [] : [folder])]) {
        const credential = await credentialIn(place, registry);
        if (credential !== undefined) return credential;
      }
      return undefined;
    },
  };
}

/** Docker's folder: `$DOCKER_CONFIG`, else `~/.docker`; undefined where there is neither. */
function dockerFolder({ environment, home }: DockerCredentialsOptions): string | undefined {
  const { DOCKER_CONFIG: folder } = environment;
  if (folder !== undefined && folder !== '') return folder;
  return home === undefined || home === '' ? undefined : join(home, '.docker');
}

interface LoadedConfig {
  readonly path: string;
  readonly config: DockerConfig;
}

async function load(folder: string): Promise<LoadedConfig | undefined> {
  const path = join(folder, 'config.json');
  const text = await readOptional(path);
  if (text === undefined) return undefined;
  const config = text.length > LARGEST_CONFIG ? no('it is larger than 4 MiB') : readDockerConfig(text);
  if (config.ok) return { path, config: config.value };
  throw unusable(`The Docker configuration ${path} cannot be read: ${config.problem}`);
}

async function readOptional(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (isAbsence(cause)) return undefined;
    const why = systemCode(cause) ?? messageOf(cause);
    throw unusable(`The Docker configuration ${path} cannot be read: ${why}`, cause);
  }
}

async function credentialFor(
  registry: string,
  { path, config }: LoadedConfig,
  options: DockerCredentialsOptions,
): Promise<Credential | undefined> {
  const own = entryFor(config.credHelpers ?? {}, registry);
  const store = config.credsStore ?? '';
  const helper = own?.value ?? store;
  if (helper !== '') {
    const server = own?.key ?? (registry === 'docker.io' ? DOCKER_HUB_KEY : registry);
    const asked = await askHelper(helper, server, {
      environment: options.environment,
      ...(options.helperTimeout === undefined ? {} : { timeout: options.helperTimeout }),
    });
    const credential = fromHelper(registry, path, asked, options.mask);
    if (credential !== undefined) return credential;
  }
  const entry = entryFor(config.auths ?? {}, registry);
  return entry === undefined ? undefined : fromEntry(registry, path, entry.value, options.mask);
}

function fromHelper(
  registry: string,
  path: string,
  asked: HelperAnswer,
  mask: (secret: string) => void,
): Credential | undefined {
  if (asked.kind === 'none') return undefined;
  if (asked.kind === 'failure') {
    throw unusable(`No login for ${registry}: ${path} names a credential helper, and ${asked.reason}`);
  }
  if (asked.username === '<token>') return identity(asked.secret, mask);
  return password(asked.username, asked.secret, mask);
}

function fromEntry(
  registry: string,
  path: string,
  entry: DockerAuth,
  mask: (secret: string) => void,
): Credential | undefined {
  if (entry.auth !== undefined && entry.auth !== '') mask(entry.auth);
  if (entry.registrytoken !== undefined && entry.registrytoken !== '') {
    mask(entry.registrytoken);
    return { kind: 'registry-token', token: entry.registrytoken };
  }
  if (entry.identitytoken !== undefined && entry.identitytoken !== '')
    return identity(entry.identitytoken, mask);
  if (entry.auth === undefined || entry.auth === '') {
    const { username = '', password: given = '' } = entry;
    return username === '' && given === '' ? undefined : password(username, given, mask);
  }
  const decoded = Buffer.from(entry.auth, 'base64').toString('utf8').replace(/\0+$/, '');
  const colon = decoded.indexOf(':');
  if (colon > 0) return password(decoded.slice(0, colon), decoded.slice(colon + 1), mask);
  throw unusable(
    `No login for ${registry}: its "auth" in ${path} is not a user name and a password in base64`,
  );
}

function password(username: string, secret: string, mask: (secret: string) => void): Credential {
  if (secret !== '') mask(secret);
  mask(basicAuthorization(username, secret).slice('Basic '.length));
  return { kind: 'password', username, password: secret };
}

function identity(token: string, mask: (secret: string) => void): Credential {
  mask(token);
  mask(basicAuthorization('<token>', token).slice('Basic '.length));
  return { kind: 'identity-token', token };
}

function unusable(message: string, cause?: unknown): WaybillError {
  return new WaybillError('REGISTRY_LOGIN_MISSING', message, {
    cause,
    hint: 'Log in again with docker/login-action in this job, or remove the entry if the registry needs no login.',
  });
}
