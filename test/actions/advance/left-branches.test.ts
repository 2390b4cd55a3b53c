import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { yaml } from '../../yaml.ts';
import { run } from '../promote/stage.ts';
import { fetchInside } from '../stage.ts';
import {
  advance,
  type AdvanceStage,
  declare,
  HOUR,
  MINUTE,
  openAdvanceStage,
  pipeline,
  writes,
} from './stage.ts';

// A run ended between a branch and its pull request, and then there was nothing left to promote.

let stage: AdvanceStage;
let repositories = 0;
const versions: Record<string, string> = {};
const BRANCH = 'waybill/staging/api';

beforeAll(async () => {
  stage = await openAdvanceStage();
  for (const tag of ['v1', 'v2', 'v3']) versions[tag] = `${tag}@${stage.release('api', tag)}`;
});

const api = (tag: string): Record<string, string> => ({ api: versions[tag] ?? '' });

async function fresh(): Promise<SandboxRepository> {
  repositories += 1;
  const config = yaml`
    environments:
      dev: { files: ["envs/dev/**"] }
      staging: { after: [dev], files: ["envs/staging/**"] }
  `;
  return pipeline(stage, `acme/left-${repositories}`, config, ['dev', 'staging'], api('v1'));
}

/** A run that ends when its branch is there and its pull request is not. */
async function killed(killedRun: () => Promise<unknown>): Promise<void> {
  stage.github.inject({
    mode: 'cut-off-midway',
    amount: 1,
    match: ({ operation }) => operation.includes('createPullRequest'),
  });
  let isOver = false;
  const untilThen: typeof fetch = async (...request) => {
    if (isOver) throw new TypeError('killed');
    const answer = await fetch(...request);
    isOver = answer.status === 502;
    return answer;
  };
  await fetchInside.run(untilThen, () => killedRun().catch(() => undefined));
}

describe('a branch without a pull request, where nothing is left to promote', () => {
  test('is deleted, and that is said', async () => {
    const repository = await fresh();
    await declare(stage, repository, 'dev', api('v2'));
    await killed(() => advance(stage, repository));
    expect(await repository.head(BRANCH)).toBeDefined();
    expect(repository.pullRequests()).toEqual([]);
    await declare(stage, repository, 'dev', api('v1'));
    expect((await advance(stage, repository)).report.lanes).toEqual([]);
    stage.wait(HOUR + MINUTE);
    const dry = await advance(stage, repository, { dryRun: true });
    expect(dry.report.lanes).toMatchObject([{ outcome: 'unchanged', changed: false }]);
    const { report } = await advance(stage, repository);
    const reason = expect.stringContaining(`${BRANCH} was left by a run`);
    expect(report.lanes).toMatchObject([{ outcome: 'unchanged', changed: true, reason }]);
    expect(await repository.head(BRANCH)).toBeUndefined();
    expect((await advance(stage, repository)).report.lanes).toEqual([]);
  });

  test('stays with somebody’s commit on it, and costs one more request', async () => {
    const repository = await fresh();
    stage.github.clearRequests();
    await advance(stage, repository);
    const without = stage.github.requests.map(({ operation }) => operation);
    await repository.push(BRANCH, { 'note.txt': 'mine' });
    const head = await repository.head(BRANCH);
    stage.wait(2 * HOUR);
    stage.github.clearRequests();
    expect((await advance(stage, repository)).report.lanes).toEqual([]);
    expect(stage.github.requests).toHaveLength(without.length + 1);
    expect(writes(stage)).toEqual([]);
    expect(await repository.head(BRANCH)).toBe(head);
  });

  test.each(['merged', 'closed'] as const)('stays where its pull request was %s by a person', async (how) => {
    const repository = await fresh();
    await declare(stage, repository, 'dev', api('v2'));
    await advance(stage, repository);
    if (how === 'merged') await repository.merge(1, 'squash');
    else {
      await repository.close(1);
      await declare(stage, repository, 'dev', api('v1'));
    }
    stage.wait(2 * HOUR);
    const head = await repository.head(BRANCH);
    expect(head).toBeDefined();
    stage.github.clearRequests();
    expect((await advance(stage, repository)).report.lanes).toEqual([]);
    expect(await repository.head(BRANCH)).toBe(head);
  });

  test('is named where somebody asked for it by name', async () => {
    const repository = await fresh();
    const asked = { 'config-repository': repository.fullName, environment: 'dev', images: 'api=v3' };
    await killed(() => run(stage, asked));
    stage.wait(2 * HOUR);
    const { warnings } = await advance(stage, repository);
    expect(warnings.join()).toContain('The branch waybill/dev/api was left by a run');
    expect(await repository.head('waybill/dev/api')).toBeDefined();
    await run(stage, asked);
    expect(repository.pullRequests()).toMatchObject([{ state: 'open' }]);
  });
});
