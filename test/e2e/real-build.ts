import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { SandboxRegistry, SandboxRegistryOptions } from '../../sandbox/registry/sandbox-registry.ts';
import {
  findBuildkit,
  findDocker,
  findRegistry,
  type RealDocker,
  type RealRegistryOptions,
} from './real-docker.ts';
import type { ActionRun } from './run-action.ts';
import { openWorkspace, type Workspace } from './workspace.ts';
import { registryStandIn } from '../stand-ins.ts';

export const docker = await findDocker();
export const buildkit = findBuildkit();
export const distribution = await findRegistry();

/** The builder that reaches BuildKit; `default` is the engine's own. */
export const REMOTE = 'waybill-remote';

type Values = Readonly<Record<string, string>>;

/** A workspace, Docker and registries for the tests of one file; every server of a test ends with it. */
export interface RealBuild {
  readonly docker: RealDocker;
  readonly workspace: Workspace;
  standIn(options?: SandboxRegistryOptions): Promise<SandboxRegistry>;
  /** The `distribution` registry; returns its host and port. */
  distribution(options?: RealRegistryOptions): Promise<string>;
  /** Runs the build action for `host`/acme/api. */
  build(host: string, inputs?: Values, env?: Values): Promise<ActionRun>;
}

export function useRealBuild(): RealBuild {
  let real: RealDocker | undefined;
  let workspace: Workspace | undefined;
  const servers: { close(): Promise<void> }[] = [];
  beforeAll(async () => {
    workspace = await openWorkspace();
    if (!docker.there) return;
    real = await docker.use();
    if (!buildkit.there) return;
    await real.docker('buildx', 'create', '--name', REMOTE, '--driver', 'remote', buildkit.use);
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });
  afterAll(async () => {
    await real?.close();
  });
  const parts = { docker: () => opened(real), workspace: () => opened(workspace) };
  return {
    get docker() {
      return parts.docker();
    },
    get workspace() {
      return parts.workspace();
    },
    async standIn(options) {
      const registry = await registryStandIn(options);
      servers.push(registry);
      return registry;
    },
    async distribution(options) {
      if (!distribution.there) throw new Error(distribution.reason);
      const registry = await distribution.use(options);
      servers.push(registry);
      return registry.host;
    },
    build: (host, inputs = {}, env = {}) =>
      parts
        .workspace()
        .act('build', { image: `${host}/acme/api`, ...inputs }, { ...parts.docker().env, ...env }),
  };
}

function opened<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('only inside of a test, and where the part is there');
  return part;
}
