import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const COMPILED = process.env['NODE_COMPILE_CACHE'];

export interface ActionRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** The lines the action wrote to `$GITHUB_ARTIFACTS`. */
  readonly artifacts: string;
}

interface ActionOptions {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** The folder of the bundle; this checkout's when absent. */
  readonly dist?: string;
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

/**
 * Runs an action as a runner does: `node dist/<name>/index.js` without a shell, its inputs as `INPUT_*`, and
 * the runner's files in a folder of their own. Of the caller's environment it gets `PATH`, and where Node
 * keeps what it compiled.
 */
export async function runAction(name: string, options: ActionOptions = {}): Promise<ActionRun> {
  const folder = await mkdtemp(join(tmpdir(), 'waybill-run-'));
  const files = {
    output: join(folder, 'output'),
    summary: join(folder, 'summary'),
    artifacts: join(folder, 'artifacts'),
  };
  try {
    await Promise.all(Object.values(files).map((file) => writeFile(file, '')));
    const env: Record<string, string> = {
      PATH: process.env['PATH'] ?? '',
      ...(COMPILED === undefined ? {} : { NODE_COMPILE_CACHE: COMPILED }),
      HOME: folder,
      RUNNER_TEMP: folder,
      GITHUB_OUTPUT: files.output,
      GITHUB_STEP_SUMMARY: files.summary,
      GITHUB_ARTIFACTS: files.artifacts,
      GITHUB_WORKSPACE: options.cwd ?? folder,
      ...options.env,
    };
    for (const [input, value] of Object.entries(options.inputs ?? {})) {
      env[`INPUT_${input.replaceAll(' ', '_').toUpperCase()}`] = value;
    }
    const ended = await spawnNode(
      [join(options.dist ?? join(ROOT, 'dist'), name, 'index.js')],
      env,
      options.cwd ?? folder,
      options,
    );
    const [output, summary, artifacts] = await Promise.all([
      readFile(files.output, 'utf8'),
      readFile(files.summary, 'utf8'),
      readFile(files.artifacts, 'utf8'),
    ]);
    return { ...ended, outputs: parseOutputs(output), summary, artifacts };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function spawnNode(
  args: readonly string[],
  env: Record<string, string>,
  cwd: string,
  options: ActionOptions,
): Promise<Pick<ActionRun, 'exitCode' | 'stdout' | 'stderr'>> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const timer = setTimeout(() => child.kill('SIGKILL'), options.timeout ?? 150_000);
    options.signal?.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });
    child.on('error', reject);
    child.on('close', (exitCode) => {
      clearTimeout(timer);
      resolve({ exitCode, stdout, stderr });
    });
  });
}

/**
 * Reads `GITHUB_OUTPUT` as the runner does: `name=value` lines and `name<<delimiter` blocks. The last value
 * of a name wins.
 */
export function parseOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const heredoc = /^([^=]+?)<<(.+)$/.exec(line);
    if (heredoc?.[1] !== undefined) {
      const end = lines.indexOf(heredoc[2] ?? '', index + 1);
      if (end === -1) throw new Error(`GITHUB_OUTPUT: no end of ${heredoc[1]}`);
      outputs[heredoc[1]] = lines.slice(index + 1, end).join('\n');
      index = end;
    } else if (line.includes('=')) {
      outputs[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1);
    }
  }
  return outputs;
}
