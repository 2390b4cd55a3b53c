import { describe, expect, test } from '@jest/globals';
import { createPace } from '../../../src/github/transport/pace.ts';
import type { RequestBody } from '../../../src/github/transport/operation.ts';

const rest = (route: string): RequestBody => ({ kind: 'rest', route, parameters: {} });
const graphql = (query: string): RequestBody => ({ kind: 'graphql', query, variables: {} });

const PULL = rest('POST /repos/{owner}/{repo}/pulls');
const COMMENT = rest('POST /repos/{owner}/{repo}/issues/{issue_number}/comments');
const TREE = rest('POST /repos/{owner}/{repo}/git/trees');

/** Sends requests as fast as they are let through; returns the moments at which they went, in seconds. */
function send(requests: readonly RequestBody[]): readonly number[] {
  let now = 0;
  const pace = createPace(() => now);
  return requests.map((request) => {
    now += pace(request);
    return now / 1000;
  });
}

const times = (count: number, request: RequestBody): RequestBody[] =>
  Array.from({ length: count }, () => request);

describe('the pace of requests', () => {
  test.each([
    ['reads by REST', rest('GET /repos/{owner}/{repo}/pulls')],
    ['queries', graphql('query { viewer { login } }')],
  ])('does not hold up %s', (_, request) => {
    expect(Math.max(...send(times(1_000, request)))).toBe(0);
  });

  test('lets 80 new pull requests and comments through in a minute', () => {
    const sent = send([...times(60, PULL), ...times(21, COMMENT)]);
    expect(sent.slice(0, 80).every((at) => at === 0)).toBe(true);
    expect(sent[80]).toBe(60);
  });

  test('lets 500 of them through in an hour', () => {
    const sent = send(times(501, PULL));
    expect(sent[499]).toBe(360);
    expect(sent[500]).toBe(3_600);
  });

  test('lets 180 other writes through in a minute, mutations among them', () => {
    const sent = send([...times(100, TREE), ...times(81, graphql('mutation { x }'))]);
    expect(sent[179]).toBe(0);
    expect(sent[180]).toBe(60);
  });

  test('goes on at once when the minute is over', () => {
    let now = 0;
    const pace = createPace(() => now);
    for (const request of times(80, PULL)) pace(request);
    now = 61_000;
    expect(pace(PULL)).toBe(0);
  });
});
