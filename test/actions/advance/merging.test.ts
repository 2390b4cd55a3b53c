import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { run, text } from '../promote/stage.ts';
import {
  advance,
  type AdvanceStage,
  declare,
  fileOf,
  HOUR,
  openAdvanceStage,
  pipeline,
  writes,
} from './stage.ts';

let stage: AdvanceStage;
const versions: Record<string, string> = {};
let repositories = 0;

beforeAll(async () => {
  stage = await openAdvanceStage();
  for (const tag of ['v1', 'v2']) versions[tag] = `${tag}@${stage.release('api', tag)}`;
});

/** dev has declared v2 for an hour, and staging merges by itself behind a soak of 30 minutes. */
async function soaked(more = ''): Promise<SandboxRepository> {
  repositories += 1;
  const config = `environments:
  dev: { files: ["envs/dev/**"] }
  staging: { after: [dev], files: ["envs/staging/**"], merge: auto, gates: { soak: 30m }${more} }
`;
  const repository = await pipeline(stage, `acme/merging-${repositories}`, config, ['dev', 'staging'], {
    api: versions['v1'] ?? '',
  });
  await declare(stage, repository, 'dev', { api: versions['v2'] ?? '' });
  stage.wait(HOUR);
  return repository;
}

async function isMerged(repository: SandboxRepository): Promise<boolean> {
  return (await text(repository, 'main', fileOf('staging'))).includes('v2');
}

describe('where the gates have passed', () => {
  test('a merge queue takes the pull request', async () => {
    const repository = await soaked();
    repository.configure({ mergeQueue: true });
    const { report } = await advance(stage, repository);
    expect(report.lanes).toMatchObject([{ merge: 'queued' }]);
    expect(await isMerged(repository)).toBe(true);
  });

  test('and GitHub asks for a review, auto-merge waits for it', async () => {
    const repository = await soaked();
    repository.configure({ allowAutoMerge: true });
    repository.protect('main', { requiredReviews: 1 });
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'armed' }]);
    await repository.approve(1, 'bob');
    expect(await isMerged(repository)).toBe(true);
  });

  test('and auto-merge is switched off, the next run merges once GitHub lets it', async () => {
    const repository = await soaked();
    repository.protect('main', { requiredReviews: 1 });
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'waits' }]);
    stage.github.clearRequests();
    await advance(stage, repository);
    expect(writes(stage)).toEqual([]);
    await repository.approve(1, 'bob');
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'merged' }]);
  });

  test('and the gates are required by the base branch, its own statuses let it through', async () => {
    const repository = await soaked();
    repository.protect('main', { requiredContexts: ['waybill/order', 'waybill/soak'] });
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'merged' }]);
  });

  test('a draft is left to a person', async () => {
    const repository = await soaked(', draft: true');
    await advance(stage, repository);
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'waits' }]);
    expect(await isMerged(repository)).toBe(false);
  });
});

describe('what GitHub was asked to merge, and waits for a review,', () => {
  const waiting = async (settings: { mergeQueue?: boolean; allowAutoMerge?: boolean }) => {
    const repository = await soaked();
    repository.configure(settings);
    repository.protect('main', { requiredReviews: 1 });
    await advance(stage, repository);
    stage.github.clearRequests();
    return repository;
  };
  const ways = [
    ['the merge queue', { mergeQueue: true }, 'queued'],
    ['auto-merge', { allowAutoMerge: true }, 'armed'],
  ] as const;

  test.each(ways)('stays with %s as long as nothing changes', async (_way, settings, merge) => {
    const repository = await waiting(settings);
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge }]);
    expect(writes(stage)).toEqual([]);
    await repository.approve(1, 'bob');
    expect(await isMerged(repository)).toBe(true);
  });

  test.each(ways)('is taken from %s when its digest is held', async (_way, settings, _merge) => {
    const repository = await waiting(settings);
    const digest = versions['v2']?.split('@')[1] ?? '';
    await repository.push('main', {
      '.waybill/hold/staging.yaml': `- { image: api, digest: "${digest}", reason: leaks }\n`,
    });
    expect((await advance(stage, repository)).report.lanes).toMatchObject([
      { merge: 'waits', reason: expect.stringContaining('Not all gates have passed.') },
    ]);
    await repository.approve(1, 'bob');
    expect(await isMerged(repository)).toBe(false);
  });

  test.each(ways)('is taken from %s when a person adds a commit to it', async (_way, settings, _merge) => {
    const repository = await waiting(settings);
    await repository.push('waybill/staging/api', { 'envs/staging/note.txt': 'mine' });
    expect((await advance(stage, repository)).report.lanes).toMatchObject([
      { merge: 'waits', reason: expect.stringContaining('A person added to its branch') },
    ]);
    await repository.approve(1, 'bob');
    expect(await isMerged(repository)).toBe(false);
  });
});

test('what a person merges by hand is not merged again', async () => {
  const repository = await soaked();
  repository.protect('main', { requiredReviews: 1 });
  await advance(stage, repository);
  await repository.merge(1);
  expect((await advance(stage, repository)).report.lanes).toEqual([]);
});

test('a first environment that waits for a window is merged when it opens', async () => {
  repositories += 1;
  const config = `environments:
  dev: { files: ["envs/dev/**"], merge: auto, gates: { manual: true } }
`;
  const repository = await pipeline(stage, `acme/merging-${repositories}`, config, ['dev'], {
    api: versions['v1'] ?? '',
  });
  await run(stage, { images: 'api=v2', environment: 'dev', 'config-repository': repository.fullName });
  expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'waits' }]);
  await repository.approve(1, 'bob');
  expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'merged' }]);
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
