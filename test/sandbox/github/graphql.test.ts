import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import {
  clientOf,
  EVERYTHING,
  loneCommit,
  openPull,
  openStage,
  ZERO,
  type Json,
  type Stage,
} from './client.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

const REPO = 'repository(owner: "acme", name: "config")';
/** A query that has to succeed; the answer's `data.repository`. */
const read = async (fields: string): Promise<Json> => {
  const answer = await stage.client.graphql(`{ ${REPO} { ${fields} } }`);
  expect(answer.json.at('errors').value).toBeUndefined();
  return answer.json.at('data', 'repository');
};
const repositoryId = async () => (await read('id')).at('id').text();
const refusal = (json: Json) => [json.at('errors', 0, 'type').value, json.at('errors', 0, 'message').value];

describe('reading', () => {
  test('the files of a folder with mode, type, size and text', async () => {
    const found = await read(
      'object(expression: "main:envs/dev") { ... on Tree { entries { name path mode type size object { ... on Blob { text byteSize isBinary isTruncated } } } } }',
    );
    expect(found.at('object', 'entries').value).toEqual([
      {
        name: 'kustomization.yaml',
        path: 'envs/dev/kustomization.yaml',
        mode: 0o100644,
        type: 'blob',
        size: 37,
        object: {
          text: 'images:\n  - name: api\n    newTag: v1\n',
          byteSize: 37,
          isBinary: false,
          isTruncated: false,
        },
      },
      expect.objectContaining({ name: 'link', mode: 0o120000 }),
      expect.objectContaining({ name: 'run.sh', mode: 0o100755 }),
    ]);
  });

  test('text is cut at 512 KiB, and binary files have none', async () => {
    await stage.repo.push('main', {
      big: 'x'.repeat(600_000),
      binary: { content: new Uint8Array([1, 0, 2]), mode: '100644' },
    });
    const found = await read(
      'big: object(expression: "main:big") { ... on Blob { text isTruncated byteSize } } binary: object(expression: "main:binary") { ... on Blob { text isBinary } }',
    );
    expect(found.at('big', 'text').text()).toHaveLength(512 * 1024);
    expect([found.at('big', 'isTruncated').value, found.at('big', 'byteSize').value]).toEqual([
      true,
      600_000,
    ]);
    expect(found.at('binary').value).toEqual({ text: null, isBinary: true });
  });

  test('what is not there is null', async () => {
    const found = await read(
      'ref(qualifiedName: "refs/heads/none") { id } object(expression: "main:none") { oid } other: object(expression: "none:x") { oid } label(name: "none") { id } mergeQueue { id }',
    );
    expect(found.value).toEqual({ ref: null, object: null, other: null, label: null, mergeQueue: null });
  });

  test('history and blame tell which commit brought a line', async () => {
    const second = await stage.repo.push('main', {
      'envs/dev/kustomization.yaml': 'images:\n  - name: api\n    newTag: v2\n',
    });
    const found = await read(
      'object(expression: "main") { ... on Commit { history(first: 5, path: "envs/dev/kustomization.yaml") { totalCount nodes { oid } } blame(path: "envs/dev/kustomization.yaml") { ranges { startingLine endingLine commit { oid } } } } }',
    );
    expect(found.at('object', 'history', 'totalCount').value).toBe(2);
    expect(
      found
        .at('object', 'blame', 'ranges')
        .list()
        .map((range) => range.at('startingLine').value),
    ).toEqual([1, 3]);
    expect(found.at('object', 'blame', 'ranges', 1, 'commit', 'oid').value).toBe(second);
  });

  test('pull requests by branch, state and label, with statuses and the state of merging', async () => {
    const number = await openPull(stage);
    const head = (await stage.repo.head('waybill/dev/api')) ?? '';
    await stage.repo.setStatus(head, 'waybill/soak', 'pending', 'wait');
    await stage.client.rest('POST', `/repos/acme/config/issues/${number}/labels`, { labels: ['waybill'] });
    const found = await read(
      `pullRequests(first: 10, headRefName: "waybill/dev/api", baseRefName: "main", states: [OPEN], labels: ["waybill"], orderBy: { field: CREATED_AT, direction: DESC }) {
        nodes { number mergeable mergeStateStatus isDraft author { login } labels(first: 5) { nodes { name } }
          commits(last: 1) { nodes { commit { oid signature { isValid } statusCheckRollup { state contexts(first: 5) { nodes { ... on StatusContext { context state description } } } } } } } } }
       none: pullRequests(first: 1, headRefName: "other") { totalCount }`,
    );
    expect(found.at('none', 'totalCount').value).toBe(0);
    expect(found.at('pullRequests', 'nodes').value).toEqual([
      {
        number,
        mergeable: 'MERGEABLE',
        mergeStateStatus: 'UNSTABLE',
        isDraft: false,
        author: { login: 'acme-waybill' },
        labels: { nodes: [{ name: 'waybill' }] },
        commits: {
          nodes: [
            {
              commit: {
                oid: head,
                signature: { isValid: true },
                statusCheckRollup: {
                  state: 'PENDING',
                  contexts: { nodes: [{ context: 'waybill/soak', state: 'PENDING', description: 'wait' }] },
                },
              },
            },
          ],
        },
      },
    ]);
  });

  test('lists are paged by cursors', async () => {
    for (const name of ['a', 'b', 'c'])
      await stage.client.rest('POST', '/repos/acme/config/labels', { name });
    const first = await read('labels(first: 2) { nodes { name } pageInfo { hasNextPage endCursor } }');
    const cursor = first.at('labels', 'pageInfo', 'endCursor').text();
    const second = await read(
      `labels(first: 2, after: "${cursor}") { nodes { name } pageInfo { hasNextPage } }`,
    );
    expect(second.at('labels').value).toEqual({ nodes: [{ name: 'c' }], pageInfo: { hasNextPage: false } });
  });

  test.each([
    ['labels { totalCount }', 'MISSING_PAGINATION_BOUNDARIES'],
    ['labels(first: 101) { totalCount }', 'EXCESSIVE_PAGINATION'],
    ['pullRequest(number: 7) { id }', 'NOT_FOUND'],
  ])('%s is refused', async (fields, type) => {
    const answer = await stage.client.graphql(`{ ${REPO} { ${fields} } }`);
    expect(answer.json.at('errors', 0, 'type').value).toBe(type);
  });

  test('a field that the stand-in does not know is an error, never null', async () => {
    const answer = await stage.client.graphql(`{ ${REPO} { homepageUrl } }`);
    expect(answer.json.at('errors', 0, 'message').text()).toBe(
      'The stand-in does not answer Repository.homepageUrl',
    );
  });
});

describe('updateRefs compares and swaps', () => {
  const update = async (...updates: readonly Record<string, unknown>[]) =>
    stage.client.graphql(
      'mutation($id: ID!, $updates: [RefUpdate!]!) { updateRefs(input: { repositoryId: $id, refUpdates: $updates }) { clientMutationId } }',
      { id: await repositoryId(), updates },
    );
  const branch = 'refs/heads/waybill/dev/api';

  test('a new branch appears once', async () => {
    const after = await loneCommit(stage, 'one\n');
    const wish = { name: branch, beforeOid: ZERO, afterOid: after };
    expect((await update(wish)).json.at('errors').value).toBeUndefined();
    expect(await stage.repo.head('waybill/dev/api')).toBe(after);
    expect(refusal((await update(wish)).json)).toEqual(['UNPROCESSABLE', 'Reference already exists']);
  });

  test('a branch that somebody moved stays where it is', async () => {
    const before = await loneCommit(stage, 'one\n');
    await update({ name: branch, beforeOid: ZERO, afterOid: before });
    const human = await stage.repo.push('waybill/dev/api', { note: 'by hand' });
    const after = await loneCommit(stage, 'two\n');
    const answer = await update({ name: branch, beforeOid: before, afterOid: after, force: true });
    expect(refusal(answer.json)[1]).toBe(`Reference ${branch} is not at ${before}`);
    expect(await stage.repo.head('waybill/dev/api')).toBe(human);
  });

  test('sideways needs force, and all zeros deletes', async () => {
    const before = await loneCommit(stage, 'one\n');
    await update({ name: branch, beforeOid: ZERO, afterOid: before });
    const after = await loneCommit(stage, 'two\n');
    const sideways = await update({ name: branch, beforeOid: before, afterOid: after });
    expect(refusal(sideways.json)[1]).toBe('Update is not a fast forward');
    await update({ name: branch, beforeOid: before, afterOid: after, force: true });
    expect(await stage.repo.head('waybill/dev/api')).toBe(after);
    await update({ name: branch, beforeOid: after, afterOid: ZERO });
    expect(await stage.repo.head('waybill/dev/api')).toBeUndefined();
  });

  test('several move together or not at all', async () => {
    const after = await loneCommit(stage);
    const answer = await update(
      { name: 'refs/heads/one', beforeOid: ZERO, afterOid: after },
      { name: 'refs/heads/main', beforeOid: ZERO, afterOid: after },
    );
    expect(answer.json.at('data', 'updateRefs').value).toBeNull();
    expect(await stage.repo.branches()).toEqual(['main']);
  });

  test('of two at once one wins', async () => {
    const [one, two] = [await loneCommit(stage, 'one\n'), await loneCommit(stage, 'two\n')];
    const answers = await Promise.all(
      [one, two].map((afterOid) => update({ name: branch, beforeOid: ZERO, afterOid })),
    );
    const failed = answers.filter((answer) => answer.json.at('errors').value !== undefined);
    expect(failed).toHaveLength(1);
  });

  test('a token without contents: write', async () => {
    const token = stage.github.grant({
      kind: 'workflow',
      login: 'github-actions[bot]',
      permissions: { ...EVERYTHING, contents: 'read' },
    });
    const answer = await clientOf(stage.github, token).graphql(
      'mutation($id: ID!) { updateRefs(input: { repositoryId: $id, refUpdates: [] }) { clientMutationId } }',
      { id: await repositoryId() },
    );
    expect(refusal(answer.json)).toEqual(['FORBIDDEN', 'Resource not accessible by integration']);
  });
});

describe('commits and references', () => {
  test('createCommitOnBranch commits on the expected head, signed for anybody', async () => {
    const person = clientOf(
      stage.github,
      stage.github.grant({ kind: 'pat', login: 'alice', permissions: EVERYTHING }),
    );
    const commit = (expected: string) =>
      person.graphql(
        `mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid signature { isValid } } ref { name } } }`,
        {
          input: {
            branch: { repositoryNameWithOwner: 'acme/config', branchName: 'main' },
            expectedHeadOid: expected,
            message: { headline: 'Change', body: 'Why' },
            fileChanges: {
              additions: [{ path: 'new', contents: 'aGk=' }],
              deletions: [{ path: 'README.md' }],
            },
          },
        },
      );
    const head = (await stage.repo.head('main')) ?? '';
    const done = await commit(head);
    expect(done.json.at('data', 'createCommitOnBranch', 'commit', 'signature', 'isValid').value).toBe(true);
    expect(await stage.repo.read('main', 'new')).toEqual(Buffer.from('hi'));
    expect(await stage.repo.read('main', 'README.md')).toBeUndefined();
    expect(refusal((await commit(head)).json)).toEqual([
      'STALE_DATA',
      `Expected branch to point to "${head}" but it did not.  Pull and try again.`,
    ]);
  });

  test('createRef, updateRef and deleteRef', async () => {
    const id = await repositoryId();
    const sha = await loneCommit(stage);
    const create = () =>
      stage.client.graphql(
        'mutation($id: ID!, $oid: GitObjectID!) { createRef(input: { repositoryId: $id, name: "refs/heads/x", oid: $oid }) { ref { id target { oid } } } }',
        { id, oid: sha },
      );
    const ref = (await create()).json.at('data', 'createRef', 'ref', 'id').text();
    expect(refusal((await create()).json)[1]).toBe(
      'A ref named "refs/heads/x" already exists in the repository.',
    );
    const deletion = 'mutation($id: ID!) { deleteRef(input: { refId: $id }) { clientMutationId } }';
    expect((await stage.client.graphql(deletion, { id: ref })).json.at('errors').value).toBeUndefined();
    expect(refusal((await stage.client.graphql(deletion, { id: ref })).json)[0]).toBe('NOT_FOUND');
  });
});
