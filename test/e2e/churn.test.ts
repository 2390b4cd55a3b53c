import { beforeAll, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import {
  type AdvanceStage,
  declare,
  HOUR,
  MINUTE,
  openAdvanceStage,
  pipeline,
} from '../actions/advance/stage.ts';
import { yaml } from '../yaml.ts';
import { runInConfigRepo } from './config-repo-run.ts';
import { declaredTag } from './declared-tag.ts';

// dev moves every 20 minutes, and a soak takes an hour. What was healthy long enough arrives all the same.

let stage: AdvanceStage;
const digests: Record<string, string> = {};

beforeAll(async () => {
  stage = await openAdvanceStage();
  for (const tag of ['v1', 'v2', 'v3', 'v4', 'v5', 'v6']) digests[tag] = stage.release('api', tag);
});

const version = (tag: string): string => `${tag}@${digests[tag] ?? ''}`;

async function configRepo(name: string, staging: string): Promise<SandboxRepository> {
  const config = yaml`
    environments:
      dev: { files: ["envs/dev/**"] }
      staging: { after: [dev], files: ["envs/staging/**"], ${staging} }
  `;
  const repository = await pipeline(stage, name, config, ['dev', 'staging'], { api: version('v1') });
  stage.wait(2 * HOUR);
  return repository;
}

/** A release comes to dev, and a run looks at the pipeline at once. */
async function release(repository: SandboxRepository, tag: string): Promise<void> {
  await declare(stage, repository, 'dev', { api: version(tag) });
  await look(repository);
}

async function look(repository: SandboxRepository): Promise<void> {
  expect(await runInConfigRepo(stage, repository.fullName, 'promote')).toMatchObject({ exitCode: 0 });
}

const stagingDeclares = (repository: SandboxRepository) => declaredTag(repository, 'staging');

test('with "replaced: counts" each digest arrives when its hour is over, one after the other', async () => {
  const repository = await configRepo(
    'acme/counts',
    'merge: auto, gates: { soak: { for: 1h, replaced: counts } }',
  );
  const arrived: string[] = [];
  for (const tag of ['v2', 'v3', 'v4', 'v5', 'v6']) {
    await release(repository, tag);
    arrived.push(await stagingDeclares(repository));
    stage.wait(20 * MINUTE);
  }
  expect(arrived).toEqual(['v1', 'v1', 'v1', 'v2', 'v3']);
  expect(repository.pullRequests()[0]).toMatchObject({ title: 'Promote api v2 to staging', merged: true });
  expect(repository.pullRequests()[0]?.comments).toEqual([]);
});

test('with "replaced: counts" what was rolled back never arrives, whoever went back and however', async () => {
  const repository = await configRepo(
    'acme/taken-back',
    'merge: auto, gates: { soak: { for: 1h, replaced: counts } }',
  );
  await release(repository, 'v2');
  stage.wait(20 * MINUTE);
  await release(repository, 'v3');
  stage.wait(20 * MINUTE);
  // A person writes back what was there before v2, without a hold.
  await release(repository, 'v1');
  stage.wait(2 * HOUR);
  await look(repository);
  expect(await stagingDeclares(repository)).toBe('v1');
  expect(repository.pullRequests().filter(({ merged }) => merged)).toEqual([]);
});

test('supersede keeps what has passed its own gates and waits for a person alone', async () => {
  const repository = await configRepo('acme/waits', 'gates: { soak: 1h, manual: true }');
  await release(repository, 'v2');
  stage.wait(61 * MINUTE);
  await release(repository, 'v3');
  const [pull] = repository.pullRequests();
  expect(pull?.title).toBe('Promote api v2 to staging');
  expect(pull?.body).toMatch(/Next in line: .*v3.* takes over once it has passed its own gates/);
  stage.wait(61 * MINUTE);
  await look(repository);
  expect(repository.pullRequests()[0]?.title).toBe('Promote api v3 to staging');
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
