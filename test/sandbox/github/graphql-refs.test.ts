import { beforeEach, describe, expect, test } from '@jest/globals';

import { clientOf, EVERYTHING, loneCommit, openStage, ZERO, type Json, type Stage } from './client.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});

const repositoryId = async () => {
  const answer = await stage.client.graphql('{ repository(owner: "acme", name: "config") { id } }');
  return answer.json.at('data', 'repository', 'id').text();
};
const refusal = (json: Json) => [json.at('errors', 0, 'type').value, json.at('errors', 0, 'message').value];

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
