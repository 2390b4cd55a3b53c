import { describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../../../sandbox/github/sandbox-github.ts';
import { yaml } from '../../../yaml.ts';
import { advance, declare, NO_SETTINGS, HOUR, writes } from '../stage.ts';
import { stage, versions, freshPipeline, soaked, isMerged } from './soaked.ts';

/**
 * Both lanes are proposed, and wait for nothing but a check that is done then: the next run writes no text.
 */
async function proposedUntilCiIsDone(
  repository: SandboxRepository,
  rule: { readonly linearHistory?: boolean },
): Promise<void> {
  repository.protect('main', { requiredContexts: ['ci'], ...rule });
  await advance(stage, repository);
  for (const { head } of repository.pullRequests()) await repository.setStatus(head.sha, 'ci', 'success');
}

/** dev and two lanes behind it. */
async function twoLanes(): Promise<SandboxRepository> {
  const config = yaml`
    environments:
      dev: { files: ["envs/dev/**"] }
      staging: { after: [dev], files: ["envs/staging/**"], merge: auto, gates: { soak: 30m } }
      preview: { after: [dev], files: ["envs/preview/**"], merge: auto, gates: { soak: 30m } }
  `;
  const repository = await freshPipeline(config, ['dev', 'staging', 'preview']);
  await declare(stage, repository, 'dev', { api: versions['v2'] ?? '' });
  stage.wait(HOUR);
  return repository;
}

describe('on a repository with the settings of a new one', () => {
  test('several lanes merge in one run, although GitHub says that the base was modified', async () => {
    const repository = await twoLanes();
    await proposedUntilCiIsDone(repository, {});
    const { report, waited } = await advance(stage, repository);
    expect(report.lanes.map(({ merge }) => merge)).toEqual(['merged', 'merged']);
    expect(waited.length).toBeGreaterThan(0);
  });

  test('a lane that waited is merged by the run that a push to the base starts', async () => {
    const repository = await soaked(', reviewers: [bob]');
    repository.protect('main', { requiredReviews: 1 });
    await advance(stage, repository);
    await repository.approve(1, 'bob');
    await repository.push('main', { 'README.md': 'x' });
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'merged' }]);
  });

  test('no other reason is given than the one that GitHub has', async () => {
    const repository = await soaked();
    repository.protect('main', { requiredContexts: ['ci'] });
    const { report } = await advance(stage, repository);
    expect(report.lanes[0]?.reason).toContain('Required status check "ci" is expected.');
  });
});

describe('the method', () => {
  test('is the next one where the branch forbids merge commits, and no other lane tries them again', async () => {
    const repository = await twoLanes();
    await proposedUntilCiIsDone(repository, { linearHistory: true });
    stage.github.clearRequests();
    const { report } = await advance(stage, repository);
    expect(report.lanes.map(({ merge }) => merge)).toEqual(['merged', 'merged']);
    // Merge commits are refused, squash is let; then the base was modified, and squash is let again.
    expect(writes(stage).filter((one) => one === 'graphql mergePullRequest')).toHaveLength(4);
    expect(await parents(repository)).toBe(1);
  });

  test('is the one that a ruleset lets', async () => {
    const repository = await soaked();
    repository.protect('main', { mergeMethods: ['rebase'] });
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'merged' }]);
  });

  test('is what the environment says, and no other one', async () => {
    const repository = await soaked(', merge-method: squash');
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'merged' }]);
    expect(await parents(repository)).toBe(1);
    const strict = await soaked(', merge-method: squash');
    strict.configure({ mergeMethods: ['rebase'] });
    const { report } = await advance(stage, strict);
    expect(report.lanes).toMatchObject([{ merge: 'waits' }]);
    expect(report.lanes[0]?.reason).toContain('Squash merges are not allowed on this repository.');
  });

  test('of the input goes before the one of waybill.yaml', async () => {
    const repository = await soaked(', merge-method: merge');
    await advance(stage, repository, { pull: { ...NO_SETTINGS, mergeMethod: 'squash' } });
    expect(await parents(repository)).toBe(1);
  });
});

describe('whether to merge', () => {
  test('is what the input says, before the environment', async () => {
    const repository = await soaked();
    await advance(stage, repository, { pull: { ...NO_SETTINGS, autoMerge: false } });
    expect(await isMerged(repository)).toBe(false);
    expect(repository.pullRequests()[0]?.body).toContain('Who merges it: a person.');
  });

  test('is what the top level says where the environment says nothing', async () => {
    const config = yaml`
      merge: auto
      merge-method: squash
      environments:
        dev: { files: ["envs/dev/**"], merge: manual }
        staging: { after: [dev], files: ["envs/staging/**"] }
    `;
    const repository = await freshPipeline(config, ['dev', 'staging']);
    await declare(stage, repository, 'dev', { api: versions['v2'] ?? '' });
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'merged' }]);
    expect(await parents(repository)).toBe(1);
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});

/** How many parents the head of the base branch has: two after a merge commit. */
async function parents(repository: SandboxRepository): Promise<number> {
  const answer = await fetch(`${stage.github.apiUrl}/repos/${repository.fullName}/commits/main`, {
    headers: { authorization: `Bearer ${stage.token}` },
  });
  const { parents: found } = (await answer.json()) as { parents: readonly unknown[] };
  return found.length;
}
