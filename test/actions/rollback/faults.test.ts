import { beforeAll, expect, test } from '@jest/globals';
import { WaybillError } from '../../../src/errors/waybill-error.ts';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { openStage, type Stage, text } from '../stage.ts';
import { configRepo, run } from '../promote/stage.ts';
import { declare, runRollBack } from './stage.ts';
import { struckRequests } from '../../rounds.ts';

const FILE = 'envs/prod/deploy.yaml';
const BRANCH = 'waybill/prod/shop';

let stage: Stage;
let v1: string;
let v2: string;
let v3: string;
let repositories = 0;

beforeAll(async () => {
  stage = await openStage();
  [v1 = '', v2 = '', v3 = ''] = ['v1', 'v2', 'v3'].map((tag) => stage.release('api', tag));
});

/** prod went from v1 to v2, and a promotion of v3 is open. */
async function freshRepo(): Promise<SandboxRepository> {
  repositories += 1;
  const repo = await configRepo(stage, `acme/faulty-${repositories}`, v1);
  await declare(repo, FILE, { ':v1@': ':v2@', [v1]: v2 });
  await declare(repo, 'envs/staging/values.yaml', { v1: 'v3', [v1]: v3 });
  await run(stage, { images: `api=v3@${v3}`, environment: 'prod', 'config-repository': repo.fullName });
  return repo;
}

const rollBack = (repo: SandboxRepository) =>
  runRollBack(stage, { environment: 'prod', images: 'api', 'config-repository': repo.fullName });

async function requestsOf(): Promise<number> {
  const repo = await freshRepo();
  stage.github.clearRequests();
  await rollBack(repo);
  return stage.github.requests.length;
}

/** One pull request that goes back, one commit on the base, the hold in it, and nothing said twice. */
async function expectRight(repo: SandboxRepository): Promise<void> {
  const [pull, another] = repo.pullRequests();
  expect(another).toBeUndefined();
  expect(pull).toMatchObject({ state: 'open', title: 'Roll prod back to api v1' });
  expect(pull?.comments).toHaveLength(1);
  expect(pull?.head.sha).toBe(await repo.head(BRANCH));
  expect(await text(repo, BRANCH, FILE)).toContain(`v1@${v1}`);
  expect((await text(repo, BRANCH, '.waybill/hold/prod.yaml')).match(/digest: /g)).toHaveLength(1);
}

const MODES = ['lose-answer', 'reset-before', 'bad-gateway-after', 'truncated-answer'] as const;

test.each(MODES)('a roll back comes through %s at any one of its requests, in one run', async (mode) => {
  const count = await requestsOf();
  for (const nth of struckRequests(count, MODES.indexOf(mode))) {
    const repo = await freshRepo();
    stage.github.inject({ mode, nth });
    await rollBack(repo);
    await expectRight(repo);
  }
});

test.each(['lose-answer', 'unauthorized'] as const)(
  'a roll back that dies of %s at any one of its requests is finished by the next run',
  async (mode) => {
    const count = await requestsOf();
    for (let nth = 1; nth <= count; nth += 1) {
      const repo = await freshRepo();
      let broken = true;
      stage.github.inject({ mode, nth, times: 10_000, match: () => broken });
      await rollBack(repo).catch((error: unknown) => {
        if (!(error instanceof WaybillError)) throw error;
      });
      broken = false;
      await rollBack(repo);
      await expectRight(repo);
    }
  },
);

test('a registry that does not answer stops a roll back before anything is written', async () => {
  const repo = await freshRepo();
  const head = await repo.head(BRANCH);
  stage.registry.inject({ mode: 'unavailable', times: 100 });
  const error: unknown = await rollBack(repo).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ errors: [{ code: 'REGISTRY_UNAVAILABLE' }] });
  expect(await repo.head(BRANCH)).toBe(head);
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
