import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { openStage, type Stage, text } from '../stage.ts';
import { branchUnseen, configRepo, type Ran, run } from './stage.ts';

// GitHub's servers learn of a write one after the other: a list may not know yet what was just made.

const BRANCH = 'waybill/dev/shop';

let stage: Stage;
let v1: string;
let v2: string;
let repositories = 0;

beforeAll(async () => {
  stage = await openStage();
  stage.github.addPeople({ users: ['alice'] });
  v1 = stage.release('api', 'v1');
  v2 = stage.release('api', 'v2');
});

async function freshRepo(): Promise<SandboxRepository> {
  repositories += 1;
  return configRepo(stage, `acme/config-${repositories}`, v1);
}

function promote(repo: SandboxRepository): Promise<Ran> {
  return run(stage, {
    images: 'api=v2',
    environment: 'dev',
    'config-repository': repo.fullName,
    labels: 'promotion',
    reviewers: 'alice',
  });
}

async function expectOnePull(repo: SandboxRepository): Promise<void> {
  const pulls = repo.pullRequests();
  expect(pulls).toMatchObject([{ state: 'open', labels: ['promotion'], reviewers: ['alice'], comments: [] }]);
  expect(pulls[0]?.head.sha).toBe(await repo.head(BRANCH));
  expect(await repo.branches()).toEqual(['main', BRANCH]);
  expect(await text(repo, BRANCH, 'envs/dev/kustomization.yaml')).toContain(v2);
}

describe('a pull request that was opened and whose answer was lost', () => {
  test.each([1, 2, 3])('is found although %i lists do not show it', async (times) => {
    const repo = await freshRepo();
    stage.github.inject({
      mode: 'lose-answer',
      match: ({ operation }) => operation.includes('createPullRequest'),
    });
    stage.github.inject({
      mode: 'stale-read',
      times,
      match: ({ method, operation }) => method === 'GET' && operation.endsWith('/pulls'),
    });
    const { report } = await promote(repo);
    expect(report.lanes).toMatchObject([{ changed: true, pull: { number: 1 } }]);
    await expectOnePull(repo);
  });
});

test('a run that does not see the open pull request yet does not open another', async () => {
  const repo = await freshRepo();
  await promote(repo);
  const head = await repo.head(BRANCH);
  stage.github.inject({ mode: 'stale-read', match: ({ operation }) => operation.startsWith('graphql') });
  const { report } = await promote(repo);
  expect(report.lanes[0]?.pull?.number).toBe(1);
  expect(await repo.head(BRANCH)).toBe(head);
  await expectOnePull(repo);
});

test.each([
  ['opening the pull request', ({ operation }: { operation: string }) => operation.endsWith('/pulls')],
  ['labels and reviews', ({ operation }: { operation: string }) => /abels|eviews/.test(operation)],
])('%s waits until what it speaks of can be seen', async (_what, match) => {
  const repo = await freshRepo();
  stage.github.inject(branchUnseen);
  stage.github.inject({ mode: 'node-not-ready', times: 2, match: (entry) => entry.write && match(entry) });
  const { report, waited } = await promote(repo);
  expect(report.lanes[0]?.outcome).toBe('created');
  expect(waited.length).toBeGreaterThanOrEqual(2);
  await expectOnePull(repo);
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
