import { beforeAll, describe, expect, test } from '@jest/globals';
import { WaybillError } from '../../../src/errors/waybill-error.ts';
import type { FaultMode, SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { APP, openStage, type Stage, text } from '../stage.ts';
import { struckRequests } from '../../rounds.ts';
import { configRepo, run } from './stage.ts';

const BRANCH = 'waybill/dev/shop';
const FILE = 'envs/dev/kustomization.yaml';

let stage: Stage;
let v1: string;
let v2: string;
let v3: string;
let repositories = 0;

beforeAll(async () => {
  stage = await openStage();
  stage.github.addPeople({ users: ['alice'], teams: ['acme/sre'] });
  const shop = await stage.github.createRepository('acme/shop', { 'main.txt': 'one' });
  const commits = [
    await shop.head('main'),
    await shop.push('main', { 'main.txt': 'two' }, { message: 'Two (#1)' }),
  ];
  [v1 = '', v2 = '', v3 = ''] = ['v1', 'v2', 'v3'].map((tag, index) =>
    stage.release('api', tag, { source: 'acme/shop', commit: commits[Math.min(index, 1)] ?? '' }),
  );
});

/** A fresh config repo; with `open`, one whose pull request proposes v2 already. */
async function freshRepo(open: boolean): Promise<SandboxRepository> {
  repositories += 1;
  const repo = await configRepo(stage, `acme/config-${repositories}`, v1);
  repo.configure({ allowAutoMerge: true });
  repo.protect('main', { requiredReviews: 1 });
  if (open) await run(stage, inputsFor(repo, v2));
  return repo;
}

function inputsFor(repo: SandboxRepository, digest: string): Record<string, string> {
  return {
    images: `api=${digest === v2 ? 'v2' : 'v3'}@${digest}`,
    environment: 'dev',
    'config-repository': repo.fullName,
    labels: 'promotion',
    reviewers: 'alice',
    'team-reviewers': 'sre',
    'auto-merge': 'true',
    'merge-method': 'squash',
  };
}

/**
 * One branch with one commit on the base, one pull request that says what the branch holds, and nothing said
 * twice.
 */
async function expectRight(repo: SandboxRepository, digest: string, comments: number): Promise<void> {
  const pulls = repo.pullRequests();
  expect(pulls.map(({ state }) => state)).toEqual(['open']);
  const [pull] = pulls;
  expect(await repo.branches()).toEqual(['main', BRANCH]);
  expect(pull?.head.sha).toBe(await repo.head(BRANCH));
  expect(pull?.body).toContain(digest);
  expect(pull?.comments).toHaveLength(comments);
  expect(pull?.labels).toEqual(['promotion']);
  expect([pull?.reviewers, pull?.teamReviewers]).toEqual([['alice'], ['sre']]);
  expect(pull?.autoMerge).toBe(true);
  const before = await text(repo, 'main', FILE);
  const tag = digest === v2 ? 'v2' : 'v3';
  expect(await text(repo, BRANCH, FILE)).toBe(before.replace('v1', tag).replace(v1, digest));
  expect(await commitsAhead(repo)).toBe(1);
}

async function commitsAhead(repo: SandboxRepository): Promise<number> {
  const { execFileSync } = await import('node:child_process');
  const git = ['-C', repo.gitDirectory, 'rev-list', '--count', `main..${BRANCH}`];
  return Number(execFileSync('git', git, { encoding: 'utf8' }));
}

const MODES: readonly FaultMode[] = [
  'lose-answer',
  'reset-before',
  'bad-gateway-after',
  'bad-gateway-before',
  'truncated-answer',
  'secondary-limit',
  'too-many-requests',
  'primary-limit',
];

const DEATHS = ['lose-answer', 'reset-before', 'bad-gateway-after', 'unauthorized'] as const;

const SITUATIONS = [
  { name: 'a first promotion', open: false, comments: 0 },
  { name: 'a newer digest', open: true, comments: 1 },
] as const;

async function requestsOf(open: boolean): Promise<number> {
  const repo = await freshRepo(open);
  stage.github.clearRequests();
  await run(stage, inputsFor(repo, open ? v3 : v2));
  return stage.github.requests.length;
}

describe.each(SITUATIONS)('$name', ({ open, comments }) => {
  test.each(MODES)('comes through %s at any one of its requests, in one run', async (mode) => {
    const count = await requestsOf(open);
    for (const nth of struckRequests(count, MODES.indexOf(mode))) {
      const repo = await freshRepo(open);
      const digest = open ? v3 : v2;
      stage.github.inject({ mode, nth, amount: 1 });
      await run(stage, inputsFor(repo, digest));
      await run(stage, inputsFor(repo, digest));
      await expectRight(repo, digest, comments);
    }
  });

  test.each(DEATHS)(
    'that dies of %s at any one of its requests is finished by the next run',
    async (mode) => {
      const count = await requestsOf(open);
      for (const nth of struckRequests(count, DEATHS.indexOf(mode))) {
        const repo = await freshRepo(open);
        const digest = open ? v3 : v2;
        let broken = true;
        stage.github.inject({ mode, nth, times: 10_000, match: () => broken });
        await run(stage, inputsFor(repo, digest)).catch((error: unknown) => {
          if (!(error instanceof WaybillError)) throw error;
        });
        broken = false;
        const second = await run(stage, inputsFor(repo, digest));
        await expectRight(repo, digest, comments);
        expect(second.report.lanes.map(({ outcome }) => outcome)).not.toContain('blocked');
      }
    },
  );

  test('whose token expires after any number of requests is finished with a fresh token', async () => {
    const count = await requestsOf(open);
    for (const validFor of struckRequests(count - 1, 0)) {
      const repo = await freshRepo(open);
      const digest = open ? v3 : v2;
      const token = stage.github.grant({ ...APP, validFor });
      const error = await run(stage, inputsFor(repo, digest), { token }).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'TOKEN_REJECTED' });
      await run(stage, inputsFor(repo, digest));
      await expectRight(repo, digest, comments);
    }
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
