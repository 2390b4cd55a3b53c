import { spawn } from 'node:child_process';
import { WaybillError } from '../../errors/waybill-error.ts';

/** Runs a program, without a shell. */
export type Run = (call: Call) => Promise<Answer>;

interface Call {
  readonly program: string;
  readonly args: readonly string[];
  /** What the program reads from its standard input. */
  readonly input?: string;
  readonly cwd?: string;
}

export interface Answer {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly output: string;
  /** What it says on standard error; of a long text the end. */
  readonly said: string;
}

/** More than this is not kept: it would not fit into a text of Node. */
const MOST_OUTPUT = 400 * 1024 * 1024;
const MOST_SAID = 64 * 1024;

export interface ProgramWorld {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stop: AbortSignal | undefined;
}

/**
 * Runs programs in this environment, without the inputs of the action, of which some are secrets. The answer
 * says how a program ended. Rejects with `PROGRAM_MISSING` where there is no such program.
 */
export function programRunner({ cwd, env, stop }: ProgramWorld): Run {
  const kept = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('INPUT_')));
  return ({ program, args, input, cwd: folder = cwd }) =>
    new Promise((resolve, reject) => {
      const child = spawn(program, args, { cwd: folder, env: kept, stdio: ['pipe', 'pipe', 'pipe'] });
      const parts: Buffer[] = [];
      let size = 0;
      let said = '';
      child.stdout.on('data', (part: Buffer) => {
        size += part.length;
        if (size <= MOST_OUTPUT) parts.push(part);
        else child.kill('SIGKILL');
      });
      child.stderr.setEncoding('utf8').on('data', (part: string) => {
        said = (said + part).slice(-MOST_SAID);
      });
      const end = (): void => void child.kill('SIGTERM');
      stop?.addEventListener('abort', end, { once: true });
      child.once('error', (cause) => reject(missing(program, cause)));
      child.once('close', (exitCode) => {
        stop?.removeEventListener('abort', end);
        resolve({ exitCode, output: Buffer.concat(parts).toString('utf8'), said });
      });
      // A program that ends early closes its input; how it ended is what counts.
      child.stdin.on('error', () => undefined);
      child.stdin.end(input ?? '');
    });
}

function missing(program: string, cause: Error): WaybillError {
  return new WaybillError('PROGRAM_MISSING', `${program} cannot be started: ${cause.message}`, {
    hint: `Install ${program} in a step before, or where the command runs, so that it is in the PATH.`,
    cause,
  });
}

/** What a program said, for a sentence: its last lines. */
export function lastLines(said: string, most = 4): string {
  return said.trim().split('\n').slice(-most).join('\n').slice(-1_500);
}
