import { beforeAll, describe, expect, test } from '@jest/globals';
import { withClosedMark } from '../../../src/promotion/pull-request/marker.ts';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { openStage, type Stage, text } from '../stage.ts';
import { configRepo, run } from './stage.ts';

const BRANCH = 'waybill/dev/shop';
const FILE = 'envs/dev/kustomization.yaml';

let stage: Stage;
let v1: string;
let count = 0;

beforeAll(async () => {
  stage = await openStage();
  v1 = stage.release('api', 'v1');
  stage.release('api', 'v2');
});

/** Promotes v2 into dev. */
const promote = (repo: SandboxRepository) =>
  run(stage, { images: 'api=v2', environment: 'dev', 'config-repository': repo.fullName });

/** A config repo with an open pull request, whose bytes a person pushed to the base branch meanwhile. */
async function mootRepo(): Promise<SandboxRepository> {
  count += 1;
  const repo = await configRepo(stage, `acme/closing-${count}`, v1);
  await promote(repo);
  await repo.push('main', { [FILE]: await text(repo, BRANCH, FILE) }, { message: 'By hand' });
  stage.github.clearRequests();
  return repo;
}

/** What an earlier release did in one request, before it deleted the branch. */
async function closeAlone(repo: SandboxRepository, edit: (body: string) => string): Promise<void> {
  const [pull] = repo.pullRequests();
  const address = `${stage.github.apiUrl}/repos/${repo.fullName}/pulls/${pull?.number ?? 0}`;
  const headers = { authorization: `Bearer ${stage.token}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ state: 'closed', body: edit(pull?.body ?? '') });
  expect((await fetch(address, { method: 'PATCH', headers, body })).status).toBe(200);
}

/** Every run of a promotion that is declared already ends in this. */
async function expectClosed(repo: SandboxRepository): Promise<void> {
  const [pull, ...others] = repo.pullRequests();
  expect([pull?.state, pull?.merged, others.length]).toEqual(['closed', false, 0]);
  expect(pull?.comments.length).toBeLessThanOrEqual(1);
  expect(await repo.branches()).toEqual(['main']);
}

/** Ends a run at its request of that number, as a cancelled job does. */
async function endAt(repo: SandboxRepository, nth: number, mode: 'reset-before' | 'lose-answer') {
  let [seen, isOff] = [0, true];
  const match = () => {
    seen += 1;
    return isOff && seen >= nth;
  };
  stage.github.inject({ mode: 'reset-before', times: 1_000, match: () => seen > nth && isOff });
  stage.github.inject({ mode, times: 1_000, match });
  await promote(repo).catch(() => undefined);
  isOff = false;
}

describe.each(['reset-before', 'lose-answer'] as const)('a close that ends with %s', (mode) => {
  test.each(Array.from({ length: 8 }, (_, index) => index + 1))(
    'at its request %i is finished by the next run',
    async (nth) => {
      const repo = await mootRepo();
      await endAt(repo, nth, mode);
      await promote(repo);
      await expectClosed(repo);
      stage.github.clearRequests();
      const { report } = await promote(repo);
      expect(report.lanes).toMatchObject([{ outcome: 'unchanged', changed: false }]);
    },
  );
});

test('a close leaves nothing behind', async () => {
  const repo = await mootRepo();
  expect((await promote(repo)).report.lanes).toMatchObject([{ outcome: 'closed', changed: true }]);
  await expectClosed(repo);
});

describe('the branch of a closed pull request', () => {
  test('that a run of an earlier release left is deleted, and the report says so', async () => {
    const repo = await mootRepo();
    await closeAlone(repo, withClosedMark);
    const { report } = await promote(repo);
    const reason = expect.stringContaining(`The branch ${BRANCH} of a closed pull request was left`);
    expect(report.lanes).toMatchObject([{ outcome: 'unchanged', changed: true, reason }]);
    await expectClosed(repo);
  });

  test('that a person closed stays: it may be reopened', async () => {
    const repo = await mootRepo();
    await closeAlone(repo, (body) => body);
    await promote(repo);
    expect(await repo.branches()).toEqual(['main', BRANCH]);
  });

  test('that a person added to stays', async () => {
    const repo = await mootRepo();
    await closeAlone(repo, withClosedMark);
    await repo.push(BRANCH, { 'note.txt': 'mine' }, { message: 'Mine' });
    await promote(repo);
    expect(await repo.branches()).toEqual(['main', BRANCH]);
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
