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

/** Keeps an environment's lanes from being merged, or ends that. */
export async function pause(): Promise<void> {
  await runAction(() => import('./actions/pause/main.ts'));
}

/** Sees which declared digests run, and tells the people who wrote the commits. */
export async function observe(): Promise<void> {
  await runAction(() => import('./actions/observe/main.ts'));
}

/** Judges what a pull request of the config repo changes. */
export async function verify(): Promise<void> {
  await runAction(() => import('./actions/verify/main.ts'));
}

/** Builds an image once, pushes it and records its digest. */
export async function build(): Promise<void> {
  await runAction(() => import('./actions/build/main.ts'));
}

/** Adopts an image that something else built. */
export async function record(): Promise<void> {
  await runAction(() => import('./actions/record/main.ts'));
}

/** Copies an image into another registry under the same digest. */
export async function copy(): Promise<void> {
  await runAction(() => import('./actions/copy/main.ts'));
}

/** The board: what every environment declares of every image, and how it is. */
export async function status(): Promise<void> {
  await runAction(() => import('./actions/status/main.ts'));
}

/** Compares what runs with what is declared. */
export async function drift(): Promise<void> {
  await runAction(() => import('./actions/drift/main.ts'));
}

/** The command line. */
export async function cli(): Promise<void> {
  await (await import('./cli/run-cli.ts')).runCli();
}
