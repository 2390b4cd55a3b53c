import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithTest } from '../end-with-test.ts';

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
      'log: { level: error }',
      `storage: { filesystem: { rootdirectory: ${join(folder, 'data')} }, delete: { enabled: true } }`,
      `http: { addr: '${host}' }`,
      '',
    ].join('\n'),
  );
  const child = spawn(program, ['serve', config], { stdio: 'ignore' });
  const stop = async (): Promise<void> => {
    await ended(child);
    await rm(folder, { recursive: true, force: true });
  };
  endWithTest(stop);
  await answering(host, child);
  return { host, stop };
}

async function answering(host: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 2_400; tries += 1) {
    if (child.exitCode !== null) throw new Error(`${PROGRAM} ended with exit code ${child.exitCode}`);
    const answered = await fetch(`http://${host}/v2/`).catch(() => undefined);
    if (answered?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${PROGRAM} does not answer at ${host}`);
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('close', () => resolve());
    child.kill('SIGKILL');
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address === null || typeof address === 'string'
          ? reject(new Error('no port'))
          : resolve(address.port),
      );
    });
  });
}
