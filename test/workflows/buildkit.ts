import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, open, symlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { endWithTest } from '../end-with-test.ts';
import type { Part } from '../with-real.ts';

type Values = Readonly<Record<string, string>>;

/** The BuildKit daemon, which wants root. */
export function findBuildkitd(): Part<string> {
  const tools = process.env['WAYBILL_TOOLS'] ?? join(homedir(), '.cache', 'waybill-tools');
  const path = join(tools, 'bin', 'buildkitd');
  if (!existsSync(path)) return { there: false, reason: 'buildkitd was not built, which .ci/tools.sh does' };
  if (process.getuid?.() !== 0) return { there: false, reason: 'BuildKit wants root' };
  return { there: true, use: path };
}

/**
 * A BuildKit of its own, that reaches registries as `env` says. Returns what leads docker and the builder of
 * a workflow to it.
 */
export async function startBuildkit(path: string, folder: string, env: Values): Promise<Values> {
  const socket = join(folder, 'buildkit.sock');
  const log = join(folder, 'buildkitd.log');
  const output = await open(log, 'a');
  const args = ['--addr', `unix://${socket}`, '--root', join(folder, 'buildkit')];
  const child = spawn(path, [...args, '--oci-worker-net', 'host', '--containerd-worker=false'], {
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, ...env },
    stdio: ['ignore', output.fd, output.fd],
  });
  await output.close();
  const state = { ended: false };
  const end = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  }).then(() => void (state.ended = true));
  endWithTest(async () => {
    child.kill('SIGTERM');
    await end;
  });
  while (!existsSync(socket)) {
    if (state.ended) throw new Error(`BuildKit ended by itself:\n${readFileSync(log, 'utf8').slice(-3000)}`);
    await pause(50);
  }
  const config = join(folder, 'docker');
  await mkdir(config);
  const plugins = join(process.env['DOCKER_CONFIG'] ?? join(homedir(), '.docker'), 'cli-plugins');
  if (existsSync(plugins)) await symlink(plugins, join(config, 'cli-plugins'));
  return { WAYBILL_TEST_BUILDKIT: `unix://${socket}`, DOCKER_CONFIG: config };
}
