import { beforeEach, describe, expect, test } from '@jest/globals';

import { openPull, openStage, ZERO, type RestAnswer, type Stage } from './client.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage({ allowAutoMerge: true });
  stage.github.addPeople({ users: ['alice', 'bob'], teams: ['acme/sre'] });
});

const REPO = '/repos/acme/config';
const pull = (number = 1) => stage.repo.pullRequests().find((one) => one.number === number);
const idOf = async (number: number) =>
  (await stage.client.rest('GET', `${REPO}/pulls/${number}`)).json.at('node_id').text();
const mutate = async (name: string, number: number, more = '', selection = 'pullRequest { id }') =>
  stage.client.graphql(
    `mutation($id: ID!) { ${name}(input: { pullRequestId: $id ${more} }) { ${selection} } }`,
    { id: await idOf(number) },
  );
const refusal = (answer: RestAnswer) => [
  answer.json.at('errors', 0, 'type').value,
  answer.json.at('errors', 0, 'message').value,
];

describe('a pull request follows its branches', () => {
  test('it is closed when its branch is put back to the base', async () => {
    await openPull(stage);
    await stage.repo.force('waybill/dev/api', 'main');
    expect([pull()?.state, pull()?.merged]).toEqual(['closed', false]);
  });

  test('the same when the API moves the branch', async () => {
    await openPull(stage);
    const sha = await stage.repo.head('main');
    await stage.client.rest('PATCH', `${REPO}/git/refs/heads/waybill/dev/api`, { sha, force: true });
    expect([pull()?.state, pull()?.merged]).toEqual(['closed', false]);
  });

  test('it is closed when its branch is deleted, and cannot be opened again', async () => {
    await openPull(stage);
    await stage.client.rest('DELETE', `${REPO}/git/refs/heads/waybill/dev/api`);
    expect(pull()?.state).toBe('closed');
    const answer = await stage.client.rest('PATCH', `${REPO}/pulls/1`, { state: 'open' });
    expect(answer.json.at('errors', 0, 'message').text()).toContain('branch has been deleted');
  });

  test('it is merged when the base gets its commits by a push', async () => {
    await openPull(stage);
    await stage.repo.force('main', 'waybill/dev/api');
    expect([pull()?.state, pull()?.merged]).toEqual(['closed', true]);
  });

  test('its head is the newest commit of the branch while it is open, and the last one afterwards', async () => {
    const number = await openPull(stage);
    const second = await stage.repo.push('waybill/dev/api', { more: 'x' });
    expect(pull()?.head.sha).toBe(second);
    await stage.repo.merge(number, 'squash');
    await stage.repo.push('waybill/dev/api', { more: 'y' });
    expect(pull()?.head.sha).toBe(second);
  });

  test('a closed one can be opened again, unless another took its place', async () => {
    const number = await openPull(stage);
    await stage.client.rest('PATCH', `${REPO}/pulls/${number}`, { state: 'closed' });
    const again = await stage.client.rest('PATCH', `${REPO}/pulls/${number}`, { state: 'open' });
    expect(again.json.at('state').value).toBe('open');
    await stage.repo.close(number);
    await stage.repo.openPullRequest({ title: 'Other', head: 'waybill/dev/api' });
    const taken = await stage.client.rest('PATCH', `${REPO}/pulls/${number}`, { state: 'open' });
    expect(taken.json.at('errors', 0, 'message').text()).toContain('There is already an open pull request');
  });

  test('the branch goes after the merge where the repository asks for it', async () => {
    stage.repo.configure({ deleteBranchOnMerge: true });
    await stage.repo.merge(await openPull(stage));
    expect(await stage.repo.branches()).toEqual(['main']);
    expect(pull()?.merged).toBe(true);
  });
});

describe('auto-merge', () => {
  const enable = (number: number, more = '') => mutate('enablePullRequestAutoMerge', number, more);

  test('is refused where the setting is off', async () => {
    stage.repo.configure({ allowAutoMerge: false });
    expect(refusal(await enable(await openPull(stage)))).toEqual([
      'UNPROCESSABLE',
      'Pull request Auto merge is not allowed for this repository',
    ]);
  });

  test('is refused where no rule of the base branch has to be waited for', async () => {
    expect(refusal(await enable(await openPull(stage)))[1]).toBe(
      'Pull request Protected branch rules not configured for this branch',
    );
  });

  test('is refused for what can be merged now', async () => {
    stage.repo.protect('main', { requirePullRequest: true });
    const number = await openPull(stage);
    expect(refusal(await enable(number))[1]).toBe('Pull request Pull request is in clean status');
    await stage.repo.setStatus(pull()?.head.sha ?? '', 'other', 'pending');
    expect(refusal(await enable(number))[1]).toBe('Pull request Pull request is in unstable status');
  });

  test('is refused for another head than the expected one', async () => {
    const number = await openPull(stage);
    stage.repo.protect('main', { requiredReviews: 1 });
    const answer = await enable(number, `expectedHeadOid: "${ZERO}"`);
    expect(refusal(answer)[1]).toBe('Head branch was modified. Review and try the merge again.');
    expect(pull()?.autoMerge).toBe(false);
  });

  test('merges by itself when statuses and reviews are there, and not before', async () => {
    const number = await openPull(stage);
    stage.repo.protect('main', { requiredContexts: ['waybill/soak'], requiredReviews: 1 });
    expect((await enable(number, 'mergeMethod: SQUASH')).json.at('errors').value).toBeUndefined();
    await stage.repo.setStatus(pull()?.head.sha ?? '', 'waybill/soak', 'success');
    expect([pull()?.state, pull()?.autoMerge]).toEqual(['open', true]);
    await stage.repo.approve(number, 'alice');
    expect([pull()?.merged, pull()?.autoMerge]).toEqual([true, false]);
    const log = await stage.client.rest('GET', `${REPO}/commits?per_page=1`);
    expect(log.json.at(0, 'parents').list()).toHaveLength(1);
  });

  test('can be taken back', async () => {
    const number = await openPull(stage);
    stage.repo.protect('main', { requiredReviews: 1 });
    await enable(number);
    await mutate('disablePullRequestAutoMerge', number);
    await stage.repo.approve(number, 'alice');
    expect(pull()?.state).toBe('open');
  });
});

describe('the other mutations', () => {
  test('open, update, draft, ready, merge', async () => {
    await stage.repo.push('side', { a: 'b' });
    const repo = await stage.client.graphql('{ repository(owner: "acme", name: "config") { id } }');
    const created = await stage.client.graphql(
      'mutation($id: ID!) { createPullRequest(input: { repositoryId: $id, baseRefName: "main", headRefName: "side", title: "T", body: "B", draft: true }) { pullRequest { number isDraft } } }',
      { id: repo.json.at('data', 'repository', 'id').text() },
    );
    expect(created.json.at('data', 'createPullRequest', 'pullRequest').value).toEqual({
      number: 1,
      isDraft: true,
    });
    await mutate('markPullRequestReadyForReview', 1);
    await mutate('updatePullRequest', 1, 'title: "New", body: "Text"');
    expect(pull()).toMatchObject({ title: 'New', body: 'Text', draft: false });
    const stale = await mutate('mergePullRequest', 1, `expectedHeadOid: "${ZERO}"`);
    expect(refusal(stale)[1]).toBe('Head branch was modified. Review and try the merge again.');
    await mutate('mergePullRequest', 1, 'mergeMethod: REBASE');
    expect(pull()?.merged).toBe(true);
  });

  test('labels, comments and reviewers', async () => {
    const number = await openPull(stage);
    const label = await stage.client.rest('POST', `${REPO}/labels`, { name: 'waybill' });
    const id = await idOf(number);
    const labels = { id, label: label.json.at('node_id').text() };
    const on = (name: string) =>
      stage.client.graphql(
        `mutation($id: ID!, $label: ID!) { ${name}(input: { labelableId: $id, labelIds: [$label] }) { labelable { __typename } } }`,
        labels,
      );
    await on('addLabelsToLabelable');
    expect(pull()?.labels).toEqual(['waybill']);
    await on('removeLabelsFromLabelable');
    expect(pull()?.labels).toEqual([]);
    const comment = await stage.client.graphql(
      'mutation($id: ID!) { addComment(input: { subjectId: $id, body: "One" }) { commentEdge { node { id author { login } } } } }',
      { id },
    );
    await stage.client.graphql(
      'mutation($id: ID!) { updateIssueComment(input: { id: $id, body: "Two" }) { issueComment { body } } }',
      { id: comment.json.at('data', 'addComment', 'commentEdge', 'node', 'id').text() },
    );
    expect(pull()?.comments).toEqual([{ author: 'acme-waybill[bot]', body: 'Two' }]);
    const people = await stage.client.graphql(
      '{ user(login: "alice") { id } organization(login: "acme") { team(slug: "sre") { id } none: team(slug: "none") { id } } }',
    );
    expect(people.json.at('data', 'organization', 'none').value).toBeNull();
    await stage.client.graphql(
      'mutation($id: ID!, $user: ID!, $team: ID!) { requestReviews(input: { pullRequestId: $id, userIds: [$user], teamIds: [$team], union: true }) { pullRequest { reviewRequests(first: 5) { totalCount } } } }',
      {
        id,
        user: people.json.at('data', 'user', 'id').text(),
        team: people.json.at('data', 'organization', 'team', 'id').text(),
      },
    );
    expect([pull()?.reviewers, pull()?.teamReviewers]).toEqual([['alice'], ['sre']]);
    expect(stage.github.violations).toEqual([]);
  });
});
