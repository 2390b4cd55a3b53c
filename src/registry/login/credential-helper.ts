import { spawn } from 'node:child_process';
import { z } from 'zod';
import { parseJson } from '../transport/json.ts';
import { messageOf, systemCode } from '../transport/system-error.ts';

/** What a credential helper said. A `failure` is a sentence for people, with nothing secret in it. */
export type HelperAnswer =
  | { readonly kind: 'found'; readonly username: string; readonly secret: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'failure'; readonly reason: string };

interface HelperOptions {
  /** The environment of the helper; `PATH` says where it is found. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds after which the helper is ended. */
  readonly timeout?: number;
}

/**
 * The name becomes part of a program's name. With letters, digits and hyphens alone it cannot lead out of the
 * search path.
 */
const NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const TIMEOUT = 10_000;
const LARGEST_ANSWER = 64 * 1024;
const NOT_FOUND = /credentials not found/i;

const answerSchema = z.object({ Username: z.string(), Secret: z.string() });

/**
 * Asks `docker-credential-<name> get` for the login of a server (docker/docker-credential-helpers). The
 * helper gets the server's name on standard input and prints JSON. It runs without a shell, and its time and
 * output are limited. `none` is what a helper without credentials for the server says.
 */
export async function askHelper(name: string, server: string, options: HelperOptions): Promise<HelperAnswer> {
  if (!NAME.test(name))
    return failure(`${JSON.stringify(name.slice(0, 60))} is not the name of a credential helper`);
  const program = `docker-credential-${name}`;
  const ended = await run(program, server, options);
  if (ended.kind === 'failure') return ended;
  if (ended.exitCode !== 0) {
    if (NOT_FOUND.test(ended.stdout)) return { kind: 'none' };
    return failure(`${program} ended with exit code ${ended.exitCode ?? 'none'}`);
  }
  const parsed = answerSchema.safeParse(parseJson(Buffer.from(ended.stdout)));
  if (!parsed.success) return failure(`${program} did not answer with a user name and a secret`);
  const { Username: username, Secret: secret } = parsed.data;
  return secret === '' ? { kind: 'none' } : { kind: 'found', username, secret };
}

type Ended =
  | { readonly kind: 'ended'; readonly exitCode: number | null; readonly stdout: string }
  | Extract<HelperAnswer, { kind: 'failure' }>;

function run(program: string, input: string, options: HelperOptions): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(program, ['get'], {
      env: { ...options.environment },
      shell: false,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const chunks: Buffer[] = [];
    let size = 0;
    const end = (result: Ended): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      // A grandchild may hold the pipe open; nobody reads it any more.
      child.stdout.destroy();
      resolve(result);
    };
    const timeout = options.timeout ?? TIMEOUT;
    const timer = setTimeout(
      () => end(failure(`${program} did not answer within ${timeout / 1000} s`)),
      timeout,
    );
    child.on('error', (error) => end(failure(`${program} could not be started (${whyNot(error)})`)));
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size > LARGEST_ANSWER) end(failure(`${program} answered with more than ${LARGEST_ANSWER} bytes`));
    });
    child.on('close', (exitCode) =>
      end({ kind: 'ended', exitCode, stdout: Buffer.concat(chunks).toString('utf8') }),
    );
    // A helper that ends before it reads breaks the pipe. Its exit code says what happened.
    child.stdin.on('error', () => undefined);
    child.stdin.end(`${input}\n`);
  });
}

function failure(reason: string): Extract<HelperAnswer, { kind: 'failure' }> {
  return { kind: 'failure', reason };
}

function whyNot(error: unknown): string {
  return systemCode(error) === 'ENOENT' ? 'it is not on the PATH' : messageOf(error);
}
