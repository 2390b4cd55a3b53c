/*
 * The door of the room that builds images with `docker buildx`. It knows the arguments of buildx, the digest
 * that it pushed, and what its errors mean. It may not know registries, records or the workflow: what to
 * build comes in as a request.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WaybillError } from '../errors/waybill-error.ts';
import { buildCommand, type DockerCommand, inspectCommand } from './arguments.ts';
import type { Builder, BuilderInfo, BuildRequest } from './build-request.ts';
import { diagnose } from './diagnose.ts';
import { type BuilderLogin, withLogins } from './docker-config.ts';
import { pushedDigest } from './metadata.ts';
import { dockerfileOf, requirePaths } from './paths.ts';
import { type CommandOptions, type CommandResult, runCommand } from './run-command.ts';

export type { Builder, BuildRequest, BuildSecret, PushDestination } from './build-request.ts';
export type { BuilderLogin } from './docker-config.ts';
export { dockerfileOf, isRemoteContext } from './paths.ts';

interface BuilderOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Logins for a build besides those that docker has. */
  readonly logins?: () => Promise<readonly BuilderLogin[]>;
  /** Where the builder's own output goes, line by line. */
  readonly print: (line: string) => void;
  readonly debug: (line: string) => void;
  readonly stop?: AbortSignal | undefined;
}

/** A builder that runs `docker buildx` of this machine. */
export function createBuilder(options: BuilderOptions): Builder {
  const run = (
    command: DockerCommand,
    settings: Pick<CommandOptions, 'cwd' | 'env' | 'onLine'>,
  ): Promise<CommandResult> => {
    options.debug([command.command, ...command.args].map((part) => JSON.stringify(part)).join(' '));
    return runCommand(command, { ...settings, stop: options.stop }).catch(notStarted);
  };
  return {
    async inspect(name) {
      const { exitCode, lines } = await run(inspectCommand(name), {
        cwd: process.cwd(),
        env: options.env,
        onLine: options.debug,
      });
      const driver = fieldOf(lines, 'Driver');
      if (exitCode !== 0 || driver === undefined) throw unusable(name, exitCode, lines);
      return { name: fieldOf(lines, 'Name') ?? name ?? 'default', driver } satisfies BuilderInfo;
    },
    async build(request) {
      await requirePaths(request.workspace, request.context, request.file);
      const folder = await mkdtemp(join(tmpdir(), 'waybill-build-'));
      const loggedIn = await withLogins(options.env, (await options.logins?.()) ?? []);
      try {
        const metadata = join(folder, 'metadata.json');
        const result = await run(buildCommand(request, metadata), {
          cwd: request.workspace,
          env: loggedIn.env,
          onLine: options.print,
        });
        if (result.exitCode !== 0) throw failedBuild(request, result);
        return pushedDigest(await readFile(metadata, 'utf8').catch(() => ''));
      } finally {
        await Promise.all([loggedIn.remove(), rm(folder, { recursive: true, force: true })]);
      }
    },
  };
}

function failedBuild({ workspace, context, file, destination }: BuildRequest, result: CommandResult): Error {
  return diagnose({ ...result, image: destination.image, file: dockerfileOf(workspace, context, file) });
}

/** For an engine that is not there, `docker buildx inspect` prints an error line and exits with 0. */
function unusable(name: string | undefined, exitCode: number | null, lines: readonly string[]): Error {
  const reason = fieldOf(lines, 'Error');
  const complete = reason === undefined ? lines : [...lines, `ERROR: ${reason}`];
  const error = diagnose({ lines: complete, exitCode, image: '', file: '' });
  if (error.code !== 'BUILD_FAILED') return error;
  const which = name === undefined ? 'The current builder' : `The builder "${name}"`;
  return new WaybillError(
    'BUILDER_UNSUITED',
    `${which} cannot be used: ${reason ?? lines.at(-1) ?? 'no answer'}`,
    {
      hint: 'Add a step with docker/setup-buildx-action before this one.',
    },
  );
}

function fieldOf(lines: readonly string[], name: string): string | undefined {
  const line = lines.find((text) => text.startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim() || undefined;
}

function notStarted(cause: unknown): never {
  const missing = typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ENOENT';
  if (!missing) throw cause;
  throw new WaybillError('DOCKER_UNAVAILABLE', 'The command "docker" is not on this machine', {
    cause,
    hint: 'Use a runner with Docker (GitHub-hosted Linux runners have it), or install Docker with buildx.',
  });
}
