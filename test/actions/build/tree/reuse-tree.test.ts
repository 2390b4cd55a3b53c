import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runGit } from '../../../../src/actions/build/tree/git-tree.ts';
import { build as buildWith, image, registry, type Run, useFreshRegistry } from '../stage.ts';

useFreshRegistry();

const run = promisify(execFile);
let workspace: string;

async function git(...args: string[]): Promise<string> {
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@acme.dev', '-c', 'commit.gpgsign=false'];
  const env = { PATH: process.env['PATH'] ?? '', HOME: workspace, GIT_CONFIG_NOSYSTEM: '1' };
  return (await run('git', ['-C', workspace, ...identity, ...args], { env })).stdout.trim();
}

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(workspace, name)), { recursive: true });
    await writeFile(join(workspace, name), content);
  }
}

/** Commits what is there, and returns the commit. */
async function commit(): Promise<string> {
  await git('add', '--all');
  await git('commit', '--quiet', '--allow-empty', '--message', 'a change');
  return git('rev-parse', 'HEAD');
}

beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'waybill-tree-'));
  await git('init', '--quiet', '--initial-branch', 'main');
  registry.seed('acme/base', ['1'], { content: 'base 1' });
  await write({
    'api/Dockerfile': `ARG BASE=${registry.host}/acme/base:1\nFROM $BASE\nCOPY app /\n`,
    'api/app': 'one',
    'web/app': 'one',
    '.gitignore': '*.log\n',
  });
  await commit();
});
afterEach(() => rm(workspace, { recursive: true }));

/** Builds what is checked out. */
async function build(inputs: Readonly<Record<string, string>> = {}): Promise<Run> {
  const env = { GITHUB_SHA: await git('rev-parse', 'HEAD'), GITHUB_WORKSPACE: workspace };
  return buildWith({ context: 'api', reuse: 'tree', ...inputs }, { env, git: runGit });
}

const built = ({ builder, error }: Run): number => {
  expect(error).toBeUndefined();
  return builder.builds.length;
};

describe('reuse by what is built', () => {
  test('another commit of the same files builds nothing, as after a squash merge', async () => {
    const first = await build({ tags: 'feature' });
    expect(built(first)).toBe(1);
    await write({ 'web/app': 'two' });
    const merged = await commit();
    const second = await build({ tags: 'main' });
    expect(built(second)).toBe(0);
    const { digest } = first.runner.outputs;
    expect(second.runner.outputs).toMatchObject({ digest, reused: 'true', proof: 'unverified' });
    const tags = registry.tags('acme/api');
    expect(tags.get('main')).toBe(digest);
    // That tag would say that it was built from this commit.
    expect(tags.has(`sha-${merged}`)).toBe(false);
    expect(JSON.parse(second.runner.outputs['record'] ?? '')).toMatchObject({
      source: JSON.parse(first.runner.outputs['record'] ?? '').source,
    });
  });

  test('the same commit again keeps its tags', async () => {
    const first = await build();
    const second = await build();
    expect(built(second)).toBe(0);
    expect(second.runner.outputs['tags']).toBe(first.runner.outputs['tags']);
    expect(first.runner.outputs['tags']).toMatch(/^tree-[0-9a-f]{64}\nsha-[0-9a-f]{40}$/);
  });

  const changes: readonly (readonly [string, () => Promise<Readonly<Record<string, string>>>])[] = [
    ['a file of the context', async () => (await write({ 'api/app': 'two' }), await commit(), {})],
    ['the Dockerfile', async () => (await write({ 'api/Dockerfile': 'FROM scratch\n' }), await commit(), {})],
    [
      'a Dockerfile elsewhere',
      async () => (await write({ 'web/x': 'FROM scratch' }), await commit(), { file: 'web/x' }),
    ],
    [
      'what a Dockerfile elsewhere ignores',
      async () => {
        await write({ 'web/x': 'FROM scratch', 'web/x.dockerignore': 'app' });
        await commit();
        await build({ file: 'web/x' });
        await write({ 'web/x.dockerignore': 'other' });
        await commit();
        return { file: 'web/x' };
      },
    ],
    ['the target', async () => ({ target: 'debug' })],
    ['a build argument', async () => ({ 'build-args': 'A=2' })],
    ['the platforms', async () => ({ platforms: 'linux/arm64' })],
    ['the base image', async () => (registry.seed('acme/base', ['1'], { content: 'base 2' }), {})],
    [
      'a mode',
      async () => (
        await git('update-index', '--chmod=+x', 'api/app'),
        await git('commit', '-qm', 'x'),
        await git('checkout', '-q', '.'),
        {}
      ),
    ],
  ];
  test.each(changes)('%s is another image', async (_, change) => {
    await build();
    expect(built(await build(await change()))).toBe(1);
  });

  test('what does not decide the image changes nothing', async () => {
    await build({ platforms: 'linux/arm64, linux/amd64', 'build-args': 'A=1\nB=2' });
    await write({ 'web/other': 'x' });
    await commit();
    const inputs = { platforms: 'linux/amd64, linux/arm64/v8', 'build-args': 'B=2\nA=1', labels: 'a=b' };
    expect(built(await build(inputs))).toBe(0);
  });

  test.each([
    ['changed', { 'api/app': 'dirty' }],
    ['added', { 'api/new': 'x' }],
    ['ignored by git', { 'api/debug.log': 'x' }],
  ])('a file that is %s is seen by the builder, so nothing is reused', async (_, files) => {
    await build();
    await write(files);
    const second = await build();
    expect(built(second)).toBe(1);
    expect(second.runner.lines.join('\n')).toContain(`${Object.keys(files)[0]} is not what is committed`);
    expect(second.runner.outputs['tags']).toMatch(/^sha-[0-9a-f]{40}$/);
  });

  test('a base image that cannot be told is said, and the commit is built', async () => {
    await write({ 'api/Dockerfile': 'FROM $NOWHERE\n' });
    await commit();
    const { runner, builder } = await build();
    expect(builder.builds).toHaveLength(1);
    expect(runner.lines.join('\n')).toContain('line 1 of the Dockerfile begins with $NOWHERE');
  });

  test('a registry of a base image that does not answer is said, and the commit is built', async () => {
    registry.inject({ mode: 'unavailable', times: 50, match: ({ path }) => path.includes('acme/base') });
    const { runner, builder, error } = await build();
    expect(error).toBeUndefined();
    expect(builder.builds).toHaveLength(1);
    expect(runner.lines.join('\n')).toContain('the registry did not say what');
  });

  test('what somebody put under the key and says something else is refused', async () => {
    const first = await build();
    const [tag = ''] = (first.runner.outputs['tags'] ?? '').split('\n');
    registry.seed('acme/api', [tag], {
      labels: { 'org.opencontainers.image.source': 'https://github.com/acme/shop' },
    });
    expect((await build()).error).toMatchObject({
      code: 'COMMIT_TAG_TAKEN',
      message: expect.stringContaining(`${image}:${tag} is there, but its labels name acme/shop`),
    });
  });
});
