import { describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { WaybillError, WaybillErrors } from '../../../src/errors/waybill-error.ts';
import { struckRequests } from '../../rounds.ts';
import { yaml } from '../../yaml.ts';
import { both, environments, stage } from '../advance/released-images.ts';
import { advance, declare, HOUR, statuses, writes } from '../advance/stage.ts';
import { runPause } from './stage.ts';

// Whatever becomes of a request of `pause` or `resume`: this run or the next one ends in the same state.

const FILE = '.waybill/pause/staging.yaml';
const BRANCH = 'waybill-pause/staging';
let repositories = 0;

/** A lane into staging is open, and only a person merges it. */
async function ready(): Promise<SandboxRepository> {
  repositories += 1;
  const config = yaml`
    environments:
      dev: { files: ["envs/dev/**"] }
      staging: { after: [dev], files: ["envs/staging/**"], gates: { soak: 30m } }
  `;
  const repository = await environments(`acme/pause-faults-${repositories}`, config, ['dev', 'staging']);
  await declare(stage, repository, 'dev', both('v2', 'v1'));
  await advance(stage, repository);
  stage.wait(HOUR);
  return repository;
}

const pause = (repository: SandboxRepository) =>
  runPause(stage, repository.fullName, { environment: 'staging', reason: 'checkout is slow' });
const resume = (repository: SandboxRepository) =>
  runPause(stage, repository.fullName, { environment: 'staging', resume: 'true' });

async function paused(): Promise<SandboxRepository> {
  const repository = await ready();
  await pause(repository);
  return repository;
}

async function merged(): Promise<SandboxRepository> {
  const repository = await paused();
  await repository.merge(2, 'squash');
  return repository;
}

const pausePulls = (repository: SandboxRepository) =>
  repository.pullRequests().filter(({ head }) => head.ref === BRANCH);

async function shown(repository: SandboxRepository): Promise<string> {
  const [lane] = repository.pullRequests();
  return (await statuses(stage, repository, lane?.head.sha ?? ''))['waybill/pause'] ?? 'none';
}

async function expectPaused(repository: SandboxRepository): Promise<void> {
  expect(pausePulls(repository)).toMatchObject([
    { state: 'open', head: { sha: await repository.head(BRANCH) } },
  ]);
  expect(await repository.read(BRANCH, FILE)).toBeDefined();
  expect(await shown(repository)).toMatch(/^pending: /);
  expect(repository.pullRequests()[0]?.comments).toHaveLength(1);
}

/** No pause is in force, and the lane goes on. */
async function expectResumed(repository: SandboxRepository): Promise<void> {
  expect(pausePulls(repository).filter(({ state }) => state === 'open')).toEqual([]);
  const file = await repository.read('main', FILE);
  expect(Buffer.from(file ?? []).toString('utf8')).not.toContain('reason:');
  await advance(stage, repository);
  expect(await shown(repository)).toBe('success: Not asked for any more.');
}

interface Case {
  readonly before: () => Promise<SandboxRepository>;
  readonly act: (repository: SandboxRepository) => Promise<unknown>;
  readonly expectRight: (repository: SandboxRepository) => Promise<void>;
}

const KILLS = ['lose-answer', 'unauthorized'] as const;
const MODES = ['lose-answer', 'reset-before', 'bad-gateway-after', 'truncated-answer'] as const;

describe.each<[string, Case]>([
  ['a pause', { before: ready, act: pause, expectRight: expectPaused }],
  ['the end of a pause', { before: paused, act: resume, expectRight: expectResumed }],
  ['the end of a merged pause', { before: merged, act: resume, expectRight: expectResumed }],
])('%s', (_what, { before, act, expectRight }) => {
  async function requestsOf(): Promise<number> {
    const repository = await before();
    stage.github.clearRequests();
    await act(repository);
    const { length } = stage.github.requests;
    await expectRight(repository);
    return length;
  }

  test.each(MODES)('comes through %s at any one of its requests, in one run', async (mode) => {
    const count = await requestsOf();
    for (const nth of struckRequests(count, MODES.indexOf(mode))) {
      const repository = await before();
      stage.github.inject({ mode, nth });
      await act(repository);
      await expectRight(repository);
    }
  });

  test.each(KILLS)('that dies of %s at any one of its requests is finished by the next run', async (mode) => {
    const count = await requestsOf();
    for (const nth of struckRequests(count, KILLS.indexOf(mode))) {
      const repository = await before();
      let isBroken = true;
      stage.github.inject({ mode, nth, times: 10_000, match: () => isBroken });
      await act(repository).catch((error: unknown) => {
        if (!(error instanceof WaybillError || error instanceof WaybillErrors)) throw error;
      });
      isBroken = false;
      await act(repository);
      await expectRight(repository);
      // The branch that was merged is deleted by the run after it.
      await act(repository);
      stage.github.clearRequests();
      await act(repository);
      expect(writes(stage)).toEqual([]);
    }
  });
});
