import { createBuilder } from '../../builder/builder.ts';
import type { Runner } from '../../runner/runner.ts';
import { connectRegistry, dockerLogins } from '../connect-registry.ts';
import { builderLogins } from './builder-logins.ts';
import type { BuildMachine } from './build-collaborators.ts';
import { connectGitHub } from './connect-github.ts';
import { connectProofs } from './proof/proofs.ts';
import { run } from './run.ts';
import { workspaceHead } from './request/workspace-head.ts';

/** The build action with the real registry and the Docker of this machine. */
export async function main(runner: Runner): Promise<void> {
  const { env } = process;
  const { log, mask, stop } = runner;
  const machine: BuildMachine = {
    runner,
    now: () => new Date(),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    env,
    headOf: workspaceHead,
    git: async (...asked) => (await import('./tree/git-tree.ts')).runGit(...asked),
    ownPlatform: `linux/${process.arch === 'x64' ? 'amd64' : process.arch}`,
  };
  await run(machine, ({ access, image, githubToken, trustedRoot }) => {
    const github = connectGitHub(runner, githubToken);
    const registry = connectRegistry(runner, env, access);
    return {
      commitOrder: github.commitOrder,
      registry,
      proofs: connectProofs(runner, { registry, github, env, trustedRoot }),
      builder: createBuilder({
        env,
        logins: () => builderLogins(access, image, dockerLogins(env, mask)),
        print: log.info,
        debug: log.debug,
        stop,
      }),
    };
  });
}
