/*
 * The door of the room of the command line. `arguments` reads what was typed, `tree` reads and writes files
 * of the working tree, `commands` runs one command, `output` prints. It decides what to edit by the same code
 * as a promotion. `pause`, `doctor`, `verify`, `explain`, `where` and `report` alone ask GitHub; no other
 * command may know it, environments' histories or lanes.
 */
import { holdSignals } from './hold-signals.ts';
import { main } from './main.ts';
import { progressOn } from './output/progress.ts';

/** Runs the command line with the arguments, streams and folder of this process, and sets its exit code. */
export async function runCli(): Promise<void> {
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
  // With --json nothing is said beside the object, and no thread is started where nobody looks.
  const isWatched = stderr.isTTY && env['TERM'] !== 'dumb' && !argv.includes('--json');
  const progress = isWatched ? progressOn(stderr.fd) : undefined;
  let signal: NodeJS.Signals | undefined;
  const code = await main(argv.slice(2), {
    stdout: progress?.before(stdout) ?? stdout,
    stderr: progress?.before(stderr) ?? stderr,
    cwd: process.cwd(),
    node: process.versions.node,
    env,
    lost,
    progress: (doing) => progress?.say(doing),
    holdSignals: () => holdSignals((caught) => (signal ??= caught)),
  });
  process.exitCode = isLost ? 1 : code;
  // As if it had not been held: whoever called the command sees that Ctrl-C ended it.
  if (signal !== undefined) process.kill(process.pid, signal);
}
