import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Fault } from '../../../sandbox/github/sandbox-github.ts';
import { openPull, openStage, type Stage } from './client.ts';

let stage: Stage;
let id: string;
beforeEach(async () => {
  stage = await openStage();
  const number = await openPull(stage);
  id = (await stage.client.rest('GET', `/repos/acme/config/pulls/${number}`)).json.at('node_id').text();
});

/** Three comments and a new title, in one mutation. */
async function writeFour(fault: Fault) {
  const comment = (index: number) =>
    `c${index}: addComment(input: { subjectId: $id, body: "${index}" }) { clientMutationId }`;
  const title = 'title: updatePullRequest(input: { pullRequestId: $id, title: "New" }) { clientMutationId }';
  const query = `mutation($id: ID!) { ${[1, 2, 3].map(comment).join(' ')} ${title} }`;
  stage.github.inject(fault);
  return stage.client.graphql(query, { id });
}

const done = () => {
  const [pull] = stage.repo.pullRequests();
  return [...(pull?.comments ?? []).map(({ body }) => body), pull?.title];
};

describe('a mutation of several fields', () => {
  test('is done in part where GitHub finds that content comes too quickly, and each other field says so', async () => {
    const { status, json } = await writeFour({ mode: 'too-quickly', amount: 1 });
    expect(status).toBe(200);
    expect(json.at('errors').list()).toHaveLength(2);
    expect(json.at('errors', 0).value).toMatchObject({
      type: 'UNPROCESSABLE',
      path: ['c2'],
      message: 'was submitted too quickly',
    });
    expect(json.at('data', 'c2').value).toBeNull();
    expect(done()).toEqual(['1', 'New']);
  });

  test('is done in part where a secondary limit comes in the middle of it', async () => {
    const { status, json } = await writeFour({ mode: 'secondary-limit-midway', amount: 2 });
    expect(status).toBe(200);
    expect(json.at('errors').list()).toHaveLength(2);
    expect(json.at('errors', 1, 'path', 0).value).toBe('title');
    expect(json.at('errors', 1, 'type').value).toBeUndefined();
    expect(json.at('errors', 1, 'message').text()).toContain('secondary rate limit');
    expect(done()).toEqual(['1', '2', 'Promote api to dev']);
  });

  test('is done in part where it takes too long, and nobody learns of which', async () => {
    const { status } = await writeFour({ mode: 'cut-off-midway', amount: 3 });
    expect(status).toBe(502);
    expect(done()).toEqual(['1', '2', '3', 'Promote api to dev']);
  });
});

test('content that comes too quickly is refused by REST with a code and no words', async () => {
  stage.github.inject({ mode: 'too-quickly' });
  const answer = await stage.client.rest('POST', '/repos/acme/config/issues/1/comments', { body: '1' });
  expect([answer.status, answer.json.at('message').value]).toEqual([422, 'Validation Failed']);
  expect(answer.json.at('errors', 0).value).toEqual({
    resource: 'PullRequest',
    code: 'abuse',
    field: 'base',
  });
  expect(done()).toEqual(['Promote api to dev']);
});
