import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { text } from '../stage.ts';
import { runRollBack } from '../rollback/stage.ts';
import { advance, declare, fileOf, HOUR, kustomization, writes } from './stage.ts';
import { both, digest, environments, openAndNewer, stage } from './released-images.ts';
import { yaml } from '../../yaml.ts';

/**
 * Puts a commit in place of one of ours that has its message, with the trailers of another tree, and more in
 * it.
 */
async function forge(
  repository: SandboxRepository,
  ours: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  const git = (...args: string[]) =>
    execFileSync('git', ['--git-dir', repository.gitDirectory, ...args], { encoding: 'utf8' }).trim();
  const more = await repository.push('more', files);
  const [parent, message] = [git('rev-parse', `${ours}^`), git('log', '-1', '--format=%B', ours)];
  const own = git('ls-tree', '-r', ours);
  const added = git('ls-tree', '-r', more)
    .split('\n')
    .filter((line) => Object.keys(files).some((path) => line.endsWith(`\t${path}`)));
  const index = join(await mkdtemp(join(tmpdir(), 'forge-')), 'index');
  const env = {
    PATH: process.env['PATH'] ?? '',
    GIT_INDEX_FILE: index,
    GIT_AUTHOR_NAME: 'm',
    GIT_AUTHOR_EMAIL: 'm@example.com',
    GIT_COMMITTER_NAME: 'm',
    GIT_COMMITTER_EMAIL: 'm@example.com',
  };
  const withIndex = (args: string[], input?: string) =>
    execFileSync('git', ['--git-dir', repository.gitDirectory, ...args], {
      encoding: 'utf8',
      env,
      ...(input === undefined ? {} : { input }),
    }).trim();
  withIndex(['update-index', '--index-info'], `${[own, ...added].join('\n')}\n`);
  const tree = withIndex(['write-tree']);
  const claimed = message.replace(/(Waybill-Plan: \w+) \w+/, `$1 ${tree}`);
  const commit = withIndex(['commit-tree', tree, '-p', parent, '-m', claimed]);
  await rm(dirname(index), { recursive: true });
  await repository.force('waybill/staging/api', commit);
}

describe('a pull request', () => {
  test('that a person closed is not opened again for the same digest', async () => {
    const repository = await openAndNewer('acme/refused', 'supersede');
    await advance(stage, repository);
    await repository.close(1);
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ outcome: 'blocked' }]);
    expect(repository.pullRequests()).toHaveLength(1);
    await declare(stage, repository, 'dev', both('v4', 'v1'));
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ outcome: 'created' }]);
  });

  test('that a person added to is left alone, is not merged, and says so once', async () => {
    const config = yaml`
      environments:
        dev: { files: ["envs/dev/**"] }
        staging: { after: [dev], files: ["envs/staging/**"], merge: auto, gates: { soak: 30m } }
    `;
    const repository = await environments('acme/touched', config, ['dev', 'staging']);
    await declare(stage, repository, 'dev', both('v2', 'v1'));
    await advance(stage, repository);
    const mine = await repository.push('waybill/staging/api', { 'envs/staging/note.txt': 'mine' });
    stage.wait(HOUR);
    await advance(stage, repository);
    await declare(stage, repository, 'dev', both('v3', 'v1'));
    const { report } = await advance(stage, repository);
    await advance(stage, repository);
    expect(report.lanes).toMatchObject([{ outcome: 'blocked', errors: [{ code: 'LANE_TOUCHED' }] }]);
    expect(await repository.head('waybill/staging/api')).toBe(mine);
    const [pull] = repository.pullRequests();
    expect(pull?.merged).toBe(false);
    expect(pull?.comments.filter(({ body }) => body.includes('did not make'))).toHaveLength(1);
  });

  test('whose commit claims to be ours and brings more is built anew before it is merged', async () => {
    const config = yaml`
      environments:
        dev: { files: ["envs/dev/**"] }
        staging: { after: [dev], files: ["envs/staging/**"], merge: auto, gates: { soak: 30m } }
    `;
    const repository = await environments('acme/forged', config, ['dev', 'staging']);
    await declare(stage, repository, 'dev', both('v2', 'v1'));
    await advance(stage, repository);
    const ours = (await repository.head('waybill/staging/api')) ?? '';
    await forge(repository, ours, { 'envs/other.yaml': 'more: true\n' });
    stage.wait(HOUR);
    const { report } = await advance(stage, repository);
    expect(report.lanes).toMatchObject([{ outcome: 'merged', merge: 'merged' }]);
    expect(await text(repository, 'main', fileOf('staging'))).toContain(digest('v2'));
    expect(await repository.read('main', 'envs/other.yaml')).toBeUndefined();
  });

  test('is built anew on a base that moved the same file where `rebuild` says so, and loses nothing of it', async () => {
    const repository = await openAndNewer('acme/moved', 'supersede');
    await advance(stage, repository);
    const config = await text(repository, 'main', 'waybill.yaml');
    await repository.push('main', { 'waybill.yaml': `${config}\nrebuild: behind\n` });
    const moved = `${kustomization(stage, both('v1', 'v2'))}# a word\n`;
    const base = await repository.push('main', { [fileOf('staging')]: moved });
    const { report } = await advance(stage, repository);
    expect(report.lanes).toMatchObject([
      { lane: { unit: 'api' }, outcome: 'updated' },
      { lane: { unit: 'web' }, outcome: 'created' },
    ]);
    const branch = await text(repository, 'waybill/staging/api', fileOf('staging'));
    expect(branch).toContain('# a word');
    expect(branch).toContain(digest('v3'));
    expect(branch).toContain(digest('v2', 'web'));
    expect(await repository.head('main')).toBe(base);
  });

  test('is kept as it is when the base moved elsewhere', async () => {
    const repository = await openAndNewer('acme/elsewhere', 'supersede');
    await advance(stage, repository);
    await repository.push('main', { 'README.md': 'more' });
    stage.github.clearRequests();
    await advance(stage, repository);
    expect(writes(stage)).toEqual([]);
  });
});

describe('a roll back', () => {
  test('that is open is left alone, and a digest that it holds is not proposed after it', async () => {
    const config = yaml`
      environments:
        dev: { files: ["envs/dev/**"] }
        staging: { after: [dev], files: ["envs/staging/**"] }
    `;
    const repository = await environments('acme/rolled-back', config, ['dev', 'staging']);
    await declare(stage, repository, 'dev', both('v2', 'v1'));
    await advance(stage, repository);
    await repository.merge(1);
    stage.wait(HOUR);
    await runRollBack(stage, {
      environment: 'staging',
      images: 'api',
      'config-repository': repository.fullName,
    });
    stage.github.clearRequests();
    await advance(stage, repository);
    expect(writes(stage)).toEqual([]);
    await declare(stage, repository, 'dev', both('v3', 'v1'));
    await advance(stage, repository);
    expect(repository.pullRequests()[1]).toMatchObject({
      state: 'open',
      title: 'Roll staging back to api v1',
    });
    await declare(stage, repository, 'dev', both('v2', 'v1'));
    await repository.merge(2);
    await advance(stage, repository);
    expect(repository.pullRequests()).toHaveLength(2);
    await declare(stage, repository, 'dev', both('v3', 'v1'));
    await advance(stage, repository);
    expect(repository.pullRequests()[2]).toMatchObject({ title: 'Promote api v3 to staging' });
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
