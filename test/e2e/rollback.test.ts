import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import { openStage, PRIVATE, type Stage, text } from '../actions/stage.ts';
import { configRepo } from '../actions/promote/stage.ts';
import { declare } from '../actions/rollback/stage.ts';
import { type ActionRun, runAction } from './run-action.ts';

const FILE = 'envs/prod/deploy.yaml';
const BRANCH = 'waybill/prod/shop';
const HOLD = '.waybill/hold/prod.yaml';

let stage: Stage;
let repo: SandboxRepository;
let v1: string;
let v2: string;
let repositories = 0;

beforeAll(async () => {
  stage = await openStage(PRIVATE);
  [v1 = '', v2 = ''] = ['v1', 'v2'].map((tag) => stage.release('api', tag));
});

async function freshRepo(): Promise<void> {
  repositories += 1;
  repo = await configRepo(stage, `acme/back-${repositories}`, v1);
  await declare(repo, FILE, { ':v1@': ':v2@', [v1]: v2 });
}

function start(action: 'promote' | 'rollback', inputs: Readonly<Record<string, string>>): Promise<ActionRun> {
  return runAction(action, {
    inputs: {
      environment: 'prod',
      'config-repository': repo.fullName,
      'github-token': stage.token,
      ...stage.login,
      ...inputs,
    },
    env: {
      GITHUB_SERVER_URL: stage.github.url,
      GITHUB_API_URL: stage.github.apiUrl,
      GITHUB_REPOSITORY: repo.fullName,
      GITHUB_ACTOR: 'alice',
      GITHUB_RUN_ID: '7',
    },
  });
}

describe('the rollback action', () => {
  test('proposes what was declared before, and says so in outputs and summary', async () => {
    await freshRepo();
    const run = await start('rollback', { images: 'api', reason: 'loses sessions' });
    const [pull] = repo.pullRequests();
    expect([run.exitCode, run.outputs]).toMatchObject([
      0,
      {
        outcome: 'created',
        changed: 'true',
        'pull-request-url': pull?.url,
        'pull-request-head-sha': pull?.head.sha,
      },
    ]);
    expect(run.summary).toContain('### Roll back of `prod`');
    expect(await text(repo, BRANCH, FILE)).toContain(`v1@${v1}`);
    expect(await text(repo, BRANCH, HOLD)).toContain(
      `link: ${stage.github.url}/${repo.fullName}/actions/runs/7`,
    );
  });

  test('holds: after the merge the bad digest does not come back, neither by name nor as a hotfix', async () => {
    await freshRepo();
    await start('rollback', { images: 'api', reason: 'loses sessions' });
    await repo.merge(1, 'squash');
    const again = await start('promote', { images: `api=v2@${v2}`, reason: 'once more' });
    expect(again.exitCode).toBe(1);
    expect(again.stdout).toContain('DIGEST_HELD');
    expect(await text(repo, 'main', FILE)).toContain(`v1@${v1}`);
  });

  test('fails with what to do, and sets every output', async () => {
    await freshRepo();
    const run = await start('rollback', { images: 'api', to: `sha256:${'0'.repeat(64)}`, reason: 'slow' });
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain('DIGEST_NOT_DECLARED');
    expect(run.stdout).toContain(v1);
    expect(run.outputs).toMatchObject({ outcome: '', changed: 'false', json: '{}' });
    expect(repo.pullRequests()).toEqual([]);
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
