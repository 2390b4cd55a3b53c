import { expect, test } from '@jest/globals';
import { readContext } from '../../src/runner/context.ts';

test('a run says its repository, commit, ref and address', () => {
  const context = readContext(
    {
      GITHUB_SERVER_URL: 'https://ghe.acme.dev/',
      GITHUB_API_URL: 'https://ghe.acme.dev/api/v3',
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_SHA: 'A'.repeat(40),
      GITHUB_REF: 'refs/tags/v1.4.0',
      GITHUB_EVENT_NAME: 'push',
      GITHUB_ACTOR: 'alice',
      GITHUB_WORKFLOW: 'release',
      GITHUB_RUN_ID: '77',
      GITHUB_RUN_ATTEMPT: '2',
      GITHUB_WORKSPACE: '/src',
    },
    '/here',
  );
  expect(context).toEqual({
    serverUrl: 'https://ghe.acme.dev',
    apiUrl: 'https://ghe.acme.dev/api/v3',
    repository: 'acme/shop',
    commit: 'a'.repeat(40),
    ref: 'refs/tags/v1.4.0',
    event: 'push',
    actor: 'alice',
    workflow: 'release',
    run: { id: '77', attempt: 2, url: 'https://ghe.acme.dev/acme/shop/actions/runs/77' },
    workspace: '/src',
  });
});

test('outside of Actions, what is not set is undefined and GitHub is github.com', () => {
  const context = readContext({ GITHUB_REPOSITORY: '' }, '/here');
  expect(context).toMatchObject({
    serverUrl: 'https://github.com',
    apiUrl: 'https://api.github.com',
    repository: undefined,
    commit: undefined,
    run: undefined,
    workspace: '/here',
  });
});
