import { beforeEach, describe, expect, test } from '@jest/globals';

import { openPull, openStage, type Stage } from './client.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage({ allowAutoMerge: true });
  stage.github.addPeople({ users: ['alice'], teams: ['acme/sre'] });
});

describe("every route fits GitHub's description of its API", () => {
  test('reading', async () => {
    const number = await openPull(stage);
    const { rest } = stage.client;
    const repo = '/repos/acme/config';
    const head = (await stage.repo.head('waybill/dev/api')) ?? '';
    const tree = await rest('GET', `${repo}/git/trees/main?recursive=1`);
    const blob = tree.json.at('tree', 0, 'sha').text();
    stage.repo.protect('main', { requiredContexts: ['ci'], requiredReviews: 1, requirePullRequest: true });
    await stage.repo.approve(number, 'alice');
    await stage.repo.setStatus(head, 'ci', 'pending');
    stage.repo.addAttestation('sha256:abc', { mediaType: 'x', verificationMaterial: {}, dsseEnvelope: {} });
    const paths = [
      repo,
      `${repo}/branches`,
      `${repo}/branches/main`,
      `${repo}/branches/waybill%2Fdev%2Fapi`,
      `${repo}/branches/main/protection`,
      `${repo}/git/trees/${head}`,
      `${repo}/git/blobs/${blob}`,
      `${repo}/git/commits/${head}`,
      `${repo}/git/ref/heads/main`,
      `${repo}/git/ref/heads/waybill/dev/api`,
      `${repo}/git/matching-refs/heads/waybill`,
      `${repo}/commits?sha=main&per_page=1`,
      `${repo}/commits/main`,
      `${repo}/commits/${head}/pulls`,
      `${repo}/commits/${head}/status`,
      `${repo}/commits/${head}/statuses`,
      `${repo}/commits/${head}/check-runs`,
      `${repo}/compare/main...waybill/dev/api`,
      `${repo}/contents/envs/dev`,
      `${repo}/contents/envs/dev/kustomization.yaml?ref=main`,
      `${repo}/contents/envs/dev/link`,
      `${repo}/contents`,
      `${repo}/pulls?state=all&head=acme:waybill/dev/api&base=main`,
      `${repo}/pulls/${number}`,
      `${repo}/pulls/${number}/files`,
      `${repo}/pulls/${number}/commits`,
      `${repo}/pulls/${number}/reviews`,
      `${repo}/labels`,
      `${repo}/issues/${number}/labels`,
      `${repo}/issues/${number}/comments`,
      `${repo}/deployments`,
      `${repo}/attestations/sha256:abc`,
      '/users/alice',
      '/apps/acme-waybill',
      '/orgs/acme/teams/sre',
      '/rate_limit',
    ];
    const statuses: Record<string, number> = {};
    for (const path of paths) statuses[path] = (await rest('GET', path)).status;
    expect(Object.entries(statuses).filter(([, status]) => status !== 200)).toEqual([]);
    expect(stage.github.violations).toEqual([]);
  });

  test('writing', async () => {
    const number = await openPull(stage);
    const { rest } = stage.client;
    const repo = '/repos/acme/config';
    const head = (await stage.repo.head('waybill/dev/api')) ?? '';
    const base = (await stage.repo.head('main')) ?? '';
    const comment = await rest('POST', `${repo}/issues/${number}/comments`, { body: 'Hello' });
    const deployment = await rest('POST', `${repo}/deployments`, {
      ref: head,
      environment: 'dev',
      auto_merge: false,
      required_contexts: [],
      payload: { digest: 'sha256:abc' },
    });
    const deployments = `${repo}/deployments/${String(deployment.json.at('id').value)}`;
    const steps: readonly (readonly [string, string, unknown, number])[] = [
      ['POST', `${repo}/git/blobs`, { content: 'aGk=', encoding: 'base64' }, 201],
      ['POST', `${repo}/git/refs`, { ref: 'refs/heads/other', sha: base }, 201],
      ['PATCH', `${repo}/git/refs/heads/other`, { sha: head, force: false }, 200],
      ['DELETE', `${repo}/git/refs/heads/other`, undefined, 204],
      ['POST', `${repo}/labels`, { name: 'waybill', color: '0e8a16', description: 'Promotion' }, 201],
      ['GET', `${repo}/labels/waybill`, undefined, 200],
      ['POST', `${repo}/issues/${number}/labels`, { labels: ['waybill', 'env:dev'] }, 200],
      ['PUT', `${repo}/issues/${number}/labels`, { labels: ['waybill', 'x'] }, 200],
      ['DELETE', `${repo}/issues/${number}/labels/x`, undefined, 200],
      ['PATCH', `${repo}/issues/comments/${String(comment.json.at('id').value)}`, { body: 'Bye' }, 200],
      [
        'POST',
        `${repo}/pulls/${number}/requested_reviewers`,
        { reviewers: ['alice'], team_reviewers: ['sre'] },
        201,
      ],
      ['DELETE', `${repo}/pulls/${number}/requested_reviewers`, { reviewers: ['alice'] }, 200],
      ['POST', `${repo}/pulls/${number}/reviews`, { event: 'COMMENT', body: 'Fine' }, 200],
      ['PATCH', `${repo}/pulls/${number}`, { title: 'New title', body: 'New body' }, 200],
      [
        'POST',
        `${repo}/statuses/${head}`,
        { state: 'success', context: 'waybill/soak', description: 'done' },
        201,
      ],
      ['GET', `${deployments}`, undefined, 200],
      [
        'POST',
        `${deployments}/statuses`,
        { state: 'success', environment_url: 'https://dev.example', log_url: 'https://ci.example' },
        201,
      ],
      ['GET', `${deployments}/statuses`, undefined, 200],
      ['POST', `${repo}/dispatches`, { event_type: 'promoted', client_payload: { image: 'api' } }, 204],
      ['PUT', `${repo}/pulls/${number}/merge`, { sha: head, merge_method: 'squash' }, 200],
      ['GET', `${repo}/pulls/${number}/merge`, undefined, 204],
      ['GET', `${repo}/pulls/${number}`, undefined, 200],
    ];
    for (const [method, path, body, status] of steps) {
      const answer = await rest(method, path, body);
      expect([method, path, answer.status, answer.status === status ? '' : answer.text]).toEqual([
        method,
        path,
        status,
        '',
      ]);
    }
    expect(stage.github.violations).toEqual([]);
  });
});

describe('a mistake is reported', () => {
  test.each([
    [
      'an unknown parameter',
      'GET',
      '/repos/acme/config/pulls?heads=x',
      undefined,
      'has an unknown parameter heads',
    ],
    [
      'a parameter out of its values',
      'GET',
      '/repos/acme/config/pulls?state=draft',
      undefined,
      'parameter state',
    ],
    [
      'an unknown property',
      'POST',
      '/repos/acme/config/labels',
      { name: 'a', colour: '000000' },
      'property colour',
    ],
    [
      'a value of the wrong type',
      'POST',
      '/repos/acme/config/git/blobs',
      { content: 'x', encoding: 'utf-8', size: 3 },
      'size',
    ],
    ['a path that does not exist', 'GET', '/repos/acme/config/nothing', undefined, 'is not a route'],
  ])('%s', async (_, method, path, body, text) => {
    await stage.client.rest(method, path, body);
    expect(stage.github.violations.join('\n')).toContain(text);
  });

  test('a field that GraphQL does not have', async () => {
    const answer = await stage.client.graphql('{ viewer { nickname } }');
    expect(answer.json.at('errors', 0, 'message').text()).toContain(
      'Cannot query field "nickname" on type "User"',
    );
    expect(stage.github.violations).toHaveLength(1);
  });
});
