import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { endWithTest } from '../end-with-test.ts';

/** A program that runs in the background until the test ends. */
export interface Program {
  readonly name: string;
  /** The end of what it wrote, for people who want to know why it does not answer. */
  logEnd(): string;
  hasEnded(): boolean;
}

interface ProgramStart {
  readonly path: string;
  readonly args: readonly string[];
  /** Where it runs, and where its log stands. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

/** How long a program may take to end before it is killed. */
const PATIENCE = 30_000;

/** Starts a program. It gets nothing of this environment but the `PATH`, and ends with the test. */
export function startProgram({ path, args, folder, env }: ProgramStart): Program {
  const name = basename(path);
  const log = join(folder, `${name}.log`);
  const output = openSync(log, 'a');
  const child = spawn(path, args, {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, TMPDIR: folder, ...env },
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  let ended = false;
  const end = new Promise<void>((resolve) => {
    const over = (): void => {
      ended = true;
      resolve();
    };
    child.once('exit', over).once('error', over);
  });
  endWithTest(async () => {
    child.kill('SIGTERM');
    const killing = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
    await end;
    clearTimeout(killing);
  });
  return { name, logEnd: () => readFileSync(log, 'utf8').slice(-3_000), hasEnded: () => ended };
}

/**
 * Asks again until there is an answer. It gives up only when a program that is needed has ended; how long it
 * may take is for the test's own timeout to say.
 */
export async function untilAnswered<T>(
  programs: readonly Program[],
  ask: () => Promise<T | undefined>,
): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    const dead = programs.find((program) => program.hasEnded());
    if (dead !== undefined) throw new Error(`${dead.name} ended by itself:\n${dead.logEnd()}`);
    await pause(100);
  }
}
