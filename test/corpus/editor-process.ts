import { createRequire } from 'node:module';

/** One run that the process is asked for, and its answer. */
interface Call {
  readonly args: readonly string[];
  readonly cwd: string;
}
export interface Answer {
  readonly exit: number;
  readonly stdout: string;
}

/**
 * A process that stays: it runs the command line of a bundle again and again, as it is asked. Code that ran a
 * few times is fast, and is not loaded anew. `node editor-process.ts BUNDLE` with a channel to its parent.
 */
const { cli } = createRequire(import.meta.url)(process.argv[2] ?? '') as { cli: () => Promise<void> };

process.on('message', (call: Call) => void answer(call));

async function answer({ args, cwd }: Call): Promise<void> {
  const pieces: string[] = [];
  const { argv, stdout } = process;
  const { write } = stdout;
  process.chdir(cwd);
  process.argv = [...argv.slice(0, 2), ...args];
  stdout.write = (piece: string | Uint8Array): boolean => pieces.push(String(piece)) > 0;
  try {
    await cli();
  } finally {
    stdout.write = write;
    process.argv = argv;
  }
  process.send?.({ exit: Number(process.exitCode ?? 0), stdout: pieces.join('') } satisfies Answer);
}
