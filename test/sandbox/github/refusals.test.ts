import { afterEach, describe, expect, test } from '@jest/globals';

import {
  clientOf,
  EVERYTHING,
  loneCommit,
  openPull,
  openStage,
  ZERO,
  type RestAnswer,
  type Stage,
} from './client.ts';

let stage: Stage;
afterEach(() => stage.close());

const REPO = '/repos/acme/config';

/** Status, text, and the texts or codes of the fields. */
function refusal(answer: RestAnswer): readonly unknown[] {
  const errors = answer.json.at('errors').value === undefined ? [] : answer.json.at('errors').list();
  const fields = errors.map((error) => {
    const message = error.at('message').value;
    return message ?? `${error.at('field').text()} ${error.at('code').text()}`;
  });
  return [answer.status, answer.json.at('message').value, ...fields];
}

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

describe('references', () => {
  const create = (ref: string, sha: unknown) => stage.client.rest('POST', `${REPO}/git/refs`, { ref, sha });
  const update = (sha: string, force = false) =>
    stage.client.rest('PATCH', `${REPO}/git/refs/heads/waybill/dev/api`, { sha, force });

  test('creating one that exists', async () => {
    stage = await openStage();
    expect(refusal(await create('refs/heads/main', await stage.repo.head('main')))).toEqual([
      422,
      'Reference already exists',
    ]);
  });

  test('creating one for an object that is not there', async () => {
    stage = await openStage();
    expect(refusal(await create('refs/heads/new', 'f'.repeat(40)))).toEqual([422, 'Object does not exist']);
  });

  test.each(['refs/heads/a b', 'refs/heads/a..b', 'heads/x', 'refs/heads/x.lock'])(
    'a bad name: %s',
    async (name) => {
      stage = await openStage();
      const answer = await create(name, await stage.repo.head('main'));
      expect(refusal(answer)).toEqual([422, `${name} is not a valid ref name.`]);
    },
  );

  test('a branch below the name of another branch', async () => {
    stage = await openStage();
    const sha = await stage.repo.head('main');
    await create('refs/heads/waybill', sha);
    expect(refusal(await create('refs/heads/waybill/dev/api', sha))).toEqual([
      422,
      'Reference update failed',
    ]);
  });

  test('moving one that is not there, deleting it, reading it', async () => {
    stage = await openStage();
    const sha = (await stage.repo.head('main')) ?? '';
    expect(refusal(await update(sha))).toEqual([422, 'Reference does not exist']);
    const gone = `${REPO}/git/refs/heads/waybill/dev/api`;
    expect(refusal(await stage.client.rest('DELETE', gone))).toEqual([422, 'Reference does not exist']);
    expect(refusal(await stage.client.rest('GET', `${REPO}/git/ref/heads/none`))).toEqual([404, 'Not Found']);
  });

  test('moving sideways needs force', async () => {
    stage = await openStage();
    await openPull(stage, 'waybill/dev/api', 'one\n');
    const other = await loneCommit(stage, 'two\n');
    expect(refusal(await update(other))).toEqual([422, 'Update is not a fast forward']);
    expect((await update(other, true)).status).toBe(200);
    expect(await stage.repo.head('waybill/dev/api')).toBe(other);
  });

  test.each([
    [{ requirePullRequest: true }, 'Changes must be made through a pull request.'],
    [{ requiredContexts: ['ci'] }, 'Required status check "ci" is expected.'],
    [{ requiredContexts: ['a', 'b'] }, '2 of 2 required status checks are expected.'],
  ])('a protected branch: %j', async (rule, text) => {
    stage = await openStage();
    const sha = await loneCommit(stage);
    stage.repo.protect('main', rule);
    const before = await stage.repo.head('main');
    const answer = await stage.client.rest('PATCH', `${REPO}/git/refs/heads/main`, { sha });
    expect(refusal(answer)).toEqual([422, text]);
    expect(await stage.repo.head('main')).toBe(before);
  });
});

describe('git objects', () => {
  test.each([
    ['a tree that is not there', { message: 'm', tree: 'a'.repeat(40) }, 'Tree SHA does not exist'],
    ['no message', { tree: 'a'.repeat(40) }, 'Invalid request.\n\n"message" wasn\'t supplied.'],
  ])('a commit with %s', async (_, body, text) => {
    stage = await openStage();
    expect(refusal(await stage.client.rest('POST', `${REPO}/git/commits`, body))).toEqual([422, text]);
  });

  test('a commit with a parent that is not there', async () => {
    stage = await openStage();
    const tree = (await stage.client.rest('GET', `${REPO}/git/trees/main`)).json.at('sha').text();
    const body = { message: 'm', tree, parents: ['b'.repeat(40)] };
    const text = 'Parent SHA does not exist or is not a commit object';
    expect(refusal(await stage.client.rest('POST', `${REPO}/git/commits`, body))).toEqual([422, text]);
  });

  test.each([
    [
      'a path that leaves the tree',
      { path: '../x', mode: '100644', type: 'blob', content: '' },
      'tree.path contains a malformed path component',
    ],
    [
      'a deletion of what is not there',
      { path: 'nope', mode: '100644', type: 'blob', sha: null },
      'GitRPC::BadObjectState',
    ],
    [
      'a blob that is not there',
      { path: 'x', mode: '100644', type: 'blob', sha: 'c'.repeat(40) },
      `tree.sha ${'c'.repeat(40)} is not a valid blob`,
    ],
  ])('a tree with %s', async (_, entry, text) => {
    stage = await openStage();
    const body = { base_tree: await stage.repo.head('main'), tree: [entry] };
    expect(refusal(await stage.client.rest('POST', `${REPO}/git/trees`, body))).toEqual([422, text]);
  });

  test('anything of an empty repository', async () => {
    stage = await openStage();
    await stage.github.createRepository('acme/empty');
    const answer = await stage.client.rest('GET', '/repos/acme/empty/git/trees/main');
    expect(refusal(answer)).toEqual([409, 'Git Repository is empty.']);
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
