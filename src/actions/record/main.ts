import { homedir } from 'node:os';
import { createRegistry } from '../../registry/create-registry.ts';
import { createDockerCredentials } from '../../registry/credentials.ts';
import type { Runner } from '../../runner/runner.ts';
import { run } from './run.ts';

/** The record action with the real registry. */
export async function main(runner: Runner): Promise<void> {
  const { log, mask } = runner;
  const credentials = createDockerCredentials({ environment: process.env, home: homedir(), mask });
  await run({ runner, registry: createRegistry({ credentials, mask, log: log.info }) });
}
