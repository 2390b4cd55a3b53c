import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Answer } from './editor-process.ts';

/** Runs the command line of a bundle in a folder. An exit code below 0 says that the process broke. */
export interface Editor {
  run(args: readonly string[], cwd: string): Promise<Answer>;
  end(): void;
}

/** Longest that a run may take. */
const PATIENCE = 300_000;
const PROCESS = join(dirname(fileURLToPath(import.meta.url)), 'editor-process.ts');
const BROKEN: Answer = { exit: -1, stdout: '' };

/** Each run is a process of its own, as users start it. */
export function freshEditor(dist: string): Editor {
  return {
    run: (args, cwd) =>
      new Promise((resolve) => {
        const options = { cwd, timeout: PATIENCE, maxBuffer: 1 << 28, encoding: 'utf8' } as const;
        const cli = join(dist, 'cli/index.js');
        const child = execFile(process.execPath, [cli, ...args], options, (_, stdout) =>
          resolve({ exit: child.exitCode ?? -1, stdout }),
        );
      }),
    end: () => undefined,
  };
}

/**
 * One process runs the command line for all, which takes a quarter of the time. A run that breaks it is done
 * once more by a process of its own, and that answer counts.
 */
export function stayingEditor(dist: string): Editor {
  const fresh = freshEditor(dist);
  let child: ChildProcess | undefined;
  const end = (): void => {
    child?.kill();
    child = undefined;
  };
  return {
    async run(args, cwd) {
      child ??= fork(PROCESS, [join(dist, 'index.js')], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
      const { exit, stdout } = await answerOf(child, { args, cwd });
      if (exit === 0 || exit === 1) return { exit, stdout };
      end();
      return fresh.run(args, cwd);
    },
    end,
  };
}

async function answerOf(child: ChildProcess, call: object): Promise<Answer> {
  const waiting = new AbortController();
  const { signal } = waiting;
  const timer = setTimeout(() => waiting.abort(), PATIENCE);
  try {
    child.send(call);
    const ended = once(child, 'exit', { signal }).then(() => BROKEN);
    const answered = once(child, 'message', { signal }).then(([answer]) => answer as Answer);
    return await Promise.race([answered, ended.catch(() => answered)]);
  } catch {
    return BROKEN;
  } finally {
    clearTimeout(timer);
    waiting.abort();
  }
}
