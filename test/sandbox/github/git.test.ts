import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { clientOf, EVERYTHING, openPull, openStage, type Stage } from './client.ts';
import { yaml } from '../../yaml.ts';

const run = promisify(execFile);
const IDENTITY = ['-c', 'user.name=bob', '-c', 'user.email=bob@example.com'];
let stage: Stage;
let folder: string;
beforeEach(async () => {
  stage = await openStage();
  folder = await mkdtemp(join(tmpdir(), 'git-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const git = async (args: readonly string[], cwd = folder): Promise<string> => {
  const env = { PATH: process.env['PATH'], HOME: folder, GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_NOSYSTEM: '1' };
  const { stdout } = await run('git', [...args], { cwd, env });
  return stdout.trim();
};
const bare = (...args: string[]) => git(['--git-dir', stage.repo.gitDirectory, ...args]);
const urlWith = (token: string) => stage.repo.cloneUrl.replace('http://', `http://x-access-token:${token}@`);

describe('git over HTTP', () => {
  test('clone brings files, modes and symlinks', async () => {
    await git(['clone', '--quiet', stage.repo.cloneUrl, 'copy']);
    const copy = join(folder, 'copy');
    expect(await readFile(join(copy, 'README.md'), 'utf8')).toBe('Config\n');
    const modes = (await git(['ls-files', '-s'], copy)).split('\n').map((line) => line.split(/\s/)[0]);
    expect(modes).toEqual(['100644', '100644', '120000', '100755']);
  });

  test('a push moves the branch, and the pull request follows', async () => {
    await openPull(stage);
    await git(['clone', '--quiet', '--branch', 'waybill/dev/api', urlWith(stage.token), 'copy']);
    const copy = join(folder, 'copy');
    await writeFile(join(copy, 'README.md'), 'Edited by hand\n');
    await git([...IDENTITY, 'commit', '--quiet', '-am', 'Edit by hand'], copy);
    await git(['push', '--quiet'], copy);
    expect(stage.repo.pullRequests()[0]?.head.sha).toBe(await git(['rev-parse', 'HEAD'], copy));
  });

  test.each([
    ['without a token', undefined, 'could not read Username'],
    ['with a token that may only read', { contents: 'read' }, '403'],
  ] as const)('a push %s is refused', async (_, permissions, text) => {
    const token =
      permissions === undefined
        ? undefined
        : stage.github.grant({ kind: 'installation', login: 'a[bot]', permissions });
    const url = token === undefined ? stage.repo.cloneUrl : urlWith(token);
    await git(['clone', '--quiet', stage.repo.cloneUrl, 'copy']);
    await expect(git(['push', url, 'HEAD:refs/heads/mine'], join(folder, 'copy'))).rejects.toThrow(text);
    expect(await stage.repo.branches()).toEqual(['main']);
  });

  test('a private repository is not there for strangers', async () => {
    stage.repo.configure({ private: true });
    await expect(git(['clone', stage.repo.cloneUrl, 'copy'])).rejects.toThrow('could not read Username');
    await git(['clone', '--quiet', urlWith(stage.token), 'copy']);
  });

  test('a protected branch takes no push', async () => {
    stage.repo.protect('main', { requirePullRequest: true });
    await git(['clone', '--quiet', urlWith(stage.token), 'copy']);
    const copy = join(folder, 'copy');
    await git([...IDENTITY, 'commit', '--quiet', '--allow-empty', '-m', 'x'], copy);
    await expect(git(['push'], copy)).rejects.toThrow(
      'GH006: Protected branch update failed for refs/heads/main.',
    );
  });

  test('a push of a workflow needs the permission for workflows', async () => {
    await git(['clone', '--quiet', urlWith(stage.token), 'copy']);
    const copy = join(folder, 'copy');
    await run('mkdir', ['-p', join(copy, '.github', 'workflows')]);
    await writeFile(join(copy, '.github', 'workflows', 'ci.yml'), 'on: push\n');
    await git(['add', '.'], copy);
    await git([...IDENTITY, 'commit', '--quiet', '-m', 'Add a workflow'], copy);
    await expect(git(['push'], copy)).rejects.toThrow('without `workflows` permission');
    const permissions = { ...EVERYTHING, workflows: 'write' } as const;
    const token = stage.github.grant({ kind: 'installation', login: 'app[bot]', permissions });
    await git(['push', '--quiet', urlWith(token), 'HEAD:main'], copy);
    expect(await stage.repo.head('main')).toBe(await git(['rev-parse', 'HEAD'], copy));
  });
});

describe('what lies on disk', () => {
  test('git itself finds nothing wrong with what the API wrote', async () => {
    const number = await openPull(stage);
    await stage.repo.merge(number, 'squash');
    await stage.repo.push('main', {
      'a/b/c': { content: new Uint8Array([0, 255]), mode: '100755' },
      'README.md': null,
    });
    expect(await bare('fsck', '--strict', '--full')).toBe('');
    expect(await bare('ls-tree', '-r', '--name-only', 'main')).toBe(
      'a/b/c\nenvs/dev/kustomization.yaml\nenvs/dev/link\nenvs/dev/run.sh',
    );
  });

  test('a tree made by the API is the tree that git makes', async () => {
    const names = ['a', 'a.b', 'a-b', 'a0', 'B', 'ä', 'z'];
    const tree = [
      ...names.map((path) => ({ path, mode: '100644', type: 'blob', content: path })),
      { path: 'a0b/x', mode: '100644', type: 'blob', content: 'x' },
      { path: 'a.b.d/x', mode: '100644', type: 'blob', content: 'x' },
    ];
    const made = await stage.client.rest('POST', '/repos/acme/config/git/trees', { tree });
    const oid = made.json.at('sha').text();
    await bare('read-tree', oid);
    expect(await bare('write-tree')).toBe(oid);
  });

  test('a tree that holds another one several times changes in the named folder alone, as in git', async () => {
    const base = (await bare('rev-parse', 'main^{tree}')).trim();
    const folders = ['0', '1', '2'].map((path) => ({ path, mode: '040000', type: 'tree', sha: base }));
    const made = await stage.client.rest('POST', '/repos/acme/config/git/trees', { tree: folders });
    const changed = await stage.client.rest('POST', '/repos/acme/config/git/trees', {
      base_tree: made.json.at('sha').text(),
      tree: [{ path: '1/README.md', mode: '100644', type: 'blob', content: 'changed' }],
    });
    const oid = changed.json.at('sha').text();
    expect(await bare('rev-parse', `${oid}:0`, `${oid}:2`)).toBe(`${base}\n${base}`);
    expect(await bare('diff-tree', '-r', '--name-status', base, `${oid}:1`)).toBe('M\tREADME.md');
    expect(changed.json.at('tree', 1, 'sha').text()).toBe(await bare('rev-parse', `${oid}:1`));
  });

  test('a commit of a bot is signed by GitHub, one of a person is not', async () => {
    await openPull(stage);
    const head = (await stage.repo.head('waybill/dev/api')) ?? '';
    const answer = await stage.client.rest('GET', `/repos/acme/config/git/commits/${head}`);
    expect(answer.json.at('verification', 'verified').value).toBe(true);
    expect(answer.json.at('author', 'name').value).toBe('acme-waybill[bot]');
    const alice = clientOf(
      stage.github,
      stage.github.grant({ kind: 'pat', login: 'alice', permissions: EVERYTHING }),
    );
    const body = { message: 'm', tree: answer.json.at('tree', 'sha').text(), parents: [head] };
    const plain = await alice.rest('POST', '/repos/acme/config/git/commits', body);
    expect(plain.json.at('verification', 'reason').value).toBe('unsigned');
    const named = { ...body, author: { name: 'x', email: 'x@example.com' } };
    const authored = await stage.client.rest('POST', '/repos/acme/config/git/commits', named);
    expect(authored.json.at('verification', 'verified').value).toBe(false);
  });

  test.each([
    ['merge', 2, 'Merge pull request #1 from acme/side'],
    ['squash', 1, 'Second (#1)'],
    ['rebase', 1, 'Two'],
  ] as const)('%s makes real commits', async (method, parents, subject) => {
    await stage.repo.push('side', { one: '1' }, { message: 'One' });
    await stage.repo.push('side', { two: '2' }, { message: 'Two' });
    await stage.repo.push('main', { three: '3' }, { message: 'Three' });
    const { number } = await stage.repo.openPullRequest({ title: 'Second', head: 'side' });
    const merged = await stage.repo.merge(number, method);
    expect(await stage.repo.head('main')).toBe(merged);
    const [count, line] = (await bare('log', '-1', '--format=%P%n%s', 'main')).split('\n');
    expect([count?.split(' ').length, line]).toEqual([parents, subject]);
    expect((await bare('ls-tree', '--name-only', 'main')).split('\n')).toEqual(
      expect.arrayContaining(['one', 'two', 'three']),
    );
  });

  test('ten thousand files are seeded by one process and listed in one answer', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, index) => [
        `apps/${index % 100}/${index}.yaml`,
        yaml`
          kind: X
          name: n${index}
        `,
      ]),
    );
    const big = await stage.github.createRepository('acme/big', files);
    const tree = await stage.client.rest('GET', '/repos/acme/big/git/trees/main?recursive=1');
    expect(
      tree.json
        .at('tree')
        .list()
        .filter((one) => one.at('type').value === 'blob'),
    ).toHaveLength(10_000);
    expect(tree.json.at('truncated').value).toBe(false);
    expect(await big.read('main', 'apps/99/9999.yaml')).toEqual(
      Buffer.from(yaml`
      kind: X
      name: n9999
    `),
    );
  });
});
