import { expect, test } from '@jest/globals';
import type { TokenGrant } from '../../../sandbox/github/sandbox-github.ts';
import { gitHubStandIn } from '../../stand-ins.ts';

const PERMISSIONS = { contents: 'write', pull_requests: 'write', statuses: 'write' } as const;

async function eventsOf(actor: Pick<TokenGrant, 'kind' | 'login'>): Promise<string[]> {
  const github = await gitHubStandIn();
  const repository = await github.createRepository('acme/config', { 'a.yaml': 'a: 1\n' });
  const commit = await repository.push('change', { 'a.yaml': 'a: 2\n' });
  const { number } = await repository.openPullRequest({ title: 'Change', head: 'change' });
  const before = github.workflowEvents.length;
  const token = github.grant({ ...actor, permissions: PERMISSIONS });
  const ask = async (method: string, path: string, body: unknown): Promise<void> => {
    const headers = { authorization: `Bearer ${token}` };
    const url = `${github.apiUrl}/repos/acme/config/${path}`;
    const answer = await fetch(url, { method, headers, body: JSON.stringify(body) });
    expect(answer.status).toBeLessThan(300);
  };
  await ask('POST', `statuses/${commit}`, { state: 'success', context: 'ci' });
  await ask('POST', 'git/refs', { ref: 'refs/heads/more', sha: commit });
  await ask('PUT', `pulls/${number}/merge`, { sha: commit });
  await ask('POST', 'dispatches', { event_type: 'look' });
  return github.workflowEvents.slice(before).map(({ name, ref = '' }) => `${name} ${ref}`.trim());
}

test("an App's status, push, merge and dispatch start workflows", async () => {
  expect(await eventsOf({ kind: 'installation', login: 'acme-waybill[bot]' })).toEqual([
    'status',
    'push refs/heads/more',
    'push refs/heads/main',
    'repository_dispatch',
  ]);
});

test('a pull request that is opened, gets another head or another text starts workflows', async () => {
  const github = await gitHubStandIn();
  const repository = await github.createRepository('acme/config', { 'a.yaml': 'a: 1\n' });
  const first = await repository.push('change', { 'a.yaml': 'a: 2\n' }, { author: 'bob' });
  const before = github.workflowEvents.length;
  const base = { ref: 'main', sha: await repository.head('main') };
  const { number } = await repository.openPullRequest({ title: 'Change', head: 'change', author: 'bob' });
  const second = await repository.push('change', { 'a.yaml': 'a: 3\n' }, { author: 'carol' });
  const token = github.grant({ kind: 'installation', login: 'acme-waybill[bot]', permissions: PERMISSIONS });
  const change = async (body: unknown): Promise<void> => {
    const url = `${github.apiUrl}/repos/acme/config/pulls/${number}`;
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(url, { method: 'PATCH', headers, body: JSON.stringify(body) })).status).toBe(200);
  };
  await change({ body: 'More' });
  await change({ state: 'closed' });
  await change({ state: 'open' });
  const about = { name: 'pull_request', repository: 'acme/config', number, base };
  const events = github.workflowEvents.slice(before).filter(({ name }) => name === 'pull_request');
  expect(events).toEqual([
    { ...about, action: 'opened', sender: 'bob', sha: first },
    { ...about, action: 'synchronize', sender: 'carol', sha: second },
    { ...about, action: 'edited', sender: 'acme-waybill[bot]', sha: second, changes: ['body'] },
    { ...about, action: 'reopened', sender: 'acme-waybill[bot]', sha: second },
  ]);
});

test("of what a workflow's own token does, only a dispatch starts workflows", async () => {
  const events = await eventsOf({ kind: 'workflow', login: 'github-actions[bot]' });
  expect(events).toEqual(['repository_dispatch']);
});

test("a pull request of a workflow's own token starts workflows after a person approves the run", async () => {
  const github = await gitHubStandIn();
  const repository = await github.createRepository('acme/config', { 'a.yaml': 'a: 1\n' });
  repository.configure({ actionsMayCreatePullRequests: true });
  const sha = await repository.push('change', { 'a.yaml': 'a: 2\n' });
  const token = github.grant({
    kind: 'workflow',
    login: 'github-actions[bot]',
    permissions: PERMISSIONS,
    repositories: ['acme/config'],
  });
  const before = github.workflowEvents.length;
  const ask = (method: string, path: string, body: object) =>
    fetch(`${github.apiUrl}/repos/acme/config/pulls${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
  const opened = await ask('POST', '', { title: 'Change', head: 'change', base: 'main' });
  expect(opened.status).toBe(201);
  expect((await ask('PATCH', '/1', { body: 'More' })).status).toBe(200);
  expect(github.workflowEvents.slice(before)).toEqual([]);
  repository.approveRuns();
  const started = github.workflowEvents.slice(before);
  expect(started).toMatchObject([{ name: 'pull_request', action: 'opened', number: 1, sha }]);
  repository.approveRuns();
  expect(github.workflowEvents.slice(before)).toEqual(started);
});
