import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findEngine } from '../../sandbox/demo/engine.ts';
import { endWithTest } from '../end-with-test.ts';
import { freePort } from '../free-port.ts';
import { whenListening } from '../registry/distribution-registry.ts';
import type { Part } from '../with-real.ts';

const run = promisify(execFile);

/** Docker with buildx, and a Docker configuration of its own whose logins and builders a test may change. */
export interface RealDocker {
  readonly env: Readonly<Record<string, string>>;
  logIn(host: string, username: string, password: string): Promise<void>;
  docker(...args: string[]): Promise<string>;
  close(): Promise<void>;
}

/** Where Docker looks for its plugins when the home and the configuration are others than the user's. */
const PLUGIN_FOLDERS = [
  join(process.env['DOCKER_CONFIG'] ?? join(homedir(), '.docker'), 'cli-plugins'),
  '/usr/local/lib/docker/cli-plugins',
  '/usr/libexec/docker/cli-plugins',
  '/usr/lib/docker/cli-plugins',
];

export async function findDocker(): Promise<Part<() => Promise<RealDocker>>> {
  const engine = await findEngine(process.env);
  if (engine.kind === 'none') return { there: false, reason: engine.reason };
  const plugin = PLUGIN_FOLDERS.map((folder) => join(folder, 'docker-buildx')).find(existsSync);
  if (plugin === undefined) return { there: false, reason: 'the buildx plugin was not found' };
  return { there: true, use: () => openDocker(plugin) };
}

async function openDocker(plugin: string): Promise<RealDocker> {
  const config = await mkdtemp(join(tmpdir(), 'waybill-docker-'));
  await mkdir(join(config, 'cli-plugins'));
  await symlink(plugin, join(config, 'cli-plugins', 'docker-buildx'));
  const host = process.env['DOCKER_HOST'];
  const env = { DOCKER_CONFIG: config, ...(host === undefined ? {} : { DOCKER_HOST: host }) };
  return {
    env,
    logIn: (registry, username, password) => {
      const auth = Buffer.from(`${username}:${password}`).toString('base64');
      return writeFile(join(config, 'config.json'), JSON.stringify({ auths: { [registry]: { auth } } }));
    },
    docker: async (...args) =>
      (await run('docker', args, { env: { PATH: process.env['PATH'], ...env } })).stdout,
    close: () => rm(config, { recursive: true }),
  };
}

/** The address of a BuildKit daemon, which builds for several platforms. */
export function findBuildkit(): Part<string> {
  const host = process.env['BUILDKIT_HOST'];
  if (host === undefined) return { there: false, reason: 'BUILDKIT_HOST names no BuildKit' };
  return { there: true, use: host };
}

export interface RealRegistry {
  readonly host: string;
  close(): Promise<void>;
}

export interface RealRegistryOptions {
  /** A line of an htpasswd file: nobody else may read or write. */
  readonly login?: string;
}

/** The `distribution` registry, on a free port, with its storage in a folder that is removed at the end. */
export async function findRegistry(): Promise<
  Part<(options?: RealRegistryOptions) => Promise<RealRegistry>>
> {
  try {
    await run('docker-registry', ['--version']);
    return { there: true, use: startRegistry };
  } catch {
    return { there: false, reason: 'docker-registry is not in the PATH' };
  }
}

async function startRegistry({ login }: RealRegistryOptions = {}): Promise<RealRegistry> {
  const folder = await mkdtemp(join(tmpdir(), 'waybill-registry-'));
  const host = `127.0.0.1:${await freePort()}`;
  const passwords = join(folder, 'htpasswd');
  const config = join(folder, 'config.yml');
  await writeFile(passwords, `${login ?? ''}\n`);
  const auth = login === undefined ? '' : `auth: { htpasswd: { realm: waybill, path: ${passwords} } }\n`;
  await writeFile(
    config,
    `version: 0.1\nstorage: { filesystem: { rootdirectory: ${folder}/data } }\n${auth}http: { addr: '${host}' }\n`,
  );
  const child = spawn('docker-registry', ['serve', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  const listening = whenListening(child);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  endWithTest(close);
  await listening;
  return { host, close };
}
