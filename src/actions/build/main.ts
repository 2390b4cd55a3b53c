import { homedir } from 'node:os';
import { createBuilder } from '../../builder/create-builder.ts';
import { createRegistry } from '../../registry/create-registry.ts';
import { createDockerCredentials } from '../../registry/credentials.ts';
import type { Runner } from '../../runner/runner.ts';
import { run } from './run.ts';
import { workspaceHead } from './workspace-head.ts';

/** The build action with the real registry and the Docker of this machine. */
export async function main(runner: Runner): Promise<void> {
  const { env } = process;
  const { log, mask, stop } = runner;
  const credentials = createDockerCredentials({ environment: env, home: homedir(), mask });
  await run({
    runner,
    registry: createRegistry({ credentials, mask, log: log.info }),
    builder: createBuilder({ env, print: log.info, debug: log.debug, stop }),
    now: () => new Date(),
    env,
    headOf: workspaceHead,
  });
}
