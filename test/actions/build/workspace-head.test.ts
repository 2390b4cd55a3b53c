import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { workspaceHead } from '../../../src/actions/build/request/workspace-head.ts';

const run = promisify(execFile);
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waybill-head-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function git(...args: string[]): Promise<string> {
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@acme.dev', '-c', 'commit.gpgsign=false'];
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, GIT_CONFIG_NOSYSTEM: '1' };
  const { stdout } = await run('git', [...identity, ...args], { cwd: folder, env });
  return stdout.trim();
}

async function commit(): Promise<string> {
  await git('init', '--quiet', '--initial-branch', 'main');
  await git('commit', '--quiet', '--allow-empty', '--message', 'first');
  return git('rev-parse', 'HEAD');
}

test('the commit of a branch; none where nothing is checked out', async () => {
  expect(await workspaceHead(folder)).toBeUndefined();
  const head = await commit();
  expect(await workspaceHead(folder)).toBe(head);
});

test('a detached commit, as actions/checkout leaves it', async () => {
  const head = await commit();
  await git('checkout', '--quiet', '--detach');
  expect(await workspaceHead(folder)).toBe(head);
});

test('a packed branch', async () => {
  const head = await commit();
  await git('pack-refs', '--all');
  expect(await workspaceHead(folder)).toBe(head);
});

test('a worktree, whose .git is a file', async () => {
  const head = await commit();
  await git('worktree', 'add', '--quiet', join(folder, 'tree'), '-b', 'other');
  expect(await workspaceHead(join(folder, 'tree'))).toBe(head);
});

test.each([
  ['a repository without a commit', () => git('init', '--quiet')],
  ['a .git that is no repository', () => writeFile(join(folder, '.git'), 'gitdir: nowhere')],
])('%s has none', async (_, prepare) => {
  await prepare();
  expect(await workspaceHead(folder)).toBeUndefined();
});
