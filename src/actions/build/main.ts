import { createBuilder } from '../../builder/builder.ts';
import type { Runner } from '../../runner/runner.ts';
import { connectRegistry } from '../connect-registry.ts';
import { run } from './run.ts';
import { workspaceHead } from './request/workspace-head.ts';

/** The build action with the real registry and the Docker of this machine. */
export async function main(runner: Runner): Promise<void> {
  const { env } = process;
  const { log, stop } = runner;
  await run({
    runner,
    registry: connectRegistry(runner, env),
    builder: createBuilder({ env, print: log.info, debug: log.debug, stop }),
    now: () => new Date(),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    env,
    headOf: workspaceHead,
  });
}
