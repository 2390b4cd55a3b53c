import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithTest } from '../end-with-test.ts';
import { freePort } from '../free-port.ts';

const PROGRAM = 'docker-registry';

/** The `distribution` registry as Debian packages it, or undefined where it is not installed. */
export function installedRegistry(): string | undefined {
  try {
    return execFileSync('/bin/sh', ['-c', `command -v ${PROGRAM}`], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

export interface RunningRegistry {
  /** `127.0.0.1:<port>`. */
  readonly host: string;
  stop(): Promise<void>;
}

/** Starts the real registry on loopback, with its data in a temporary folder that goes away with it. */
export async function startDistribution(program: string): Promise<RunningRegistry> {
  const folder = await mkdtemp(join(tmpdir(), 'waybill-registry-'));
  const host = `127.0.0.1:${await freePort()}`;
  const config = join(folder, 'config.yml');
  await writeFile(
    config,
    [
      'version: 0.1',
      `storage: { filesystem: { rootdirectory: ${join(folder, 'data')} }, delete: { enabled: true } }`,
      `http: { addr: '${host}' }`,
      '',
    ].join('\n'),
  );
  const child = spawn(program, ['serve', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  const listening = whenListening(child);
  const stop = async (): Promise<void> => {
    await ended(child);
    await rm(folder, { recursive: true, force: true });
  };
  endWithTest(stop);
  await listening;
  return { host, stop };
}

/**
 * Waits until the registry says that it listens. What it prints is not on the screen unless it ends before.
 */
export function whenListening(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let printed = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      // The rest is read and forgotten, for a full pipe would stop the registry.
      if (printed.includes('listening on')) return;
      printed += text;
      if (printed.includes('listening on')) resolve();
    });
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`${PROGRAM} ended with ${code}: ${printed}`)));
  });
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('close', () => resolve());
    child.kill('SIGKILL');
  });
}
