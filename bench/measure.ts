import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

/**
 * Several ways to do one thing, timed in turns in one run, so that a busy moment of the machine hits all of
 * them.
 */
export interface Contender {
  readonly name: string;
  readonly run: () => Promise<void>;
  /** Makes everything as it was before a round; not timed. */
  readonly prepare?: () => void | Promise<void>;
}

/**
 * Median wall time of each contender in milliseconds, in the order given. One warm-up round is not counted.
 */
export async function sideBySide(
  contenders: readonly Contender[],
  rounds: number,
): Promise<readonly number[]> {
  const times = contenders.map((): number[] => []);
  for (let round = -1; round < rounds; round += 1) {
    for (const [index, contender] of contenders.entries()) {
      await contender.prepare?.();
      const started = performance.now();
      await contender.run();
      if (round >= 0) times[index]?.push(performance.now() - started);
    }
  }
  return times.map(median);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that are fine; 0 alone when absent. */
  readonly accept?: readonly number[];
}

/** Runs a command without a shell and throws with its error output when it ends with another exit code. */
export function command(file: string, args: readonly string[], options: CommandOptions = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = options.env ?? { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' };
    const child = spawn(file, args, { cwd: options.cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => {
      if ((options.accept ?? [0]).includes(code ?? -1)) resolve();
      else reject(new Error(`${file} ${args.join(' ')} ended with ${code}: ${stderr.slice(0, 500)}`));
    });
  });
}

/** A table in aligned columns: the first row is the heading. */
export function table(title: string, rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('   ')
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((width) => '-'.repeat(width)).join('   '));
  return `\n${title}\n\n${lines.map((line) => `  ${line}`).join('\n')}\n`;
}

export function milliseconds(value: number): string {
  return `${value.toFixed(0)} ms`;
}

export function ratio(value: number, base: number): string {
  return `${(value / base).toFixed(2)}x`;
}

/** Whether a program answers, and prints what tells it from another of the same name. */
export function installed(file: string, args: readonly string[], prints = /./): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(file, [...args], { timeout: 10_000 }, (error, stdout) =>
      resolve(error === null && prints.test(stdout)),
    );
  });
}

/** The most memory that a script took. The figure is left in the folder. */
export async function peakMegabytes(args: readonly string[], folder: string): Promise<number> {
  const file = join(folder, 'peak');
  const hook = `import { writeFileSync } from 'node:fs'; process.on('exit', () => writeFileSync(${JSON.stringify(file)}, String(process.resourceUsage().maxRSS)));`;
  await command(process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(hook)}`, ...args]);
  return Number(readFileSync(file, 'utf8')) / 1024;
}
