import { describe, expect, test } from '@jest/globals';

import { clientOf, EVERYTHING, openPull, openStage, refusal, ZERO, type Stage } from './client.ts';

let stage: Stage;

const REPO = '/repos/acme/config';

describe('who may do what', () => {
  const without = (permission: keyof typeof EVERYTHING) => ({ ...EVERYTHING, [permission]: 'read' as const });

  test.each([
    ['contents', 'POST', 'git/blobs', { content: 'x' }, 'contents=write'],
    ['pull_requests', 'POST', 'pulls', { title: 't', head: 'h', base: 'main' }, 'pull_requests=write'],
    ['statuses', 'POST', `statuses/${ZERO}`, { state: 'success' }, 'statuses=write'],
    ['deployments', 'POST', 'deployments', { ref: 'main' }, 'deployments=write'],
  ] as const)('an App without %s', async (permission, method, path, body, accepted) => {
    stage = await openStage({}, { permissions: without(permission) });
    const answer = await stage.client.rest(method, `${REPO}/${path}`, body);
    expect(refusal(answer)).toEqual([403, 'Resource not accessible by integration']);
    expect(answer.headers.get('x-accepted-github-permissions')).toBe(accepted);
  });

  test("a person's fine-grained token is told so in its own words", async () => {
    stage = await openStage({}, { kind: 'pat', login: 'alice', permissions: without('contents') });
    const answer = await stage.client.rest('POST', `${REPO}/git/blobs`, { content: 'x' });
    expect(refusal(answer)).toEqual([403, 'Resource not accessible by personal access token']);
  });

  test('a private repository outside the token does not exist', async () => {
    stage = await openStage({}, { repositories: ['acme/config'] });
    await stage.github.createRepository('acme/secret', { a: 'b' }, { private: true });
    expect(refusal(await stage.client.rest('GET', '/repos/acme/secret'))).toEqual([404, 'Not Found']);
    const answer = await stage.client.graphql('{ repository(owner: "acme", name: "secret") { id } }');
    expect(answer.json.at('errors', 0, 'type').value).toBe('NOT_FOUND');
  });

  test('the workflow token reads another public repository and does not write to it', async () => {
    stage = await openStage({}, { kind: 'workflow', repositories: ['acme/config'] });
    await stage.github.createRepository('acme/shop', { a: 'b' });
    expect((await stage.client.rest('GET', '/repos/acme/shop/commits')).status).toBe(200);
    const answer = await stage.client.rest('POST', '/repos/acme/shop/git/blobs', { content: 'x' });
    expect(refusal(answer)).toEqual([403, 'Resource not accessible by integration']);
  });

  test('an unknown token, an expired one, and none', async () => {
    stage = await openStage();
    const bad = await clientOf(stage.github, 'ghs_wrong').rest('GET', REPO);
    expect(refusal(bad)).toEqual([401, 'Bad credentials']);
    const short = stage.github.grant({ kind: 'installation', login: 'a[bot]', permissions: {}, validFor: 1 });
    expect((await clientOf(stage.github, short).rest('GET', REPO)).status).toBe(200);
    expect((await clientOf(stage.github, short).rest('GET', REPO)).status).toBe(401);
    const nobody = clientOf(stage.github);
    expect((await nobody.rest('GET', REPO)).status).toBe(200);
    expect(refusal(await nobody.rest('POST', `${REPO}/git/blobs`, {}))).toEqual([
      401,
      'Requires authentication',
    ]);
    expect((await nobody.graphql('{ viewer { login } }')).status).toBe(401);
  });

  test('a token that was made a moment ago is not known everywhere: what is private is not found', async () => {
    stage = await openStage({ private: true }, { unknownFor: 2 });
    expect((await stage.client.rest('GET', REPO)).status).toBe(404);
    const { json } = await stage.client.graphql('{ repository(owner: "acme", name: "config") { id } }');
    expect(json.at('errors', 0, 'type').value).toBe('NOT_FOUND');
    expect((await stage.client.rest('GET', REPO)).status).toBe(200);
  });

  test.each([
    ['suspended', 403, 'This installation has been suspended'],
    ['uninstalled', 401, 'Bad credentials'],
  ] as const)('the token of an App that is %s is worth nothing', async (how, status, words) => {
    stage = await openStage();
    stage.github.endInstallation('acme-waybill[bot]', how);
    expect(refusal(await stage.client.rest('GET', REPO))).toEqual([status, words]);
    const answer = await stage.client.graphql('{ viewer { login } }');
    expect([answer.status, answer.json.at('message').value]).toEqual([status, words]);
  });

  test('without members: read, a token sees no team, neither by name nor where one is asked already', async () => {
    stage = await openStage({}, { permissions: { ...EVERYTHING, members: undefined } });
    stage.github.addPeople({ users: ['bob'], teams: ['acme/sre'] });
    const number = await openPull(stage);
    const able = stage.github.grant({ kind: 'installation', login: 'able[bot]', permissions: EVERYTHING });
    const path = `${REPO}/pulls/${number}/requested_reviewers`;
    const both = { reviewers: ['bob'], team_reviewers: ['sre'] };
    expect((await clientOf(stage.github, able).rest('POST', path, both)).status).toBe(201);
    const unseen = await stage.client.rest('POST', path, both);
    expect([unseen.status, unseen.text]).toEqual([
      422,
      expect.stringContaining('Could not resolve to a node'),
    ]);
    const { json } = await stage.client.graphql(
      `{ organization(login: "acme") { team(slug: "sre") { id } }
         repository(owner: "acme", name: "config") { pullRequest(number: ${number}) {
           reviewRequests(first: 5) { nodes { requestedReviewer { ... on User { login } ... on Team { slug } } } } } } }`,
    );
    expect(
      json
        .at('errors')
        .list()
        .map((error) => [error.at('type').value, error.at('message').value]),
    ).toEqual([
      ['FORBIDDEN', 'Resource not accessible by integration'],
      ['FORBIDDEN', 'Resource not accessible by integration'],
    ]);
    expect(json.at('data', 'repository', 'pullRequest', 'reviewRequests', 'nodes').value).toEqual([
      { requestedReviewer: { login: 'bob' } },
      { requestedReviewer: null },
    ]);
  });

  test('without issues: write, a token puts labels on a pull request, and makes none', async () => {
    stage = await openStage({}, { permissions: { ...EVERYTHING, issues: undefined } });
    const number = await openPull(stage);
    const able = stage.github.grant({ kind: 'installation', login: 'able[bot]', permissions: EVERYTHING });
    await clientOf(stage.github, able).rest('POST', `${REPO}/labels`, { name: 'old' });
    const put = (label: string) =>
      stage.client.rest('POST', `${REPO}/issues/${number}/labels`, { labels: [label] });
    expect((await put('old')).status).toBe(200);
    expect(refusal(await put('new'))).toEqual([
      403,
      'You do not have permission to create labels on this repository.',
      'label unauthorized',
    ]);
    expect(refusal(await stage.client.rest('POST', `${REPO}/labels`, { name: 'new' }))[0]).toBe(403);
    expect(stage.github.violations).toEqual([]);
  });

  test('an archived repository', async () => {
    stage = await openStage({ archived: true });
    const answer = await stage.client.rest('POST', `${REPO}/git/blobs`, { content: 'x' });
    expect(refusal(answer)).toEqual([403, 'Repository was archived so is read-only.']);
  });

  test('workflow files need their own permission, which the workflow token never has', async () => {
    stage = await openStage();
    const body = {
      base_tree: await stage.repo.head('main'),
      tree: [{ path: '.github/workflows/ci.yml', mode: '100644', type: 'blob', content: 'on: push\n' }],
    };
    const answer = await stage.client.rest('POST', `${REPO}/git/trees`, body);
    expect(refusal(answer)).toEqual([403, 'Resource not accessible by integration']);
    const permissions = { ...EVERYTHING, workflows: 'write' } as const;
    const app = stage.github.grant({ kind: 'installation', login: 'app[bot]', permissions });
    const workflow = stage.github.grant({ kind: 'workflow', login: 'github-actions[bot]', permissions });
    const tree = await clientOf(stage.github, app).rest('POST', `${REPO}/git/trees`, body);
    expect(tree.status).toBe(201);
    expect((await clientOf(stage.github, workflow).rest('POST', `${REPO}/git/trees`, body)).status).toBe(403);
    const commit = { message: 'm', tree: tree.json.at('sha').text(), parents: [body.base_tree] };
    const made = await stage.client.rest('POST', `${REPO}/git/commits`, commit);
    const ref = { ref: 'refs/heads/ci', sha: made.json.at('sha').text() };
    expect(refusal(await stage.client.rest('POST', `${REPO}/git/refs`, ref))).toEqual([
      403,
      'refusing to allow a GitHub App to create or update workflow `.github/workflows/ci.yml` without `workflows` permission',
    ]);
  });
});
