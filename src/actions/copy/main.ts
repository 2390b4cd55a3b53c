import type { Runner } from '../../runner/runner.ts';
import { connectRegistry } from '../connect-registry.ts';
import { run } from './run.ts';

/** The copy action with the real registries. */
export async function main(runner: Runner): Promise<void> {
  await run(runner, ({ access }) => connectRegistry(runner, process.env, access));
}
