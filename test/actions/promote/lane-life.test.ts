import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { openStage, type Stage, text } from '../stage.ts';
import { branchUnseen, configRepo, type Ran, run } from './stage.ts';
import { yaml } from '../../yaml.ts';

const BRANCH = 'waybill/dev/shop';
const FILE = 'envs/dev/kustomization.yaml';

let stage: Stage;
let repo: SandboxRepository;
const digests: Record<string, string> = {};
let repositories = 0;

beforeAll(async () => {
  stage = await openStage();
  const shop = await stage.github.createRepository('acme/shop', { 'main.txt': 'one' });
  const commit = (await shop.head('main')) ?? '';
  for (const [index, tag] of ['v1', 'v2', 'v3'].entries()) {
    const created = `2026-03-0${index + 1}T10:00:00Z`;
    digests[tag] = stage.release('api', tag, { source: 'acme/shop', commit, created });
  }
  for (const tag of ['w1', 'w2']) digests[tag] = stage.release('web', tag);
});

async function freshRepo(): Promise<void> {
  repositories += 1;
  repo = await configRepo(stage, `acme/lane-${repositories}`, digestOf('v1'), {
    'envs/dev/web.yaml': yaml`
      image:
        repository: ${stage.images}/web
        tag: w1
        digest: ${digestOf('w1')}
    `,
  });
}

function digestOf(tag: string): string {
  return digests[tag] ?? '';
}

function promote(images: string, more: Record<string, string> = {}): Promise<Ran> {
  return run(stage, { images, environment: 'dev', 'config-repository': repo.fullName, ...more });
}

function outcomes({ report }: Ran): readonly string[] {
  return report.lanes.map(({ outcome }) => outcome);
}

describe('a lane', () => {
  test('that proposes it already is left as it is', async () => {
    await freshRepo();
    await promote('api=v2');
    const head = await repo.head(BRANCH);
    const again = await promote('api=v2');
    expect(outcomes(again)).toEqual(['unchanged']);
    expect(again.report.lanes[0]?.changed).toBe(false);
    expect(await repo.head(BRANCH)).toBe(head);
  });

  test('takes a newer digest in place, and says once what it superseded', async () => {
    await freshRepo();
    await promote('api=v2');
    expect(outcomes(await promote('api=v3'))).toEqual(['superseded']);
    expect(outcomes(await promote('api=v3'))).toEqual(['unchanged']);
    const [pull, another] = repo.pullRequests();
    expect(another).toBeUndefined();
    expect(pull?.title).toBe('Promote api v3 to dev');
    expect(pull?.body).toMatch(new RegExp(`Superseded[^]*${digestOf('v2').slice(0, 19)}`));
    expect(pull?.comments).toHaveLength(1);
    expect(pull?.comments[0]?.body).toContain(`\`${digestOf('v2')}\` → \`${digestOf('v3')}\``);
    expect(await text(repo, BRANCH, FILE)).toContain(digestOf('v3'));
  });

  test('is not taken over by an image that was built earlier', async () => {
    await freshRepo();
    await promote('api=v3');
    const older = await promote('api=v2');
    expect(outcomes(older)).toEqual(['blocked']);
    expect(older.report.lanes[0]?.reason).toContain('built later');
    expect(await text(repo, BRANCH, FILE)).toContain(digestOf('v3'));
  });

  test('keeps what it proposes for the rest of its group', async () => {
    await freshRepo();
    await promote('api=v2');
    expect(outcomes(await promote('web=w2'))).toEqual(['updated']);
    expect(await text(repo, BRANCH, FILE)).toContain(digestOf('v2'));
    expect(await text(repo, BRANCH, 'envs/dev/web.yaml')).toContain(digestOf('w2'));
    expect(repo.pullRequests()[0]?.title).toBe('Promote api v2, web w2 to dev');
    expect(repo.pullRequests()[0]?.comments).toEqual([]);
  });

  test('moves the members of a group in one pull request', async () => {
    await freshRepo();
    expect(outcomes(await promote('api=v2\nweb=w2'))).toEqual(['created']);
    expect(repo.pullRequests()).toHaveLength(1);
  });

  test('is never taken from a person whose commit is on it, and the pull request says why', async () => {
    await freshRepo();
    await promote('api=v2');
    const theirs = await repo.push(BRANCH, { 'envs/dev/note.txt': 'wait' }, { author: 'alice' });
    const first = await promote('api=v3');
    const second = await promote('api=v3');
    expect(first.report.lanes[0]).toMatchObject({ outcome: 'blocked', errors: [{ code: 'LANE_TOUCHED' }] });
    expect(second.report.lanes[0]?.changed).toBe(false);
    expect(await repo.head(BRANCH)).toBe(theirs);
    const comments = repo.pullRequests()[0]?.comments ?? [];
    expect(comments).toHaveLength(1);
    expect(comments[0]?.body).toContain(digestOf('v3'));
  });

  test('that proposes it already is left as it is also when a person added a commit', async () => {
    await freshRepo();
    await promote('api=v2');
    await repo.push(BRANCH, { 'envs/dev/note.txt': 'wait' }, { author: 'alice' });
    const again = await promote('api=v2', { 'auto-merge': 'true' });
    expect(outcomes(again)).toEqual(['unchanged']);
    expect(repo.pullRequests()[0]).toMatchObject({ state: 'open', comments: [] });
  });

  test('is not taken from a person who amended the commit and kept its message', async () => {
    await freshRepo();
    await promote('api=v2');
    const { execFileSync } = await import('node:child_process');
    const git = (...args: string[]): string =>
      execFileSync('git', ['-C', repo.gitDirectory, ...args], { encoding: 'utf8' });
    const message = git('log', '-1', '--format=%B', BRANCH);
    const base = (await repo.head('main')) ?? '';
    await repo.force(BRANCH, base);
    const theirs = await repo.push(BRANCH, { [FILE]: 'kind: Kustomization\n' }, { message });
    await promote('api=v3');
    expect(await repo.head(BRANCH)).toBe(theirs);
  });

  test('respects that a person closed the pull request, until something newer comes', async () => {
    await freshRepo();
    await promote('api=v2');
    await repo.close(1);
    const again = await promote('api=v2');
    expect(outcomes(again)).toEqual(['blocked']);
    expect(again.report.lanes[0]?.reason).toContain('#1');
    expect(repo.pullRequests()).toHaveLength(1);
    expect(outcomes(await promote('api=v3'))).toEqual(['created']);
    expect(repo.pullRequests().map(({ state }) => state)).toEqual(['closed', 'open']);
  });

  test.each(['merge', 'squash', 'rebase'] as const)(
    'is done when its pull request was merged by %s',
    async (method) => {
      await freshRepo();
      await promote('api=v2');
      await repo.merge(1, method);
      expect(outcomes(await promote('api=v2'))).toEqual(['unchanged']);
      expect(outcomes(await promote('api=v3'))).toEqual(['created']);
      expect(await text(repo, BRANCH, FILE)).toContain(digestOf('v3'));
    },
  );

  test('proposes again what was merged and reverted', async () => {
    await freshRepo();
    const before = await text(repo, 'main', FILE);
    await promote('api=v2');
    await repo.merge(1);
    await repo.push('main', { [FILE]: before }, { message: 'Revert' });
    expect(outcomes(await promote('api=v2'))).toEqual(['created']);
    expect(repo.pullRequests().map(({ state }) => state)).toEqual(['closed', 'open']);
  });

  test('goes on from a branch whose merged pull request held a commit of a person', async () => {
    await freshRepo();
    await promote('api=v2');
    await repo.push(BRANCH, { 'envs/dev/note.txt': 'with care' }, { author: 'alice' });
    await repo.merge(1, 'squash');
    expect(outcomes(await promote('api=v3'))).toEqual(['created']);
  });

  test('goes on from a branch that has no pull request yet', async () => {
    await freshRepo();
    stage.github.inject(branchUnseen);
    stage.github.inject({ mode: 'unauthorized', match: ({ operation }) => operation.endsWith('/pulls') });
    await expect(promote('api=v2')).rejects.toMatchObject({ code: 'TOKEN_REJECTED' });
    const head = await repo.head(BRANCH);
    expect(head).toBeDefined();
    expect(outcomes(await promote('api=v2'))).toEqual(['created']);
    expect(repo.pullRequests()[0]?.head.sha).toBe(head);
  });

  test('takes a branch that only points to the base', async () => {
    await freshRepo();
    await repo.force(BRANCH, await repo.head('main'));
    expect(outcomes(await promote('api=v2'))).toEqual(['created']);
  });

  test('is rebuilt on the base when it conflicts', async () => {
    await freshRepo();
    await promote('api=v2');
    const moved = (await text(repo, 'main', FILE)).replace('newTag: v1', 'newTag: v1.0.1');
    await repo.push('main', { [FILE]: moved });
    expect(outcomes(await promote('api=v2'))).toEqual(['updated']);
    expect(repo.pullRequests()).toHaveLength(1);
    expect(await text(repo, BRANCH, FILE)).toContain(digestOf('v2'));
    expect(await repo.merge(1)).toMatch(/^[0-9a-f]{40}$/);
  });

  test('goes on once a person took their commit off the branch', async () => {
    await freshRepo();
    await promote('api=v2');
    const ours = await repo.head(BRANCH);
    await repo.push(BRANCH, { 'envs/dev/note.txt': 'wait' }, { author: 'alice' });
    expect(outcomes(await promote('api=v3'))).toEqual(['blocked']);
    await repo.force(BRANCH, ours);
    expect(outcomes(await promote('api=v3'))).toEqual(['superseded']);
  });

  test('starts afresh with the next digest when a person deleted the branch, and not with the same', async () => {
    await freshRepo();
    await promote('api=v2');
    await repo.push(BRANCH, { 'envs/dev/note.txt': 'wait' }, { author: 'alice' });
    await repo.force(BRANCH, undefined);
    expect(repo.pullRequests().map(({ state }) => state)).toEqual(['closed']);
    expect(outcomes(await promote('api=v2'))).toEqual(['blocked']);
    expect(outcomes(await promote('api=v3'))).toEqual(['created']);
    expect(repo.pullRequests().map(({ state }) => state)).toEqual(['closed', 'open']);
    expect(await repo.mode(BRANCH, 'envs/dev/note.txt')).toBeUndefined();
  });

  test('is left alone when the base moved elsewhere', async () => {
    await freshRepo();
    await promote('api=v2');
    await repo.push('main', { 'envs/prod/other.txt': 'x' });
    expect(outcomes(await promote('api=v2'))).toEqual(['unchanged']);
  });

  test('takes in a file that came to the environment', async () => {
    await freshRepo();
    await promote('api=v2');
    await repo.push('main', {
      'envs/dev/more.yaml': yaml`
        image:
          repository: ${stage.images}/api
          tag: v1
      `,
    });
    expect(outcomes(await promote('api=v2'))).toEqual(['updated']);
    expect(await text(repo, BRANCH, 'envs/dev/more.yaml')).toContain('tag: v2');
  });

  test('is closed when the base came to declare it another way', async () => {
    await freshRepo();
    await promote('api=v2');
    const merged = await text(repo, BRANCH, FILE);
    await repo.push('main', { [FILE]: merged, 'envs/dev/z.txt': 'z' });
    expect(outcomes(await promote('api=v2'))).toEqual(['closed']);
    expect(repo.pullRequests()[0]?.state).toBe('closed');
    expect(await repo.branches()).toEqual(['main']);
  });

  test('opens a new pull request after its own was closed by Waybill and the base went back', async () => {
    await freshRepo();
    const before = await text(repo, 'main', FILE);
    await promote('api=v2');
    await repo.push('main', { [FILE]: await text(repo, BRANCH, FILE) });
    await promote('api=v2');
    await repo.push('main', { [FILE]: before });
    expect(outcomes(await promote('api=v2'))).toEqual(['created']);
  });

  test('ignores a pull request of somebody else that carries its marker', async () => {
    await freshRepo();
    await promote('api=v2');
    const [ours] = repo.pullRequests();
    await freshRepo();
    await repo.push('feature', { 'envs/dev/x.txt': 'x' });
    const forged = await fetch(`${stage.github.apiUrl}/repos/${repo.fullName}/pulls`, {
      method: 'POST',
      headers: { authorization: `token ${stage.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'Mine', head: 'feature', base: 'main', body: ours?.body ?? '' }),
    });
    expect(forged.status).toBe(201);
    expect(outcomes(await promote('api=v2'))).toEqual(['created']);
    expect(repo.pullRequests().map(({ title }) => title)).toEqual(['Mine', 'Promote api v2 to dev']);
  });

  test('writes the description afresh when a person rewrote it, and keeps the branch', async () => {
    await freshRepo();
    await promote('api=v2');
    const head = await repo.head(BRANCH);
    await fetch(`${stage.github.apiUrl}/repos/${repo.fullName}/pulls/1`, {
      method: 'PATCH',
      headers: { authorization: `token ${stage.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ body: 'Nothing to see here.' }),
    });
    expect(outcomes(await promote('api=v2'))).toEqual(['updated']);
    expect(await repo.head(BRANCH)).toBe(head);
    expect(repo.pullRequests()[0]?.body).toContain(digestOf('v2'));
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
