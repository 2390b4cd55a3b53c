import { beforeAll, describe, expect, test } from '@jest/globals';

import { openPull, openStage, type Stage } from './client.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await openPull(stage);
});

const ask = (fields: string) =>
  stage.client.graphql(`{ repository(owner: "acme", name: "config") { name ${fields} } }`);
const blames = (count: number): string =>
  `object(expression: "main") { ... on Commit { ${Array.from(
    { length: count },
    (_, index) => `b${index}: blame(path: "README.md") { ranges { startingLine } }`,
  ).join(' ')} } }`;

describe('a query that asks for too much', () => {
  test('comes back in part, with an error for what is missing', async () => {
    const many = Array.from(
      { length: 101 },
      (_, index) => `p${index}: pullRequests(first: 100) { totalCount }`,
    );
    const { status, json } = await ask(many.join(' '));
    expect(status).toBe(200);
    expect(json.at('errors', 0, 'type').value).toBe('RESOURCE_LIMITS_EXCEEDED');
    expect(json.at('errors', 0, 'path').value).toEqual(['repository', 'p100']);
  });

  test('counts what a connection asks for as often as it is opened', async () => {
    const labels = Array.from({ length: 101 }, (_, index) => `l${index}: labels(first: 100) { totalCount }`);
    const { json } = await ask(`pullRequests(first: 5) { nodes { number ${labels.join(' ')} } }`);
    expect(json.at('errors', 0, 'type').value).toBe('RESOURCE_LIMITS_EXCEEDED');
  });

  test('is cut off with 502 where it makes GitHub walk through the history of many files', async () => {
    expect((await ask(blames(10))).status).toBe(200);
    expect((await ask(blames(11))).status).toBe(502);
  });
});

describe('a secondary limit', () => {
  test('of GraphQL can come with status 200, without a type and without a time', async () => {
    stage.github.inject({ mode: 'secondary-limit-as-200' });
    const { status, headers, json } = await ask('');
    expect([status, headers.get('retry-after')]).toEqual([200, null]);
    expect(json.at('errors').list()).toHaveLength(1);
    expect(json.at('errors', 0, 'message').text()).toContain('secondary rate limit');
    expect(json.at('errors', 0, 'type').value).toBeUndefined();
  });

  test('can come with 403 and without a time', async () => {
    stage.github.inject({ mode: 'secondary-limit-without-time' });
    const { status, headers } = await ask('');
    expect([status, headers.get('retry-after')]).toEqual([403, null]);
    expect(Number(headers.get('x-ratelimit-remaining'))).toBeGreaterThan(0);
  });
});
