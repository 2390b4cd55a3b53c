import { beforeEach, describe, expect, test } from '@jest/globals';

import { openPull, openStage, type Json, type Stage } from './client.ts';
import { yaml } from '../../yaml.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});

const REPO = 'repository(owner: "acme", name: "config")';
/** A query that has to succeed; the answer's `data.repository`. */
const read = async (fields: string): Promise<Json> => {
  const answer = await stage.client.graphql(`{ ${REPO} { ${fields} } }`);
  expect(answer.json.at('errors').value).toBeUndefined();
  return answer.json.at('data', 'repository');
};

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
          text: yaml`
            images:
              - name: api
                newTag: v1
          `,
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
      'envs/dev/kustomization.yaml': yaml`
        images:
          - name: api
            newTag: v2
      `,
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
    await stage.client.rest('GET', `/repos/acme/config/pulls/${number}`);
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
