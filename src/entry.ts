import type { Runner } from './runner/runner.ts';

// A module is evaluated when the function that needs it is called, so a run pays only for what it uses.

async function runAction(load: () => Promise<{ main: (runner: Runner) => Promise<void> }>): Promise<void> {
  const { runAction: run } = await import('./runner/run-action.ts');
  await run(async (runner) => (await load()).main(runner));
}

/** The root action: brings images into an environment by pull request, or moves on what upstreams declare. */
export async function promote(): Promise<void> {
  await runAction(() => import('./actions/promote-or-advance.ts'));
}

/** Brings back what an environment declared before, by pull request. */
export async function rollback(): Promise<void> {
  await runAction(() => import('./actions/rollback/main.ts'));
}

/** Builds an image once, pushes it and records its digest. */
export async function build(): Promise<void> {
  await runAction(() => import('./actions/build/main.ts'));
}

/** Adopts an image that something else built. */
export async function record(): Promise<void> {
  await runAction(() => import('./actions/record/main.ts'));
}

/** The command line. */
export async function cli(): Promise<void> {
  const { main } = await import('./cli/main.ts');
  const { stdout, stderr, argv, env } = process;
  let isLost = false;
  const lost = ({ message }: Error): void => {
    // Standard error may be what failed, so this is tried once.
    const isFirst = !isLost;
    isLost = true;
    process.exitCode = 1;
    if (isFirst)
      stderr.write(
        `error: what the command says cannot be written: ${message}\n  Let it go somewhere else; "git status" tells which files it changed.\n`,
      );
  };
  const code = await main(argv.slice(2), { stdout, stderr, cwd: process.cwd(), env, lost });
  process.exitCode = isLost ? 1 : code;
}
