import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { command, installed } from './measure.ts';

/** A builder of docker's over a BuildKit of its own. */
export interface Builder {
  readonly name: string;
  /** What leads docker to it. */
  readonly env: Readonly<Record<string, string>>;
  /** Forgets everything that was built. */
  emptyCache(): Promise<void>;
  close(): Promise<void>;
}

const TOOLS = process.env['WAYBILL_TOOLS'] ?? join(homedir(), '.cache', 'waybill-tools');
const BUILDKIT = join(TOOLS, 'bin', 'buildkitd');

/** Why there can be no builder here, as a sentence; undefined if there can. */
export async function missingForBuilder(): Promise<string | undefined> {
  if (!existsSync(BUILDKIT)) return 'buildkitd is not installed';
  if (process.getuid?.() !== 0) return 'BuildKit wants root';
  return (await installed('docker', ['buildx', 'version']))
    ? undefined
    : 'docker with buildx is not installed';
}

/** Starts a BuildKit in `folder`, with a docker configuration of its own that has one builder. */
export async function startBuilder(folder: string, name: string): Promise<Builder> {
  const socket = join(folder, `${name}.sock`);
  const args = ['--addr', `unix://${socket}`, '--root', join(folder, name), '--containerd-worker=false'];
  const child = spawn(BUILDKIT, [...args, '--oci-worker-net', 'host'], {
    env: { PATH: process.env['PATH'] ?? '', HOME: folder },
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  while (!existsSync(socket)) {
    if (child.exitCode !== null) throw new Error(`BuildKit ended with ${child.exitCode}`);
    await pause(50);
  }
  const plugin = join(TOOLS, 'bin', 'buildx');
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, DOCKER_CONFIG: join(folder, 'docker') };
  await command('mkdir', ['-p', join(folder, 'docker', 'cli-plugins')]);
  await command('ln', ['-sfn', plugin, join(folder, 'docker', 'cli-plugins', 'docker-buildx')]);
  const buildx = (...rest: string[]): Promise<void> => command('docker', ['buildx', ...rest], { env });
  await buildx('create', '--name', name, '--driver', 'remote', `unix://${socket}`);
  return {
    name,
    env,
    emptyCache: () => buildx('prune', '--builder', name, '--all', '--force'),
    close: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
