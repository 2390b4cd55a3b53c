import { describe, expect, test } from '@jest/globals';
import type { SandboxRepository, TokenGrant } from '../../../../sandbox/github/sandbox-github.ts';
import { yaml } from '../../../yaml.ts';
import { APP } from '../../stage.ts';
import { run } from '../../promote/stage.ts';
import { advance, NO_SETTINGS, writes } from '../stage.ts';
import { stage, versions, freshPipeline, soaked, isMerged } from './soaked.ts';

const GRANT: TokenGrant = { ...APP, permissions: { ...APP.permissions, statuses: 'write' } };

describe('where the gates have passed', () => {
  test('a merge queue that the rules do not let it into yet gets it from auto-merge, or from a later run', async () => {
    for (const allowAutoMerge of [true, false]) {
      const repository = await soaked();
      repository.protect('main', { requiredContexts: ['ci'] });
      await advance(stage, repository, { pull: { ...NO_SETTINGS, autoMerge: false } });
      repository.configure({ mergeQueue: true, allowAutoMerge });
      const { report } = await advance(stage, repository);
      expect(report.lanes).toMatchObject([
        allowAutoMerge
          ? { merge: 'armed' }
          : { merge: 'waits', reason: expect.stringContaining('Required status check "ci" is expected.') },
      ]);
      await repository.setStatus(headOf(repository), 'ci', 'success');
      await advance(stage, repository);
      const group = repository.pullRequests()[0]?.mergeGroup?.sha ?? '';
      expect(await isMerged(repository)).toBe(false);
      await repository.setStatus(group, 'ci', 'success');
      expect(await isMerged(repository)).toBe(true);
    }
  });

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

  test('and the base branch requires the verdict, its own status lets it through', async () => {
    const repository = await soaked();
    repository.protect('main', { requiredContexts: ['waybill'] });
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'merged' }]);
  });

  test('a draft is left to a person', async () => {
    const repository = await soaked(', draft: true');
    await advance(stage, repository);
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'waits' }]);
    expect(await isMerged(repository)).toBe(false);
  });
});

/** How GitHub is asked to merge by itself, and what it then waits for. */
interface Way {
  readonly settings: { readonly mergeQueue?: boolean; readonly allowAutoMerge?: boolean };
  readonly rule: { readonly requiredReviews?: number; readonly requiredContexts?: readonly string[] };
  readonly merge: 'queued' | 'armed';
}

function headOf(repository: SandboxRepository): string {
  return repository.pullRequests()[0]?.head.sha ?? '';
}

describe('what GitHub was asked to merge, and waits for more,', () => {
  const waiting = async ({ settings, rule }: Way) => {
    const repository = await soaked();
    repository.configure(settings);
    repository.protect('main', rule);
    await advance(stage, repository);
    await repository.setStatus(headOf(repository), 'ci', 'success');
    await advance(stage, repository);
    stage.github.clearRequests();
    return repository;
  };
  /** What GitHub still waited for comes. */
  const come = async (repository: SandboxRepository) => {
    await repository.approve(1, 'bob');
    const group = repository.pullRequests()[0]?.mergeGroup;
    if (group !== undefined) await repository.setStatus(group.sha, 'ci', 'success');
  };
  const ways: [string, Way][] = [
    [
      'the merge queue',
      { settings: { mergeQueue: true }, rule: { requiredContexts: ['ci'] }, merge: 'queued' },
    ],
    ['auto-merge', { settings: { allowAutoMerge: true }, rule: { requiredReviews: 1 }, merge: 'armed' }],
  ];

  test.each(ways)('stays with %s as long as nothing changes', async (_way, way) => {
    const repository = await waiting(way);
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: way.merge }]);
    expect(writes(stage)).toEqual([]);
    await come(repository);
    expect(await isMerged(repository)).toBe(true);
  });

  test.each(ways)('is taken from %s when its digest is held', async (_way, way) => {
    const repository = await waiting(way);
    const digest = versions['v2']?.split('@')[1] ?? '';
    await repository.push('main', {
      '.waybill/hold/staging.yaml': `- { image: api, digest: "${digest}", reason: leaks }\n`,
    });
    expect((await advance(stage, repository)).report.lanes).toMatchObject([
      { merge: 'waits', reason: expect.stringContaining('Not all gates have passed.') },
    ]);
    await come(repository);
    expect(await isMerged(repository)).toBe(false);
  });

  test.each(ways)('is taken from %s when a person adds a commit to it', async (_way, way) => {
    const repository = await waiting(way);
    await repository.push('waybill/staging/api', { 'envs/staging/note.txt': 'mine' });
    expect((await advance(stage, repository)).report.lanes).toMatchObject([
      { merge: 'waits', reason: expect.stringContaining('A person added to its branch') },
    ]);
    await come(repository);
    expect(await isMerged(repository)).toBe(false);
  });
});

describe('an App that may bypass the rules', () => {
  test.each([{ allowAutoMerge: false }, { allowAutoMerge: true }])(
    'waits for the review all the same (%p)',
    async (settings) => {
      const repository = await soaked();
      repository.configure(settings);
      repository.protect('main', { requiredReviews: 1 });
      const token = stage.github.grant({ ...GRANT, bypassesRules: true });
      await advance({ ...stage, token }, repository);
      await repository.push('main', { 'README.md': 'x' });
      await advance({ ...stage, token }, repository);
      expect(await isMerged(repository)).toBe(false);
    },
  );
});

test('auto-merge that a person switched on stays when a gate does not pass, and the run says so', async () => {
  const repository = await soaked('', 0);
  repository.configure({ allowAutoMerge: true });
  repository.protect('main', { requiredReviews: 1 });
  await advance(stage, repository);
  await enableAutoMerge(repository, stage.github.grant({ ...GRANT, kind: 'pat', login: 'alice' }));
  const { report } = await advance(stage, repository);
  expect(repository.pullRequests()[0]?.autoMerge).toBe(true);
  expect(report.lanes[0]?.reason).toContain('alice switched auto-merge on');
});

test('what a person merges by hand is not merged again', async () => {
  const repository = await soaked();
  repository.protect('main', { requiredReviews: 1 });
  await advance(stage, repository);
  await repository.merge(1);
  expect((await advance(stage, repository)).report.lanes).toEqual([]);
});

test('a first environment that waits for a window is merged when it opens', async () => {
  const config = yaml`
    environments:
      dev: { files: ["envs/dev/**"], merge: auto, gates: { manual: true } }
  `;
  const repository = await freshPipeline(config, ['dev']);
  await run(stage, { images: 'api=v2', environment: 'dev', 'config-repository': repository.fullName });
  expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'waits' }]);
  await repository.approve(1, 'bob');
  expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'merged' }]);
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});

async function enableAutoMerge(repository: SandboxRepository, token: string): Promise<void> {
  const ask = async (query: string): Promise<string> => {
    const answer = await fetch(`${stage.github.url}/api/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ query }),
    });
    return answer.text();
  };
  const [owner, name] = repository.fullName.split('/');
  const found = await ask(
    `{ repository(owner: "${owner}", name: "${name}") { pullRequest(number: 1) { id } } }`,
  );
  const id = /"id":"([^"]+)"/.exec(found)?.[1] ?? '';
  await ask(
    `mutation { enablePullRequestAutoMerge(input: { pullRequestId: "${id}" }) { clientMutationId } }`,
  );
}
