import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createBuilder } from '../../src/builder/builder.ts';
import type { Builder } from '../../src/builder/build-request.ts';
import { aRequest } from './a-request.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
let folder: string;
let printed: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waybill-builder-'));
  printed = [];
  await mkdir(join(folder, 'src'));
  await writeFile(join(folder, 'src', 'Dockerfile'), 'FROM scratch\n');
});
afterEach(() => rm(folder, { recursive: true }));

/** A `docker` that is this shell script: what the builder runs is real, what answers is ours. */
async function builderWith(
  script: string,
  stop?: AbortSignal,
  env: Record<string, string> = {},
): Promise<Builder> {
  const docker = join(folder, 'docker');
  await writeFile(docker, `#!/bin/sh\n${script}\n`);
  await chmod(docker, 0o755);
  const path = `${folder}:${process.env['PATH'] ?? ''}`;
  return createBuilder({
    env: { PATH: path, ...env },
    print: (line) => printed.push(line),
    debug: () => undefined,
    stop,
  });
}

const request = (changes: Parameters<typeof aRequest>[0] = {}) =>
  aRequest({ workspace: join(folder, 'src'), ...changes });

/** Writes the metadata to the argument after --metadata-file. */
const WRITE_METADATA = `while [ "$1" != --metadata-file ]; do shift; done; printf '{"containerimage.digest":"${DIGEST}"}' > "$2"`;

describe('a build', () => {
  test('returns the digest of the metadata, and shows the output of the builder in order', async () => {
    const builder = await builderWith(`echo '#1 one'; echo '#2 two' >&2; ${WRITE_METADATA}`);
    expect(await builder.build(request())).toBe(DIGEST);
    expect(printed.toSorted()).toEqual(['#1 one', '#2 two']);
  });

  test('runs in the workspace, with its secrets and without the inputs of the action', async () => {
    const builder = await builderWith(`pwd; env; ${WRITE_METADATA}`, undefined, {
      INPUT_SECRETS: 'npm=tok_1',
      KEPT: 'yes',
    });
    await builder.build(request({ secrets: [{ id: 'npm', value: 'tok_2' }] }));
    expect(printed[0]).toBe(join(folder, 'src'));
    expect(printed).toEqual(expect.arrayContaining(['WAYBILL_BUILD_SECRET_0=tok_2', 'KEPT=yes']));
    expect(printed.join('\n')).not.toContain('tok_1');
  });

  test('that fails is one error, below the output of the builder', async () => {
    const builder = await builderWith(
      `echo 'ERROR: failed to build: failed to solve: exit code: 3' >&2; exit 1`,
    );
    await expect(builder.build(request())).rejects.toMatchObject({
      code: 'BUILD_FAILED',
      message: 'The build of ghcr.io/acme/api failed: exit code: 3',
    });
    expect(printed).toHaveLength(1);
  });

  test('that succeeds without a digest is an error', async () => {
    const builder = await builderWith('exit 0');
    await expect(builder.build(request())).rejects.toMatchObject({ code: 'DIGEST_MISSING' });
  });

  test('is interrupted when the run is cancelled', async () => {
    const stop = new AbortController();
    const builder = await builderWith(
      `trap 'echo interrupted > ${folder}/trace; exit 130' INT; echo up; while :; do sleep 0.1; done`,
      stop.signal,
    );
    const build = builder.build(request());
    const waiting = setInterval(() => printed.includes('up') && stop.abort(), 20);
    await expect(build).rejects.toMatchObject({ code: 'BUILD_FAILED' });
    clearInterval(waiting);
    expect(await readFile(join(folder, 'trace'), 'utf8')).toBe('interrupted\n');
  });
});

describe('before a build', () => {
  test.each([
    [
      'a context that is not there',
      { context: 'nothing' },
      'CONTEXT_MISSING',
      'The context nothing is not a folder of the workspace',
    ],
    [
      'a context that is a file',
      { context: 'Dockerfile' },
      'CONTEXT_MISSING',
      'The context Dockerfile is not a folder of the workspace',
    ],
    [
      'a Dockerfile that is not there',
      { file: 'docker/api' },
      'DOCKERFILE_MISSING',
      'There is no Dockerfile at docker/api',
    ],
    [
      'a Dockerfile that is a folder',
      { file: '../src' },
      'DOCKERFILE_MISSING',
      'There is no Dockerfile at ../src',
    ],
  ])('%s is told, and nothing runs', async (_, changes, code, message) => {
    const builder = await builderWith('echo ran');
    await expect(builder.build(request(changes))).rejects.toMatchObject({ code, message });
    expect(printed).toEqual([]);
  });

  test('a Dockerfile is looked for in the context', async () => {
    await mkdir(join(folder, 'src', 'web'));
    const builder = await builderWith('echo ran');
    await expect(builder.build(request({ context: 'web' }))).rejects.toMatchObject({
      message: 'There is no Dockerfile at web/Dockerfile',
    });
  });

  test('a git context is left to the builder', async () => {
    const builder = await builderWith(WRITE_METADATA);
    expect(await builder.build(request({ context: 'https://github.com/acme/shop.git#main' }))).toBe(DIGEST);
  });
});

describe('the builder in use', () => {
  test('has a name and a driver', async () => {
    const builder = await builderWith(
      `printf 'Name:          b1\\nDriver:        docker-container\\n\\nNodes:\\nName: b10\\n'`,
    );
    expect(await builder.inspect(undefined)).toEqual({ name: 'b1', driver: 'docker-container' });
  });

  test.each([
    [
      'an engine that is down, which buildx reports with success',
      `printf 'Name: default\\nDriver:\\nError: Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?\\n'`,
      'DOCKER_UNAVAILABLE',
    ],
    ['a builder that does not exist', `echo 'ERROR: no builder "b1" found' >&2; exit 1`, 'BUILDER_UNSUITED'],
    [
      'a Docker without buildx',
      `echo 'docker: unknown command: docker buildx' >&2; exit 1`,
      'BUILDX_MISSING',
    ],
    ['an answer that nobody knows', `echo 'something else' >&2; exit 1`, 'BUILDER_UNSUITED'],
  ])('%s is an error', async (_, script, code) => {
    const builder = await builderWith(script);
    await expect(builder.inspect('b1')).rejects.toMatchObject({ code });
  });

  test('without a docker command, the error says so', async () => {
    const builder = createBuilder({ env: { PATH: folder }, print: () => undefined, debug: () => undefined });
    await expect(builder.inspect(undefined)).rejects.toMatchObject({
      code: 'DOCKER_UNAVAILABLE',
      message: 'The command "docker" is not on this machine',
    });
  });
});
