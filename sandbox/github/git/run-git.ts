import { execFile } from 'node:child_process';

/** A git process ended with a code other than zero. */
export class GitFailure extends Error {
  readonly code: number;
  readonly stderr: string;

  constructor(args: readonly string[], code: number, stderr: string) {
    super(`git ${args.join(' ')} ended with ${code}: ${stderr.trim()}`);
    this.name = 'GitFailure';
    this.code = code;
    this.stderr = stderr;
  }
}

/**
 * The environment of every git process of the stand-in. It has nothing of the machine's or the user's
 * configuration, so that the same calls give the same objects everywhere.
 */
export function gitEnvironment(): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    LC_ALL: 'C',
    TZ: 'UTC',
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: '*',
    GIT_OPTIONAL_LOCKS: '0',
  };
}

const MAX_OUTPUT = 512 * 1024 * 1024;

/** Runs git in a bare repository and returns the bytes that it printed. Throws GitFailure when git fails. */
export function runGit(
  gitDirectory: string,
  args: readonly string[],
  input?: string | Uint8Array,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      'git',
      ['--git-dir', gitDirectory, ...args],
      { encoding: 'buffer', maxBuffer: MAX_OUTPUT, env: gitEnvironment() },
      (error, stdout, stderr) => {
        if (error === null) return resolve(stdout);
        const code = typeof error.code === 'number' ? error.code : -1;
        const text = stderr.length > 0 ? stderr.toString('utf8') : error.message;
        reject(new GitFailure(args, code, text));
      },
    );
    // A process that ends before it has read its input closes the pipe; its exit code says why.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input ?? '');
  });
}

/** As runGit, as text without the newline at the end. */
export async function gitText(
  gitDirectory: string,
  args: readonly string[],
  input?: string,
): Promise<string> {
  return (await runGit(gitDirectory, args, input)).toString('utf8').replace(/\n$/, '');
}

/** True or false for the commands that answer with their exit code (0 or 1). */
export async function gitAnswers(gitDirectory: string, args: readonly string[]): Promise<boolean> {
  try {
    await runGit(gitDirectory, args);
    return true;
  } catch (error) {
    if (error instanceof GitFailure && error.code === 1) return false;
    throw error;
  }
}
