import { describe, expect, test } from '@jest/globals';

import { loneCommit, openPull, openStage, refusal, type Stage } from './client.ts';

let stage: Stage;

const REPO = '/repos/acme/config';

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

  test.each([
    ['many files', Array.from({ length: 201 }, (_, index) => [`many/${index}`, 'x'] as const)],
    ['many bytes', [['a', 'ä'.repeat(600_000)] as const, ['b', 'ä'.repeat(600_000)] as const]],
  ])('a tree of so %s that it takes too long', async (_, files) => {
    stage = await openStage();
    const tree = files.map(([path, content]) => ({ path, mode: '100644', type: 'blob', content }));
    expect((await stage.client.rest('POST', `${REPO}/git/trees`, { tree })).status).toBe(502);
    const half = tree.slice(0, Math.floor(tree.length / 2));
    expect((await stage.client.rest('POST', `${REPO}/git/trees`, { tree: half })).status).toBe(201);
  });

  test('anything of an empty repository', async () => {
    stage = await openStage();
    await stage.github.createRepository('acme/empty');
    const answer = await stage.client.rest('GET', '/repos/acme/empty/git/trees/main');
    expect(refusal(answer)).toEqual([409, 'Git Repository is empty.']);
  });
});
