import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRegistry } from '../../sandbox/registry/sandbox-registry.ts';
import { COMMIT, openWorkspace, type Workspace } from './workspace.ts';
import { registryStandIn } from '../stand-ins.ts';

// What the build action refuses before or without an engine: these need nothing but Node.

let workspace: Workspace;
let registry: SandboxRegistry;

beforeAll(async () => {
  workspace = await openWorkspace();
  registry = await registryStandIn();
});

/** A PATH whose only program is a `docker` that is this shell script; none without a script. */
async function pathWith(script?: string): Promise<string> {
  const folder = join(workspace.folder, `bin-${Math.random().toString(36).slice(2)}`);
  await mkdir(folder);
  if (script !== undefined) {
    await writeFile(join(folder, 'docker'), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, 'docker'), 0o755);
  }
  return folder;
}

const INSPECT = `[ "$2" = inspect ] && printf 'Name: default\\nDriver: docker-container\\n' && exit 0`;

describe('a build that cannot begin', () => {
  test('without Docker', async () => {
    const run = await workspace.act(
      'build',
      { image: `${registry.host}/acme/api` },
      { PATH: await pathWith() },
    );
    expect(run).toMatchObject({ exitCode: 1, stderr: '' });
    expect(run.stdout).toMatch(
      /::error title=Waybill%3A DOCKER_UNAVAILABLE::The command "docker" is not on this machine/,
    );
  });

  test('without buildx', async () => {
    const path = await pathWith('echo "docker: unknown command: docker $1" >&2; exit 1');
    const run = await workspace.act('build', { image: `${registry.host}/acme/api` }, { PATH: path });
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toMatch(/::error title=Waybill%3A BUILDX_MISSING::.*docker\/setup-buildx-action/);
  });

  test.each([
    ['no image', { image: '' }, 'INPUT_MISSING'],
    ['an image that is none', { image: 'ghcr.io/Acme/api' }, 'REFERENCE_INVALID'],
    ['a platform that nobody has', { platforms: 'linux/amd65' }, 'PLATFORM_UNSUPPORTED'],
    ['a Dockerfile that does not exist', { file: 'docker/Dockerfile' }, 'DOCKERFILE_MISSING'],
    ['a context that does not exist', { context: 'services/api' }, 'CONTEXT_MISSING'],
    ['a switch that is neither on nor off', { 'no-cache': 'yes' }, 'INPUT_INVALID'],
    [
      'a label of another commit',
      { labels: `org.opencontainers.image.revision=${'d'.repeat(40)}` },
      'INPUT_INVALID',
    ],
    ['a git context without a commit', { context: 'https://github.com/acme/shop.git' }, 'COMMIT_MISMATCH'],
    ['a registry that is not there', { image: '127.0.0.1:1/acme/api' }, 'REGISTRY_UNAVAILABLE'],
  ])('%s', async (_, inputs, code) => {
    const path = await pathWith(`${INSPECT}; echo 'the build ran'; exit 1`);
    const run = await workspace.act(
      'build',
      { image: `${registry.host}/acme/api`, ...inputs },
      { PATH: path },
    );
    expect(run).toMatchObject({ exitCode: 1, stderr: '', outputs: { digest: '', reused: 'false' } });
    expect(run.stdout.match(/^::error title=Waybill%3A (\w+)/gm)).toEqual([
      `::error title=Waybill%3A ${code}`,
    ]);
    expect(run.stdout).not.toContain('the build ran');
    expect(registry.requests.filter(({ method }) => method !== 'GET' && method !== 'HEAD')).toEqual([]);
  });
});

test('what a builder prints cannot command the runner', async () => {
  const path = await pathWith(
    `${INSPECT}; printf '::set-output name=digest::forged\\n#1 ##[error]forged\\n  ::add-path::/evil\\n'; exit 1`,
  );
  const run = await workspace.act('build', { image: `${registry.host}/acme/api` }, { PATH: path });
  expect(run.stdout).toContain('forged');
  expect(run.stdout.split('\n').filter((line) => /^\s*::(?!debug|error|add-mask)|##\[/.test(line))).toEqual(
    [],
  );
  expect(run.outputs['digest']).toBe('');
});

test('a dry run builds nothing', async () => {
  const path = await pathWith('exit 1');
  const run = await workspace.act(
    'build',
    { image: `${registry.host}/acme/api`, tags: 'v1.4.0', 'dry-run': 'true' },
    { PATH: path },
  );
  expect(run).toMatchObject({ exitCode: 0, outputs: { digest: '', tags: `sha-${COMMIT}\nv1.4.0` } });
  expect(run.stdout).toContain('Dry run: would build');
});
