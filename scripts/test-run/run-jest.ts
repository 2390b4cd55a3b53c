import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { endProcesses, processesOf } from './process-group.ts';

/** Milliseconds. They end a run that hangs. The slowest machine stays far below them. */
export interface RunBounds {
  /** How long Jest may take until the first test file begins. */
  readonly start: number;
  /** How long it may take until the next test begins or ends. */
  readonly silence: number;
  /** How long Jest, and whatever the tests started, may take to exit after the last test. */
  readonly exit: number;
}

export interface JestRun {
  /** What Jest gets on its command line. */
  readonly args: readonly string[];
  readonly bounds: RunBounds;
  readonly output: 'inherit' | 'ignore';
  /** Takes the lines that say what was ended, and why. */
  readonly say: (line: string) => void;
}

/** What `report-progress.mjs` sends each time a test begins or ends. */
interface Progress {
  /** The test files that run now. */
  readonly running: readonly string[];
  /** All tests have ended. */
  readonly complete: boolean;
}

const JEST = createRequire(import.meta.url).resolve('jest/bin/jest');
/**
 * Megabytes of old objects that each process of Jest may hold. Without it, Node lets garbage grow to
 * gigabytes before it collects any, where the machine has them.
 */
const OLD_OBJECTS = '--max-old-space-size=640';
/**
 * Megabytes of new objects. Most of what a test makes is garbage at once. With more room fewer of them are
 * copied and kept as if they were old, so it saves time and memory.
 */
const NEW_OBJECTS = '--max-semi-space-size=64';
const REPORTER = fileURLToPath(new URL('report-progress.mjs', import.meta.url));

/**
 * Runs Jest and returns its exit code. The run ends whatever the tests do, and nothing that they started
 * stays.
 *
 * Jest's own timeouts do not end a test that blocks the thread, a server that keeps the event loop alive, or
 * a program that a test started. So Jest gets a process group of its own. When Jest has exited, or a bound
 * has passed, the rest of the group is named and ended by process id. The exit code is 1 then.
 */
export async function runJest({ args, bounds, output, say }: JestRun): Promise<number> {
  // Jest takes every word behind a list for a part of it, so the reporters come last.
  const reporters = ['--reporters=default', `--reporters=${REPORTER}`];
  const jest = spawn(
    process.execPath,
    ['--no-warnings', OLD_OBJECTS, NEW_OBJECTS, JEST, ...args, ...reporters],
    {
      detached: true,
      stdio: ['inherit', output, output, 'ipc'],
    },
  );
  const exited = new Promise<number>((resolve, reject) => {
    jest.once('error', reject);
    jest.once('exit', (code) => resolve(code ?? 1));
  });
  const group = jest.pid;
  if (group === undefined) return exited;

  const overdue = whenOverdue(jest, bounds);
  const stopForwarding = forwardSignals(group);
  try {
    const end = await Promise.race([exited, overdue.reason]);
    const left = typeof end === 'string' ? await processesOf(group) : await leftAfter(group, bounds.exit);
    if (typeof end === 'number' && left.length === 0) return end;
    say(typeof end === 'string' ? end : 'The tests left processes running.');
    for (const { pid, command } of left) say(`  Ended process ${pid}: ${command}`);
    endProcesses(left);
    await leftAfter(group, bounds.exit);
    return 1;
  } finally {
    overdue.stop();
    stopForwarding();
  }
}

/** Watches the progress that the reporter sends. `reason` resolves when a bound has passed. */
function whenOverdue(
  jest: NodeJS.EventEmitter,
  { start, silence, exit }: RunBounds,
): { readonly reason: Promise<string>; readonly stop: () => void } {
  const { promise, resolve } = Promise.withResolvers<string>();
  const bound = (milliseconds: number, reason: string): NodeJS.Timeout =>
    setTimeout(() => resolve(reason), milliseconds);
  let timer = bound(start, `Jest began no test within ${start / 1000} s.`);
  jest.on('message', ({ running, complete }: Progress) => {
    clearTimeout(timer);
    timer = complete
      ? bound(exit, `Jest did not exit within ${exit / 1000} s after the last test.`)
      : bound(
          silence,
          `No test began or ended for ${silence / 1000} s, while these ran: ${running.join(', ')}.`,
        );
  });
  return { reason: promise, stop: () => clearTimeout(timer) };
}

/** What of a group still runs after it had time to exit by itself. */
async function leftAfter(group: number, time: number): ReturnType<typeof processesOf> {
  const end = Date.now() + time;
  for (;;) {
    const left = await processesOf(group);
    if (left.length === 0 || Date.now() > end) return left;
    await wait(50);
  }
}

/** The terminal does not send Ctrl-C to a process group of its own. */
function forwardSignals(group: number): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const forward = (signal: NodeJS.Signals): void => void process.kill(-group, signal);
  for (const signal of signals) process.on(signal, forward);
  return () => {
    for (const signal of signals) process.off(signal, forward);
  };
}
