import { beforeEach, describe, expect, test } from '@jest/globals';

import { openPull, openStage, type RestAnswer, type Stage } from './client.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage({ mergeQueue: true });
  stage.repo.protect('main', { requiredContexts: ['ci'] });
});

const REPO = '/repos/acme/config';
const pull = (number: number) => stage.repo.pullRequests().find((one) => one.number === number);
const groupOf = (number: number) => pull(number)?.mergeGroup?.sha ?? '';
const idOf = async (number: number) =>
  (await stage.client.rest('GET', `${REPO}/pulls/${number}`)).json.at('node_id').text();
const entry = 'mergeQueueEntry { position state baseCommit { oid } headCommit { oid } }';
const send = async (name: string, input: string, number: number) =>
  stage.client.graphql(`mutation($id: ID!) { ${name}(input: { ${input}: $id }) { ${entry} } }`, {
    id: await idOf(number),
  });
const enqueue = (number: number) => send('enqueuePullRequest', 'pullRequestId', number);
const refusal = (answer: RestAnswer) => answer.json.at('errors', 0, 'message').value;
const pass = (commit: string, state: 'success' | 'failure' = 'success') =>
  stage.repo.setStatus(commit, 'ci', state);
const branchesOfGroups = async () =>
  (await stage.repo.branches()).filter((name) => name.startsWith('gh-readonly-queue/'));

/** A pull request that changes a file of its own, and that the rules would let merge. */
async function ready(name: string, file = `${name}.txt`): Promise<number> {
  const head = await stage.repo.push(name, { [file]: `${name}\n` });
  const { number } = await stage.repo.openPullRequest({ title: name, head: name });
  await pass(head);
  return number;
}

describe('a merge queue', () => {
  test('is refused where there is none', async () => {
    stage.repo.configure({ mergeQueue: false });
    expect(refusal(await enqueue(await openPull(stage)))).toBe('Merge queue is not enabled for this branch');
  });

  test('refuses a pull request that lacks what the rules require', async () => {
    const number = await openPull(stage);
    expect(refusal(await enqueue(number))).toBe('Pull request Required status check "ci" is expected.');
    expect(pull(number)?.mergeGroup).toBeUndefined();
  });

  test('leaves the button nothing to merge', async () => {
    const button = await stage.client.rest('PUT', `${REPO}/pulls/${await ready('one')}/merge`);
    expect([button.status, button.json.at('message').value]).toEqual([
      405,
      'Changes must be made through the merge queue',
    ]);
  });

  test('takes what auto-merge waited with, when it is ready', async () => {
    stage.repo.configure({ allowAutoMerge: true });
    const number = await openPull(stage);
    await stage.client.graphql(
      'mutation($id: ID!) { enablePullRequestAutoMerge(input: { pullRequestId: $id }) { clientMutationId } }',
      { id: await idOf(number) },
    );
    expect(pull(number)?.mergeGroup).toBeUndefined();
    await pass(pull(number)?.head.sha ?? '');
    expect(pull(number)).toMatchObject({ state: 'open', autoMerge: false });
    await pass(groupOf(number));
    expect(pull(number)?.merged).toBe(true);
  });
});

describe('the commit of a merge group', () => {
  test('stands on the base branch, on a branch of its own, and is merged as it was judged', async () => {
    const number = await ready('one');
    const main = (await stage.repo.head('main')) ?? '';
    const answer = await enqueue(number);
    const group = groupOf(number);
    expect(await branchesOfGroups()).toEqual([`gh-readonly-queue/main/pr-1-${main}`]);
    expect(answer.json.at('data', 'enqueuePullRequest', 'mergeQueueEntry').value).toEqual({
      position: 1,
      state: 'AWAITING_CHECKS',
      baseCommit: { oid: main },
      headCommit: { oid: group },
    });
    await pass(group);
    expect([pull(number)?.merged, await stage.repo.head('main')]).toEqual([true, group]);
    expect(await branchesOfGroups()).toEqual([]);
  });

  test('needs the required status itself: that of the head is not enough, and without it the queue waits', async () => {
    const number = await ready('one');
    await enqueue(number);
    await pass(pull(number)?.head.sha ?? '');
    await stage.repo.setStatus(groupOf(number), 'other', 'success');
    expect([pull(number)?.state, (await branchesOfGroups()).length]).toEqual(['open', 1]);
  });

  test('that fails takes the pull request out of the queue', async () => {
    const number = await ready('one');
    await enqueue(number);
    await pass(groupOf(number), 'failure');
    expect(pull(number)).toMatchObject({ state: 'open', mergeGroup: undefined });
    expect(await branchesOfGroups()).toEqual([]);
  });

  test('stands on the one before it, and is made anew when that one leaves', async () => {
    const numbers = [await ready('one'), await ready('two')];
    for (const number of numbers) await enqueue(number);
    const [first = '', second = ''] = numbers.map(groupOf);
    expect((await branchesOfGroups())[1]).toBe(`gh-readonly-queue/main/pr-2-${first}`);
    await pass(second);
    expect(pull(2)?.state).toBe('open');
    await send('dequeuePullRequest', 'id', 1);
    expect(groupOf(2)).not.toBe(second);
    expect(pull(2)?.state).toBe('open');
    await pass(groupOf(2));
    expect([pull(1)?.merged, pull(2)?.merged]).toEqual([false, true]);
  });

  test('is that of both when the first has passed after the second', async () => {
    const numbers = [await ready('one'), await ready('two')];
    for (const number of numbers) await enqueue(number);
    const [first = '', second = ''] = numbers.map(groupOf);
    await pass(second);
    await pass(first);
    expect([pull(1)?.merged, pull(2)?.merged]).toEqual([true, true]);
    expect(await stage.repo.head('main')).toBe(second);
  });

  test('is not made where it conflicts with what goes before it', async () => {
    const numbers = [await ready('one', 'same.txt'), await ready('two', 'same.txt')];
    for (const number of numbers) await enqueue(number);
    expect(pull(2)).toMatchObject({ state: 'open', mergeGroup: undefined });
    expect(await branchesOfGroups()).toHaveLength(1);
  });

  test('goes with the queue when somebody pushes to the pull request', async () => {
    const number = await ready('one');
    await enqueue(number);
    await stage.repo.push('one', { 'more.txt': 'x' });
    expect(pull(number)).toMatchObject({ state: 'open', mergeGroup: undefined });
  });
});

describe('the event merge_group', () => {
  test('names both commits, and starts workflows', async () => {
    const main = await stage.repo.head('main');
    await enqueue(await ready('one'));
    expect(stage.github.workflowEvents.at(-1)).toEqual({
      name: 'merge_group',
      action: 'checks_requested',
      repository: 'acme/config',
      sender: 'acme-waybill[bot]',
      ref: `refs/heads/gh-readonly-queue/main/pr-1-${main}`,
      sha: groupOf(1),
      base: { ref: 'refs/heads/main', sha: main },
    });
  });

  test("does not come where a workflow's own token put it into the queue: the status never does", async () => {
    const permissions = { contents: 'write', pull_requests: 'write', statuses: 'write' } as const;
    stage = await openStage(
      { mergeQueue: true },
      { kind: 'workflow', login: 'github-actions[bot]', permissions },
    );
    stage.repo.protect('main', { requiredContexts: ['ci'] });
    await enqueue(await ready('one'));
    expect(pull(1)?.mergeGroup).toBeDefined();
    expect(stage.github.workflowEvents.map(({ name }) => name)).not.toContain('merge_group');
  });
});

test("the branches of a queue are GitHub's own: nobody else makes, moves or deletes one", async () => {
  await enqueue(await ready('one'));
  const [branch = ''] = await branchesOfGroups();
  const sha = (await stage.repo.head('main')) ?? '';
  const ref = (name: string) => `refs/heads/${name}`;
  const refs = `${REPO}/git/refs`;
  const answers = [
    await stage.client.rest('POST', refs, { ref: ref('gh-readonly-queue/main/pr-9-0'), sha }),
    await stage.client.rest('PATCH', `${refs}/heads/${branch}`, { sha, force: true }),
    await stage.client.rest('DELETE', `${refs}/heads/${branch}`),
  ];
  for (const { status, json } of answers)
    expect([status, json.at('message').value]).toEqual([422, 'Cannot update this protected ref.']);
  expect(await stage.repo.head(branch)).toBe(groupOf(1));
});

test('what a merge queue is asked and answers is in the published schemas', async () => {
  await enqueue(await ready('one'));
  await stage.client.graphql(
    `{ repository(owner: "acme", name: "config") { mergeQueue { entries(first: 5) { nodes { ${entry.slice(18, -2)} } } } } }`,
  );
  expect(stage.github.violations).toEqual([]);
});
