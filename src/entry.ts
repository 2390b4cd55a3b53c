import { runAction } from './runner/run-action.ts';

// Each action's code is loaded when its function is called: a run pays only for the modules it uses.

/** The root action: brings images into an environment by pull request. */
export async function promote(): Promise<void> {
  await runAction(async (runner) => (await import('./actions/promote/main.ts')).main(runner));
}

/** Builds an image once, pushes it and records its digest. */
export async function build(): Promise<void> {
  await runAction(async (runner) => (await import('./actions/build/main.ts')).main(runner));
}

/** Adopts an image that something else built. */
export async function record(): Promise<void> {
  await runAction(async (runner) => (await import('./actions/record/main.ts')).main(runner));
}

/** The command line. */
export async function cli(): Promise<void> {
  const { main } = await import('./cli/main.ts');
  const { stdout, stderr, argv, env } = process;
  process.exitCode = await main(argv.slice(2), { stdout, stderr, cwd: process.cwd(), env });
}
