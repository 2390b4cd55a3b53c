import { describe, expect, test } from '@jest/globals';

import { loneCommit, openPull, openStage, refusal, ZERO, type Stage } from './client.ts';

let stage: Stage;

const REPO = '/repos/acme/config';

describe('opening a pull request', () => {
  const wish = { title: 'Promote', head: 'waybill/dev/api', base: 'main' };
  const open = (change: Record<string, unknown>) =>
    stage.client.rest('POST', `${REPO}/pulls`, { ...wish, ...change });

  test('twice for the same branch', async () => {
    stage = await openStage();
    await openPull(stage);
    expect(refusal(await open({}))).toEqual([
      422,
      'Validation Failed',
      'A pull request already exists for acme:waybill/dev/api.',
    ]);
  });

  test('from a branch that is not there', async () => {
    stage = await openStage();
    expect(refusal(await open({ head: 'nowhere' }))).toEqual([422, 'Validation Failed', 'head invalid']);
  });

  test('into a branch that is not there', async () => {
    stage = await openStage();
    await openPull(stage);
    expect(refusal(await open({ base: 'nowhere' }))).toEqual([422, 'Validation Failed', 'base invalid']);
  });

  test('without commits', async () => {
    stage = await openStage();
    const sha = await stage.repo.head('main');
    await stage.client.rest('POST', `${REPO}/git/refs`, { ref: 'refs/heads/same', sha });
    expect(refusal(await open({ head: 'same' }))).toEqual([
      422,
      'Validation Failed',
      'No commits between main and same',
    ]);
  });

  test('with a body over 65,536 characters', async () => {
    stage = await openStage();
    const sha = await loneCommit(stage);
    await stage.client.rest('POST', `${REPO}/git/refs`, { ref: 'refs/heads/waybill/dev/api', sha });
    expect(refusal(await open({ body: 'x'.repeat(65_537) }))).toEqual([
      422,
      'Validation Failed',
      'body is too long (maximum is 65536 characters)',
    ]);
    expect((await open({ body: 'x'.repeat(65_536) })).status).toBe(201);
  });

  test('without a title', async () => {
    stage = await openStage();
    expect(refusal(await open({ title: undefined }))).toEqual([
      422,
      'Invalid request.\n\n"title" wasn\'t supplied.',
    ]);
  });

  test('with the workflow token where the setting is off, and not where it is on', async () => {
    stage = await openStage({}, { kind: 'workflow', login: 'github-actions[bot]' });
    const sha = await loneCommit(stage);
    await stage.client.rest('POST', `${REPO}/git/refs`, { ref: 'refs/heads/waybill/dev/api', sha });
    expect(refusal(await open({}))).toEqual([
      403,
      'GitHub Actions is not permitted to create or approve pull requests.',
    ]);
    stage.repo.configure({ actionsMayCreatePullRequests: true });
    expect((await open({})).status).toBe(201);
  });
});

describe('merging', () => {
  const merge = (number: number, body: unknown = {}) =>
    stage.client.rest('PUT', `${REPO}/pulls/${number}/merge`, body);

  test('another head than the one that was reviewed', async () => {
    stage = await openStage();
    const number = await openPull(stage);
    expect(refusal(await merge(number, { sha: ZERO }))).toEqual([
      409,
      'Head branch was modified. Review and try the merge again.',
    ]);
  });

  test('a conflict', async () => {
    stage = await openStage();
    const number = await openPull(stage, 'waybill/dev/api', 'one\n');
    await stage.repo.push('main', { 'envs/dev/kustomization.yaml': 'two\n' });
    expect(refusal(await merge(number))).toEqual([405, 'Pull Request is not mergeable']);
    await stage.client.rest('GET', `${REPO}/pulls/${number}`);
    const pull = await stage.client.rest('GET', `${REPO}/pulls/${number}`);
    expect([pull.json.at('mergeable').value, pull.json.at('mergeable_state').value]).toEqual([
      false,
      'dirty',
    ]);
  });

  test('a draft', async () => {
    stage = await openStage();
    await stage.repo.push('side', { a: 'b' });
    const { number } = await stage.repo.openPullRequest({ title: 't', head: 'side', draft: true });
    expect(refusal(await merge(number))).toEqual([405, 'Pull Request is still a draft']);
  });

  test('before its requirements are met', async () => {
    stage = await openStage();
    const number = await openPull(stage);
    stage.repo.protect('main', { requiredContexts: ['ci'], requiredReviews: 1 });
    expect(refusal(await merge(number))).toEqual([
      405,
      'Required status check "ci" is expected. At least 1 approving review is required by reviewers with write access.',
    ]);
  });
});

describe('labels, comments, statuses, reviewers', () => {
  test.each([
    ['POST', 'labels', { name: 'x'.repeat(51) }, 'name is too long (maximum is 50 characters)'],
    ['POST', 'labels', { name: 'a', color: 'red' }, 'color invalid'],
    ['POST', 'labels', { name: 'known' }, 'name already_exists'],
    ['POST', 'issues/1/labels', { labels: ['y'.repeat(51)] }, 'name is too long (maximum is 50 characters)'],
    [
      'POST',
      'issues/1/comments',
      { body: 'x'.repeat(65_537) },
      'Body is too long (maximum is 65536 characters)',
    ],
    [
      'POST',
      'statuses/HEAD',
      { state: 'success', description: 'x'.repeat(141) },
      'description is too long (maximum is 140 characters)',
    ],
    ['POST', 'statuses/HEAD', { state: 'passed' }, 'state is not included in the list'],
  ])('%s %s %j', async (method, path, body, text) => {
    stage = await openStage();
    await openPull(stage);
    await stage.client.rest('POST', `${REPO}/labels`, { name: 'known' });
    const head = (await stage.repo.head('main')) ?? '';
    const answer = await stage.client.rest(method, `${REPO}/${path.replace('HEAD', head)}`, body);
    expect(refusal(answer)).toEqual([422, 'Validation Failed', text]);
  });

  test('a reviewer nobody knows', async () => {
    stage = await openStage();
    const number = await openPull(stage);
    const body = { team_reviewers: ['nobody'] };
    const answer = await stage.client.rest('POST', `${REPO}/pulls/${number}/requested_reviewers`, body);
    expect(refusal(answer)).toEqual([
      422,
      'Reviews may only be requested from collaborators. One or more of the teams you specified is not a collaborator of the acme/config repository.',
    ]);
  });
});
