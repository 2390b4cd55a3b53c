import { beforeAll, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import {
  type AdvanceStage,
  declare,
  HOUR,
  MINUTE,
  openAdvanceStage,
  pipeline,
  statuses,
} from '../actions/advance/stage.ts';
import { APP } from '../actions/stage.ts';
import { yaml } from '../yaml.ts';
import { runInConfigRepo } from './config-repo-run.ts';
import { declaredTag } from './declared-tag.ts';

let stage: AdvanceStage;
const digests: Record<string, string> = {};

beforeAll(async () => {
  stage = await openAdvanceStage();
  for (const tag of ['v1', 'v2', 'v3']) digests[tag] = stage.release('api', tag);
});

const version = (tag: string): string => `${tag}@${digests[tag] ?? ''}`;

async function configRepo(name: string, prod: string): Promise<SandboxRepository> {
  const config = yaml`
    environments:
      dev: { files: ["envs/dev/**"] }
      prod: { after: [dev], files: ["envs/prod/**"], merge: auto, ${prod} }
  `;
  const repository = await pipeline(stage, name, config, ['dev', 'prod'], { api: version('v1') });
  stage.wait(2 * HOUR);
  return repository;
}

const act = (repository: SandboxRepository, action: string, inputs: Readonly<Record<string, string>> = {}) =>
  runInConfigRepo(stage, repository.fullName, action, inputs);

const prodDeclares = (repository: SandboxRepository) => declaredTag(repository, 'prod');

test('a pause holds the lane until somebody resumes, also where the base is protected', async () => {
  const repository = await configRepo('acme/paused', 'gates: { soak: 30m }');
  await declare(stage, repository, 'dev', { api: version('v2') });
  repository.protect('main', { requiredContexts: ['waybill'] });
  expect(await act(repository, 'promote')).toMatchObject({ exitCode: 0 });
  const paused = await act(repository, 'pause', { environment: 'prod', reason: 'checkout is slow' });
  const [lane, pull] = repository.pullRequests();
  expect(paused).toMatchObject({
    exitCode: 0,
    outputs: { outcome: 'created', changed: 'true', 'pull-request-url': pull?.url },
  });
  expect(paused.summary).toContain('prod is paused: checkout is slow (alice');
  expect((await statuses(stage, repository, lane?.head.sha ?? ''))['waybill']).toMatch(/^pending: .*paused/);
  stage.wait(HOUR);
  await act(repository, 'promote');
  expect(await prodDeclares(repository)).toBe('v1');
  const resumed = await act(repository, 'pause', { environment: 'prod', resume: 'true' });
  expect(resumed).toMatchObject({ exitCode: 0, outputs: { outcome: 'closed' } });
  await act(repository, 'promote');
  expect(await prodDeclares(repository)).toBe('v2');
});

test('a pause takes a lane out of the merge queue; a group that somebody else began fails', async () => {
  const repository = await configRepo('acme/queued', 'gates: { soak: 30m }');
  repository.configure({ mergeQueue: true });
  await declare(stage, repository, 'dev', { api: version('v2') });
  repository.protect('main', { requiredContexts: ['waybill'] });
  stage.wait(HOUR);
  expect(await act(repository, 'promote')).toMatchObject({ exitCode: 0 });
  const [lane] = repository.pullRequests();
  const other = stage.github.grant({ ...APP, login: 'bob' });
  await act(repository, 'pause', { environment: 'prod', reason: 'slow', until: '30m' });
  expect((await statuses(stage, repository, lane?.head.sha ?? ''))['waybill']).toMatch(/^pending/);
  expect(await queued(repository, other)).toBeUndefined();
  stage.wait(31 * MINUTE);
  await act(repository, 'promote');
  await queue(repository, stage.token, 'dequeue');
  await queue(repository, other, 'enqueue');
  await act(repository, 'pause', { environment: 'prod', reason: 'slow again' });
  expect(await queued(repository, other)).toBeUndefined();
  expect(await prodDeclares(repository)).toBe('v1');
});

/** What waits in the merge queue. */
async function queued(repository: SandboxRepository, token: string): Promise<string | undefined> {
  const data = await graphql(token, `{ ${pullField(repository)} { mergeQueueEntry { state } } } }`);
  return /"state":"(\w+)"/.exec(data)?.[1];
}

async function queue(
  repository: SandboxRepository,
  token: string,
  verb: 'enqueue' | 'dequeue',
): Promise<void> {
  const found = await graphql(token, `{ ${pullField(repository)} { id } } }`);
  const id = /"id":"([^"]+)"/.exec(found)?.[1] ?? '';
  const input = verb === 'enqueue' ? `pullRequestId: "${id}"` : `id: "${id}"`;
  await graphql(token, `mutation { ${verb}PullRequest(input: { ${input} }) { clientMutationId } }`);
}

function pullField({ fullName }: SandboxRepository): string {
  const [owner = '', name = ''] = fullName.split('/');
  return `repository(owner: "${owner}", name: "${name}") { pullRequest(number: 1)`;
}

async function graphql(token: string, query: string): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  const body = JSON.stringify({ query });
  return (await fetch(`${stage.github.url}/api/graphql`, { method: 'POST', headers, body })).text();
}

test('a roll back where Waybill merges keeps newer digests away until somebody resumes', async () => {
  const repository = await configRepo('acme/rolled-back', 'gates: { soak: 10m }');
  await declare(stage, repository, 'dev', { api: version('v2') });
  await declare(stage, repository, 'prod', { api: version('v2') });
  await act(repository, 'rollback', { environment: 'prod', images: 'api', reason: 'loses sessions' });
  expect(await prodDeclares(repository)).toBe('v1');
  await declare(stage, repository, 'dev', { api: version('v3') });
  stage.wait(HOUR);
  await act(repository, 'promote');
  expect(await prodDeclares(repository)).toBe('v1');
  await act(repository, 'pause', { environment: 'prod', images: 'api', resume: 'true' });
  await act(repository, 'promote');
  expect(await prodDeclares(repository)).toBe('v3');
});

test('a promotion after which prod fails is taken back by itself, once', async () => {
  const repository = await configRepo(
    'acme/on-failure',
    'health: ["agent"], rollback: { on-failure: 30m, merge: auto }',
  );
  const says = async (state: 'success' | 'failure') =>
    repository.setStatus((await repository.head('main')) ?? '', 'agent', state);
  await says('success');
  await declare(stage, repository, 'dev', { api: version('v2') });
  await act(repository, 'promote');
  expect(await prodDeclares(repository)).toBe('v2');
  stage.wait(5 * MINUTE);
  await says('failure');
  expect(await act(repository, 'promote')).toMatchObject({ exitCode: 0 });
  expect(await prodDeclares(repository)).toBe('v1');
  const pull = repository.pullRequests().at(-1);
  expect(pull).toMatchObject({ title: 'Roll prod back to api v1', merged: true });
  expect(pull?.body).toMatch(/agent has failed at \w{7}, 5 minutes after the merge/);
  stage.wait(5 * MINUTE);
  await says('failure');
  await act(repository, 'promote');
  expect(repository.pullRequests().at(-1)?.number).toBe(pull?.number);
});

test('a named person promotes now what only soaks, and says why', async () => {
  const repository = await configRepo('acme/skipped', 'hotfix: true, gates: { soak: 1d }');
  await declare(stage, repository, 'dev', { api: version('v2') });
  await act(repository, 'promote');
  const asked = { environment: 'prod', images: 'api=v2', 'skip-gates': 'soak' };
  expect((await act(repository, 'promote', asked)).stdout).toContain('HOTFIX_REFUSED');
  const ran = await act(repository, 'promote', { ...asked, reason: 'the login is down' });
  expect(ran).toMatchObject({ exitCode: 0, outputs: { outcome: 'updated' } });
  expect(repository.pullRequests()).toMatchObject([{ title: 'Hotfix: promote api v2 to prod' }]);
  expect(repository.pullRequests()[0]?.body).toMatch(/`alice`.*`the login is down`/);
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
