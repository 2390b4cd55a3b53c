import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { yaml } from '../../yaml.ts';
import { openStage, type Stage, text } from '../stage.ts';
import { configRepo, type Ran, run } from './stage.ts';

const FILE = 'envs/dev/kustomization.yaml';

let stage: Stage;
const digests: Record<string, string> = {};

beforeAll(async () => {
  stage = await openStage();
  for (const tag of ['v1', 'v2', 'v3']) digests[tag] = stage.release('api', tag);
});

const digest = (tag: string): string => digests[tag] ?? '';

describe('two base branches of one config repo', () => {
  const promote = (tag: string, branch: string): Promise<Ran> =>
    run(stage, {
      images: `api=${tag}`,
      environment: 'dev',
      'config-repository': 'acme/two-bases',
      'config-branch': branch,
    });

  test('have two branches, and each pull request proposes what was asked for its own base', async () => {
    const repo = await configRepo(stage, 'acme/two-bases', digest('v1'));
    await repo.push('next', { 'only-on-next.txt': 'next' });
    await promote('v2', 'main');
    await promote('v3', 'next');
    const [main, next] = repo.pullRequests();
    expect(main).toMatchObject({
      title: 'Promote api v2 to dev',
      head: { ref: 'waybill/dev/shop' },
      base: { ref: 'main' },
    });
    expect(next).toMatchObject({ title: 'Promote api v3 to dev', base: { ref: 'next' } });
    expect(next?.head.ref).toMatch(/^waybill\/dev\/shop\+[0-9a-f]{8}$/);
    expect(await text(repo, 'waybill/dev/shop', FILE)).toContain(digest('v2'));
    expect(await repo.read('waybill/dev/shop', 'only-on-next.txt')).toBeUndefined();
    expect((await promote('v3', 'next')).report.lanes).toMatchObject([{ outcome: 'unchanged' }]);
  });
});

test('a pull request that a person retargeted is left alone, and so is its branch', async () => {
  const repo = await configRepo(stage, 'acme/retargeted', digest('v1'));
  const promote = (tag: string): Promise<Ran> =>
    run(stage, { images: `api=${tag}`, environment: 'dev', 'config-repository': 'acme/retargeted' });
  await promote('v2');
  const head = await repo.head('waybill/dev/shop');
  await repo.push('next', { 'only-on-next.txt': 'next' });
  await retarget(repo, 1, 'next');
  const { report } = await promote('v3');
  expect(report.lanes).toMatchObject([
    { outcome: 'blocked', changed: false, errors: [{ code: 'LANE_TAKEN' }] },
  ]);
  expect(report.lanes[0]?.reason).toContain('#1 goes from it into next');
  expect(await repo.head('waybill/dev/shop')).toBe(head);
  await retarget(repo, 1, 'main');
  expect((await promote('v3')).report.lanes).toMatchObject([{ outcome: 'superseded', pull: { number: 1 } }]);
});

async function retarget(repo: SandboxRepository, number: number, base: string): Promise<void> {
  const { status } = await fetch(`${stage.github.apiUrl}/repos/${repo.fullName}/pulls/${number}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${stage.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ base }),
  });
  expect(status).toBe(200);
}

describe('two homes with an environment of one name in one repository', () => {
  const home = (name: string) =>
    stage.github.createRepository(name, {
      'waybill.yaml': yaml`
        version: 1
        images:
          api: { repository: ${stage.images}/api }
        environments:
          prod: { repository: acme/two-homes, files: ["envs/dev/**"] }
      `,
    });
  const promote = (tag: string, from: string): Promise<Ran> =>
    run(stage, { images: `api=${tag}`, environment: 'prod', 'config-repository': from });

  test('have two branches, and neither supersedes the other', async () => {
    const target = await stage.github.createRepository('acme/two-homes', {
      [FILE]: yaml`
        kind: Kustomization
        images:
          - name: ${stage.images}/api
            newTag: v1
            digest: ${digest('v1')}
      `,
    });
    await home('acme/home-a');
    await home('acme/home-b');
    await promote('v2', 'acme/home-a');
    await promote('v3', 'acme/home-b');
    expect((await promote('v2', 'acme/home-a')).report.lanes).toMatchObject([{ outcome: 'unchanged' }]);
    expect(target.pullRequests().map(({ title, state }) => [title, state])).toEqual([
      ['Promote api v2 to prod', 'open'],
      ['Promote api v3 to prod', 'open'],
    ]);
    expect(new Set(target.pullRequests().map(({ head }) => head.ref)).size).toBe(2);
  });

  test('and the pull request of an earlier release goes on where it is, and says whose it is from then on', async () => {
    const target = stage.github.repository('acme/two-homes');
    const old = target.pullRequests()[0]?.head.ref ?? '';
    await asEarlierRelease(target, old, 'waybill/prod/api');
    const pull = await target.openPullRequest({ title: 'Promote api v2 to prod', head: 'waybill/prod/api' });
    target.close(1);
    await target.force(old, undefined);
    expect((await promote('v3', 'acme/home-a')).report.lanes).toMatchObject([
      { branch: 'waybill/prod/api', outcome: 'superseded', pull: { number: pull.number } },
    ]);
    expect(messageAt(target, 'waybill/prod/api')).toContain(
      'Waybill-Lane: acme/home-a@main prod/api into main\n',
    );
    expect((await promote('v3', 'acme/home-a')).report.lanes).toMatchObject([{ outcome: 'unchanged' }]);
    // The other home's lane has its own branch, and that one is somebody else's to it.
    expect((await promote('v2', 'acme/home-b')).report.lanes).toMatchObject([{ pull: { number: 2 } }]);
  });
});

describe('two teams without waybill.yaml whose images end in one word', () => {
  const promote = (team: string, more: Record<string, string> = {}): Promise<Ran> =>
    run(stage, {
      images: `${stage.registry.host}/${team}/api:v2`,
      files: `${team}/**`,
      'config-repository': 'acme/two-teams',
      ...more,
    });

  test('leave each other alone, and the second is told whose the branch is', async () => {
    const files: Record<string, string> = {};
    for (const team of ['team1', 'team2']) {
      const digests = ['v1', 'v2'].map((tag) =>
        stage.registry.seed(`${team}/api`, [tag], { content: `${team} ${tag}` }),
      );
      files[`${team}/values.yaml`] = yaml`
        image:
          repository: ${stage.registry.host}/${team}/api
          tag: v1
          digest: ${digests[0] ?? ''}
      `;
    }
    const repo = await stage.github.createRepository('acme/two-teams', files);
    await promote('team1');
    const head = await repo.head('waybill/default/api');
    expect((await promote('team2')).report.lanes).toMatchObject([
      { outcome: 'blocked', changed: false, errors: [{ code: 'LANE_TAKEN' }] },
    ]);
    expect(await repo.head('waybill/default/api')).toBe(head);
    expect(repo.pullRequests()).toHaveLength(1);
    expect((await promote('team2', { environment: 'team2' })).report.lanes).toMatchObject([
      { outcome: 'created' },
    ]);
    expect((await promote('team1')).report.lanes).toMatchObject([{ outcome: 'unchanged' }]);
  });
});

test.each(['waybill', 'waybill/dev', 'waybill/dev/shop/x'])(
  'a branch that stands in the way is named: %s',
  async (name) => {
    const repo = await configRepo(stage, `acme/way-${name.length}`, digest('v1'));
    await repo.push(name, { 'note.txt': 'in the way' });
    const ran = run(stage, { images: 'api=v2', environment: 'dev', 'config-repository': repo.fullName });
    await expect(ran).rejects.toMatchObject({ code: 'BRANCH_IN_THE_WAY' });
    await expect(ran).rejects.toThrow(`beside the branch ${name}`);
  },
);

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});

function git(repo: SandboxRepository, ...args: readonly string[]): string {
  return execFileSync('git', ['-C', repo.gitDirectory, ...args], { encoding: 'utf8' }).trim();
}

function messageAt(repo: SandboxRepository, branch: string): string {
  return git(repo, 'log', '-1', '--format=%B', branch);
}

/**
 * The commit of a branch as an earlier release wrote it, which did not say whose lane it is, on another
 * branch.
 */
async function asEarlierRelease(repo: SandboxRepository, from: string, to: string): Promise<void> {
  const message = messageAt(repo, from).replaceAll(/^Waybill-(?:Lane|Home): .*\n/gm, '');
  const parent = git(repo, 'rev-parse', `${from}^`);
  await repo.force(to, git(repo, 'commit-tree', `${from}^{tree}`, '-p', parent, '-m', message));
}
