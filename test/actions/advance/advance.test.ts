import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { text } from '../stage.ts';
import {
  advance,
  type AdvanceStage,
  declare,
  fileOf,
  MINUTE,
  openAdvanceStage,
  pipeline,
  statuses,
  writes,
} from './stage.ts';
import { yaml } from '../../yaml.ts';

let stage: AdvanceStage;
const versions: Record<string, string> = {};

beforeAll(async () => {
  stage = await openAdvanceStage();
  for (const tag of ['v1', 'v2', 'v3', 'v4']) versions[tag] = `${tag}@${stage.release('api', tag)}`;
});

const version = (tag: string): string => versions[tag] ?? '';
const digest = (tag: string): string => version(tag).split('@')[1] ?? '';

async function twoEnvironments(name: string, staging: string): Promise<SandboxRepository> {
  const config = yaml`
    environments:
      dev: { files: ["envs/dev/**"] }
      staging: { after: [dev], files: ["envs/staging/**"]${staging} }
  `;
  const repository = await pipeline(stage, name, config, ['dev', 'staging'], { api: version('v1') });
  stage.wait(60 * MINUTE);
  return repository;
}

describe('an advance run', () => {
  test('says nothing and writes nothing where every environment declares what its upstreams do', async () => {
    const repository = await twoEnvironments('acme/same', '');
    stage.github.clearRequests();
    const { report } = await advance(stage, repository);
    expect(report.lanes).toEqual([]);
    expect(writes(stage)).toEqual([]);
  });

  test('opens a pull request for what the upstream declares, and shows the gates on it', async () => {
    const repository = await twoEnvironments('acme/opens', ', gates: { soak: 30m }');
    await declare(stage, repository, 'dev', { api: version('v2') });
    const { report } = await advance(stage, repository);
    expect(report.lanes).toMatchObject([{ outcome: 'created', lane: { environment: 'staging' } }]);
    const [pull] = repository.pullRequests();
    expect(pull).toMatchObject({ state: 'open', title: 'Promote api v2 to staging' });
    expect(await text(repository, 'waybill/staging/api', fileOf('staging'))).toContain(digest('v2'));
    const shown = await statuses(stage, repository, pull?.head.sha ?? '');
    expect(Object.keys(shown).toSorted()).toEqual(['waybill', 'waybill/soak']);
    expect(shown['waybill']).toMatch(/^pending: staging waits for soak: .*2026-01-05 \d\d:\d\d UTC/);
    expect(shown['waybill/soak']).toMatch(/^pending: .*2026-01-05 \d\d:\d\d UTC/);
    expect(pull?.body).toContain('soak');
  });

  test('writes nothing when it is run again with nothing new, also after some time', async () => {
    const repository = stage.github.repository('acme/opens');
    stage.wait(10 * MINUTE);
    stage.github.clearRequests();
    const { report } = await advance(stage, repository);
    expect(writes(stage)).toEqual([]);
    expect(report.lanes).toMatchObject([{ outcome: 'unchanged', changed: false }]);
  });

  test('shows a gate that has passed meanwhile, on the head and in the description', async () => {
    const repository = stage.github.repository('acme/opens');
    stage.wait(30 * MINUTE);
    stage.github.clearRequests();
    await advance(stage, repository);
    const [pull] = repository.pullRequests();
    const shown = await statuses(stage, repository, pull?.head.sha ?? '');
    expect(shown['waybill/soak']).toMatch(/^success: /);
    expect(shown['waybill']).toBe('success: Gates of staging passed: order and soak.');
    expect(pull?.body).toContain('all passed');
    expect(pull?.merged).toBe(false);
    expect(writes(stage)).toEqual([
      'POST /repos/{owner}/{repo}/statuses/{sha}',
      'POST /repos/{owner}/{repo}/statuses/{sha}',
      'PATCH /repos/{owner}/{repo}/pulls/{pull_number}',
    ]);
  });

  test('follows a newer digest in the same pull request', async () => {
    const repository = stage.github.repository('acme/opens');
    await declare(stage, repository, 'dev', { api: version('v3') });
    // What has passed its own gates waits for a person until the newer digest has passed them too.
    const { report } = await advance(stage, repository);
    expect(report.lanes).toMatchObject([{ outcome: 'unchanged' }]);
    stage.wait(40 * MINUTE);
    const later = await advance(stage, repository);
    expect(later.report.lanes).toMatchObject([{ outcome: 'superseded' }]);
    expect(repository.pullRequests()).toHaveLength(1);
    expect(repository.pullRequests()[0]?.title).toBe('Promote api v3 to staging');
  });

  test('closes the pull request and deletes its branch when the upstream goes back', async () => {
    const repository = stage.github.repository('acme/opens');
    await declare(stage, repository, 'dev', { api: version('v1') });
    const { report } = await advance(stage, repository);
    expect(report.lanes).toMatchObject([{ outcome: 'closed' }]);
    expect(repository.pullRequests()[0]).toMatchObject({ state: 'closed', merged: false });
    expect(repository.pullRequests()[0]?.comments.at(-1)?.body).toContain('nothing left to promote');
    expect(await repository.head('waybill/staging/api')).toBeUndefined();
  });

  test('proposes it again when the upstream declares it again: a close of its own is no refusal', async () => {
    const repository = stage.github.repository('acme/opens');
    await declare(stage, repository, 'dev', { api: version('v3') });
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ outcome: 'created' }]);
  });
});

describe('merge: auto', () => {
  test('merges when the gates pass, and not before', async () => {
    const repository = await twoEnvironments('acme/auto', ', merge: auto, gates: { soak: 30m }');
    await declare(stage, repository, 'dev', { api: version('v2') });
    const first = await advance(stage, repository);
    expect(first.report.lanes).toMatchObject([{ outcome: 'created', merge: 'waits' }]);
    stage.wait(31 * MINUTE);
    const second = await advance(stage, repository);
    expect(second.report.lanes).toMatchObject([{ merge: 'merged', changed: true }]);
    expect(await text(repository, 'main', fileOf('staging'))).toContain(digest('v2'));
    stage.github.clearRequests();
    expect((await advance(stage, repository)).report.lanes).toEqual([]);
    expect(writes(stage)).toEqual([]);
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
