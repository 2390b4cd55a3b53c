import { beforeEach, describe, expect, test } from '@jest/globals';

import { openPull, openStage, refusal, type RestAnswer, type Stage } from './client.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});

const REPO = '/repos/acme/config';
const merge = (number: number, method = 'merge') =>
  stage.client.rest('PUT', `${REPO}/pulls/${number}/merge`, { merge_method: method });
const look = async (number: number): Promise<readonly unknown[]> => {
  const { json } = await stage.client.rest('GET', `${REPO}/pulls/${number}`);
  return [json.at('mergeable').value, json.at('mergeable_state').value];
};
const QUERY =
  '{ repository(owner: "acme", name: "config") { pullRequests(first: 9) { nodes { mergeable mergeStateStatus } } } }';
const lookAtAll = async (): Promise<unknown> => {
  const answer = await stage.client.graphql(QUERY);
  return answer.json.at('data', 'repository', 'pullRequests', 'nodes').value;
};
const openTwo = async (): Promise<void> => {
  await openPull(stage, 'one');
  await stage.repo.push('two', { 'envs/prod/x.yaml': 'x\n' });
  await stage.repo.openPullRequest({ title: 'Two', head: 'two' });
};
const unknown = { mergeable: 'UNKNOWN', mergeStateStatus: 'UNKNOWN' };
const clean = { mergeable: 'MERGEABLE', mergeStateStatus: 'CLEAN' };

describe('whether a pull request can be merged', () => {
  test('is not known by the first request that asks, after it was opened and after each push', async () => {
    await openTwo();
    expect(await lookAtAll()).toEqual([unknown, unknown]);
    expect(await lookAtAll()).toEqual([clean, clean]);
    await stage.repo.push('main', { 'other.txt': 'x' });
    expect(await lookAtAll()).toEqual([unknown, unknown]);
    expect(await lookAtAll()).toEqual([clean, clean]);
    await stage.repo.push('two', { 'other-2.txt': 'x' });
    expect(await lookAtAll()).toEqual([clean, unknown]);
  });

  test('is not known in REST either, where null stands for it', async () => {
    await openPull(stage);
    await stage.repo.push('main', { 'other.txt': 'x' });
    expect(await look(1)).toEqual([null, 'unknown']);
    expect(await look(1)).toEqual([true, 'clean']);
  });
});

describe('a merge right after another one', () => {
  const modified = [405, 'Base branch was modified. Review and try the merge again.'];

  test('is refused once, although nobody pushed', async () => {
    await openTwo();
    expect((await merge(1)).status).toBe(200);
    expect(refusal(await merge(2))).toEqual(modified);
    expect((await merge(2)).status).toBe(200);
  });

  test('is done where somebody asked about it in between', async () => {
    await openTwo();
    await merge(1);
    await lookAtAll();
    expect((await merge(2)).status).toBe(200);
  });
});

describe('a method that is not allowed is refused and named', () => {
  test('by the repository', async () => {
    stage.repo.configure({ mergeMethods: ['squash'] });
    await openPull(stage);
    expect(refusal(await merge(1))).toEqual([405, 'Merge commits are not allowed on this repository.']);
    expect(refusal(await merge(1, 'rebase'))[1]).toBe('Rebase merges are not allowed on this repository.');
    expect((await merge(1, 'squash')).status).toBe(200);
  });

  test('by a branch with a linear history, although the repository allows it', async () => {
    stage.repo.protect('main', { linearHistory: true });
    await openPull(stage);
    expect(text(await merge(1))).toContain('This branch must not contain merge commits.');
    expect((await merge(1, 'rebase')).status).toBe(200);
  });

  test('by a ruleset that lists methods', async () => {
    stage.repo.protect('main', { mergeMethods: ['rebase'] });
    await openPull(stage);
    expect(text(await merge(1, 'squash'))).toContain('Squash merges are not allowed on this branch.');
    expect((await merge(1, 'rebase')).status).toBe(200);
  });

  test('and what is offered first is one that the repository allows', async () => {
    stage.repo.configure({ mergeMethods: ['rebase', 'squash'] });
    const query =
      '{ repository(owner: "acme", name: "config") { mergeCommitAllowed viewerDefaultMergeMethod } }';
    const { json } = await stage.client.graphql(query);
    expect(json.at('data', 'repository').value).toEqual({
      mergeCommitAllowed: false,
      viewerDefaultMergeMethod: 'REBASE',
    });
  });
});

test('a new repository allows every method, and no auto-merge', async () => {
  const { json } = await stage.client.rest('GET', REPO);
  const settings = ['allow_merge_commit', 'allow_squash_merge', 'allow_rebase_merge', 'allow_auto_merge'];
  expect(settings.map((name) => json.at(name).value)).toEqual([true, true, true, false]);
});

test('a status that a branch requires holds back every pull request until somebody sets it', async () => {
  await openTwo();
  stage.repo.protect('main', { requiredContexts: ['waybill'] });
  const expected = [405, 'Required status check "waybill" is expected.'];
  expect([refusal(await merge(1)), refusal(await merge(2))]).toEqual([expected, expected]);
  await stage.repo.setStatus((await stage.repo.head('two')) ?? '', 'waybill', 'success');
  expect(refusal(await merge(1))).toEqual(expected);
  expect((await merge(2)).status).toBe(200);
});

test('a required status is the same in capitals, as GitHub takes contexts', async () => {
  await openTwo();
  stage.repo.protect('main', { requiredContexts: ['Waybill', 'CI/Build'] });
  const head = (await stage.repo.head('two')) ?? '';
  await stage.repo.setStatus(head, 'waybill', 'success');
  await stage.repo.setStatus(head, 'CI/build', 'success');
  expect((await merge(2)).status).toBe(200);
});

describe('a private repository of a free plan', () => {
  test('has no rules, no auto-merge, no merge queue and no drafts', async () => {
    stage = await openStage({ private: true });
    for (const wish of [{ allowAutoMerge: true }, { mergeQueue: true }])
      expect(() => stage.repo.configure(wish)).toThrow();
    expect(() => stage.repo.protect('main', { requiredReviews: 1 })).toThrow(/Upgrade to GitHub Pro/);
    await stage.repo.push('one', { 'x.txt': 'x' });
    const wish = { title: 'One', head: 'one', base: 'main', draft: true };
    expect(refusal(await stage.client.rest('POST', `${REPO}/pulls`, wish))).toEqual([
      422,
      'Draft pull requests are not supported in this repository.',
    ]);
  });

  test('has what its owner pays for', async () => {
    stage = await openStage({ private: true, plan: 'team', allowAutoMerge: true });
    stage.repo.protect('main', { requiredReviews: 1 });
    expect(() => stage.repo.configure({ mergeQueue: true })).toThrow(/Enterprise/);
  });
});

describe('an App that may bypass the rules', () => {
  test('merges what they hold back, and is told that it could', async () => {
    stage = await openStage({}, { bypassesRules: true });
    stage.repo.protect('main', { requiredReviews: 1 });
    await openPull(stage);
    const { json } = await stage.client.graphql(
      '{ repository(owner: "acme", name: "config") { pullRequest(number: 1) { viewerCanMergeAsAdmin } } }',
    );
    expect(json.at('data', 'repository', 'pullRequest', 'viewerCanMergeAsAdmin').value).toBe(true);
    expect((await merge(1)).status).toBe(200);
  });
});

function text(answer: RestAnswer): string {
  return answer.json.at('message').text();
}
