import { describe, expect, test } from '@jest/globals';
import { BRANCH, FILE, stage, repo, freshRepo, digestOf, promote, outcomes } from './shop-lane.ts';

describe('a lane', () => {
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

  test('goes on from a branch whose merged pull request held a commit of a person', async () => {
    await freshRepo();
    await promote('api=v2');
    await repo.push(BRANCH, { 'envs/dev/note.txt': 'with care' }, { author: 'alice' });
    await repo.merge(1, 'squash');
    expect(outcomes(await promote('api=v3'))).toEqual(['created']);
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
