import { beforeEach, describe, expect, test } from '@jest/globals';

import type { FaultMode } from '../../../sandbox/github/sandbox-github.ts';
import { openPull, openStage, type Stage } from './client.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});

const REPO = '/repos/acme/config';
const label = (name: string) => stage.client.rest('POST', `${REPO}/labels`, { name });
const labels = async () => {
  const answer = await stage.client.rest('GET', `${REPO}/labels`);
  return answer.json.list().map((one) => one.at('name').value);
};

describe('the write is done and the client does not learn it', () => {
  test('lose-answer cuts the connection', async () => {
    stage.github.inject({ mode: 'lose-answer' });
    await expect(label('a')).rejects.toThrow();
    expect(await labels()).toEqual(['a']);
  });

  test('bad-gateway-after answers 502 with HTML', async () => {
    stage.github.inject({ mode: 'bad-gateway-after' });
    const answer = await label('a');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([502, 'text/html; charset=utf-8']);
    expect(await labels()).toEqual(['a']);
  });

  test('truncated-answer sends half of the JSON', async () => {
    stage.github.inject({ mode: 'truncated-answer' });
    await expect(label('a')).rejects.toThrow(SyntaxError);
    expect(await labels()).toEqual(['a']);
  });

  test('lose-answer of a GraphQL mutation', async () => {
    const number = await openPull(stage);
    const found = await stage.client.rest('GET', `${REPO}/pulls/${number}`);
    stage.github.inject({
      mode: 'lose-answer',
      match: ({ operation }) => operation === 'graphql addComment',
    });
    const send = stage.client.graphql(
      'mutation($id: ID!) { addComment(input: { subjectId: $id, body: "hello" }) { clientMutationId } }',
      { id: found.json.at('node_id').text() },
    );
    await expect(send).rejects.toThrow();
    expect(stage.repo.pullRequests()[0]?.comments).toEqual([{ author: 'acme-waybill[bot]', body: 'hello' }]);
  });
});

describe('nothing is done', () => {
  test('reset-before cuts the connection', async () => {
    stage.github.inject({ mode: 'reset-before' });
    await expect(label('a')).rejects.toThrow();
    expect(await labels()).toEqual([]);
  });

  test.each<[FaultMode, number, string]>([
    ['bad-gateway-before', 502, ''],
    ['unauthorized', 401, 'Bad credentials'],
    ['secondary-limit', 403, 'You have exceeded a secondary rate limit'],
    ['too-many-requests', 429, 'You have exceeded a secondary rate limit'],
    ['primary-limit', 403, 'API rate limit exceeded for installation ID'],
    ['node-not-ready', 422, 'Could not resolve to a node with the global id of'],
  ])('%s answers %i', async (mode, status, text) => {
    stage.github.inject({ mode });
    const answer = await label('a');
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(text);
    expect(await labels()).toEqual([]);
  });

  test('limits say how long: retry-after, or when the hour ends', async () => {
    stage.github.inject({ mode: 'secondary-limit', amount: 7 });
    expect((await label('a')).headers.get('retry-after')).toBe('7');
    stage.github.inject({ mode: 'primary-limit', amount: 30 });
    const { headers } = await label('a');
    expect(headers.get('x-ratelimit-remaining')).toBe('0');
    const seconds = Number(headers.get('x-ratelimit-reset')) - Date.now() / 1000;
    expect(seconds).toBeGreaterThan(20);
    expect(seconds).toBeLessThan(40);
  });

  test('GraphQL says the primary limit with status 200', async () => {
    stage.github.inject({ mode: 'primary-limit' });
    const answer = await stage.client.graphql('{ viewer { login } }');
    expect([answer.status, answer.json.at('errors', 0, 'type').value]).toEqual([200, 'RATE_LIMITED']);
  });
});

describe('which request', () => {
  test('the n-th of those that match, as often as asked', async () => {
    stage.github.inject({ mode: 'bad-gateway-before', nth: 2, times: 2, match: ({ write }) => write });
    const statuses: number[] = [];
    for (const name of ['a', 'b', 'c', 'd']) {
      statuses.push((await label(name)).status);
      await labels();
    }
    expect(statuses).toEqual([201, 502, 502, 201]);
  });

  test('a match sees the operation, the repository and the path', async () => {
    await stage.github.createRepository('acme/shop', { a: 'b' });
    stage.github.inject({
      mode: 'bad-gateway-before',
      match: ({ operation, repository }) =>
        operation === 'GET /repos/{owner}/{repo}' && repository === 'acme/shop',
    });
    expect((await stage.client.rest('GET', REPO)).status).toBe(200);
    expect((await stage.client.rest('GET', '/repos/acme/shop')).status).toBe(502);
  });

  test('delay answers all the same', async () => {
    stage.github.inject({ mode: 'delay', amount: 20 });
    expect((await label('a')).status).toBe(201);
  });
});

describe('stale-read', () => {
  test('a list does not know the pull request that was just opened', async () => {
    await openPull(stage);
    stage.github.inject({ mode: 'stale-read', match: ({ path }) => path.includes('/pulls?') });
    const list = async () => (await stage.client.rest('GET', `${REPO}/pulls?state=open`)).json.list().length;
    expect([await list(), await list()]).toEqual([0, 1]);
  });

  test('the same in GraphQL', async () => {
    await openPull(stage);
    const query =
      '{ repository(owner: "acme", name: "config") { pullRequests(first: 5, states: OPEN) { totalCount } } }';
    stage.github.inject({ mode: 'stale-read' });
    const count = async () =>
      (await stage.client.graphql(query)).json.at('data', 'repository', 'pullRequests', 'totalCount').value;
    expect([await count(), await count()]).toEqual([0, 1]);
  });
});

describe('the log of requests', () => {
  test('names the route or the root fields, the repository, and whether something is written', async () => {
    const number = await openPull(stage);
    stage.github.clearRequests();
    await stage.client.rest('GET', `${REPO}/pulls/${number}`);
    const query =
      'query($o: String!, $n: String!) { repository(owner: $o, name: $n) { id } rateLimit { cost } }';
    const found = await stage.client.graphql(query, { o: 'acme', n: 'config' });
    await stage.client.graphql(
      'mutation($id: ID!) { createPullRequest(input: { repositoryId: $id, baseRefName: "main", headRefName: "none", title: "t" }) { clientMutationId } }',
      { id: found.json.at('data', 'repository', 'id').text() },
    );
    await stage.client.rest('GET', '/repos/acme/none');
    expect(
      stage.github.requests.map((one) => [one.operation, one.repository, one.write, one.status]),
    ).toEqual([
      ['GET /repos/{owner}/{repo}/pulls/{pull_number}', 'acme/config', false, 200],
      ['graphql repository rateLimit', 'acme/config', false, 200],
      ['graphql createPullRequest', 'acme/config', true, 200],
      ['GET /repos/{owner}/{repo}', 'acme/none', false, 404],
    ]);
  });

  test('every answer counts against the limit of its token', async () => {
    const first = await label('a');
    const second = await label('b');
    const left = (answer: typeof first) => Number(answer.headers.get('x-ratelimit-remaining'));
    expect(left(first) - left(second)).toBe(1);
    expect(first.headers.get('x-ratelimit-limit')).toBe('5000');
  });
});
