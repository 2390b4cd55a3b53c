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

  test('keeps a second between new pull requests, comments and merges', () => {
    const merge = graphql('mutation { mergePullRequest(input: {}) { clientMutationId } }');
    expect(send([PULL, COMMENT, merge, PULL])).toEqual([0, 1, 2, 3]);
  });

  test('counts each pull request and comment that shares a request', () => {
    const three = graphql(
      'mutation { a: createPullRequest(input: {}) { x } b: createPullRequest(input: {}) { x } c: addComment(input: {}) { x } }',
    );
    expect(send([three, PULL, three, PULL])).toEqual([0, 3, 4, 7]);
  });

  test('lets 500 of them through in an hour', () => {
    const sent = send(times(501, PULL));
    expect(sent[499]).toBe(499);
    expect(sent[500]).toBe(3_600);
  });

  test('does not hold up the few other writes of one lane, and one a second of many', () => {
    const sent = send([...times(10, TREE), ...times(91, graphql('mutation { x }'))]);
    expect(sent.slice(0, 20).every((at) => at === 0)).toBe(true);
    expect(sent[20]).toBe(20);
    expect(sent[100]).toBe(100);
  });

  test('goes on at once after a break', () => {
    let now = 0;
    const pace = createPace(() => now);
    for (const request of times(40, TREE)) now += pace(request);
    now += 60_000;
    expect(pace(TREE)).toBe(0);
  });
});
