import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { DockerCommand } from './arguments.ts';

export interface CommandOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stop: AbortSignal | undefined;
  /** Called with each line of standard output and standard error, as it comes. */
  readonly onLine: (line: string) => void;
}

export interface CommandResult {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  /** The last lines of both streams, in the order they came. */
  readonly lines: readonly string[];
}

/** A build that fails prints its reason at the end. What came before was shown as it came. */
const KEPT_LINES = 400;

/**
 * Runs a command without a shell, and passes its output on line by line. Rejects when the command cannot be
 * started.
 *
 * `stop` interrupts the command as Ctrl+C does: a cancelled run must end its builder. The Actions toolkit
 * cannot do that, so this is our own code.
 */
export function runCommand(command: DockerCommand, options: CommandOptions): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command.command, command.args, {
      cwd: options.cwd,
      env: { ...withoutInputs(options.env), ...command.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const lines: string[] = [];
    const keep = (line: string): void => {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      options.onLine(line);
    };
    const ends = [child.stdout, child.stderr].map((stream) => {
      const reader = createInterface({ input: stream, crlfDelay: Infinity }).on('line', keep);
      return new Promise<void>((ended) => reader.once('close', ended));
    });
    const interrupt = (): void => void child.kill('SIGINT');
    options.stop?.addEventListener('abort', interrupt, { once: true });
    child.once('error', reject);
    child.once('close', (exitCode) => {
      options.stop?.removeEventListener('abort', interrupt);
      void Promise.all(ends).then(() => resolve({ exitCode, lines }));
    });
  });
}

/** The builder does not need the action's inputs, and some of them are secrets. */
function withoutInputs(env: CommandOptions['env']): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('INPUT_')));
}
