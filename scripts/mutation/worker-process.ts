import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Answer, Request } from './protocol.ts';

/** How the run of one test file ended: with an answer, over its time limit, or because the process ended. */
export type Ending =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'crashed'; readonly reason: string };

const MEMORY_LIMIT = 600_000_000;
let runs = 0;

/** One process that runs test files. It starts when it is asked something, and again after it was stopped. */
export class WorkerProcess {
  #child: ChildProcess | undefined;
  #memory = 0;

  /** True for a process that has grown so large that a new one is cheaper. */
  get isLarge(): boolean {
    return this.#memory > MEMORY_LIMIT;
  }

  run(request: Omit<Request, 'run'>, limit: number): Promise<Ending> {
    const child = (this.#child ??= start());
    runs += 1;
    const run = runs;
    return new Promise((resolve) => {
      const finish = (ending: Ending): void => {
        clearTimeout(timer);
        child.off('message', onMessage);
        child.off('exit', onExit);
        if (ending.kind === 'answered') this.#memory = ending.answer.memory;
        else this.stop();
        resolve(ending);
      };
      const onMessage = (answer: Answer): void => {
        if (answer.run === run) finish({ kind: 'answered', answer });
      };
      const onExit = (code: number | null, signal: string | null): void =>
        finish({ kind: 'crashed', reason: `the process ended with ${signal ?? code}` });
      const timer = setTimeout(() => finish({ kind: 'timeout' }), limit);
      child.on('message', onMessage);
      child.on('exit', onExit);
      child.send({ ...request, run });
    });
  }

  stop(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
    this.#memory = 0;
  }
}

function start(): ChildProcess {
  return fork(fileURLToPath(new URL('worker.ts', import.meta.url)), {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: ['--no-warnings', '--max-old-space-size=1200'],
    serialization: 'advanced',
  });
}
