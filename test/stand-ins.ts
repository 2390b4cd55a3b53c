import type { SandboxGitHub, SandboxGitHubOptions } from '../sandbox/github/sandbox-github.ts';
import { startSandboxGitHub } from '../sandbox/github/start.ts';
import type { SandboxRegistry, SandboxRegistryOptions } from '../sandbox/registry/sandbox-registry.ts';
import { startSandboxRegistry } from '../sandbox/registry/start.ts';
import { endWithTest } from './end-with-test.ts';

/** A GitHub that ends with the test, or with the file where `beforeAll` starts it. */
export async function gitHubStandIn(options: SandboxGitHubOptions = {}): Promise<SandboxGitHub> {
  const github = await startSandboxGitHub(options);
  endWithTest(() => github.close());
  return github;
}

/** A registry that ends with the test, or with the file where `beforeAll` starts it. */
export async function registryStandIn(options: SandboxRegistryOptions = {}): Promise<SandboxRegistry> {
  const registry = await startSandboxRegistry(options);
  endWithTest(() => registry.close());
  return registry;
}
