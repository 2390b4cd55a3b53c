import { afterEach } from '@jest/globals';
import type { SandboxRegistry, SandboxRegistryOptions } from '../../../sandbox/registry/sandbox-registry.ts';
import { startSandboxRegistry } from '../../../sandbox/registry/start.ts';

const running: SandboxRegistry[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((registry) => registry.close()));
});

/** Starts a registry that is closed after the test. */
export async function runningRegistry(options: SandboxRegistryOptions = {}): Promise<SandboxRegistry> {
  const registry = await startSandboxRegistry(options);
  running.push(registry);
  return registry;
}
