import { describe, expect, test } from '@jest/globals';
import { text } from '../../stage.ts';
import { configRepo, run } from '../stage.ts';
import { stage, v1, v2 } from './two-releases.ts';

describe('labels, reviewers and auto-merge', () => {
  const inputs = {
    images: 'api=v2',
    environment: 'dev',
    labels: 'promotion, dev',
    reviewers: 'alice',
    'team-reviewers': 'sre',
    'title-prefix': 'chore(dev):',
    'auto-merge': 'true',
    'merge-method': 'squash',
  };

  test('are asked for once the pull request is open', async () => {
    stage.github.addPeople({ users: ['alice'], teams: ['acme/sre'] });
    const repo = await configRepo(stage, 'acme/asks', v1);
    repo.configure({ allowAutoMerge: true });
    repo.protect('main', { requiredReviews: 1 });
    await run(stage, { ...inputs, 'config-repository': 'acme/asks' });
    expect(repo.pullRequests()[0]).toMatchObject({
      title: 'chore(dev): Promote api v2 to dev',
      labels: ['promotion', 'dev'],
      reviewers: ['alice'],
      teamReviewers: ['sre'],
      autoMerge: true,
    });
  });

  test.each([
    ['auto-merge', { allowAutoMerge: true }, { requiredReviews: 1 }],
    ['the merge queue', { mergeQueue: true }, { requiredContexts: ['ci'] }],
  ])(
    'take back %s of an earlier run, in state and words, where this one leaves it to a person',
    async (way, settings, rule) => {
      const name = `acme/taken-back-${way.length}`;
      const repo = await configRepo(stage, name, v1);
      repo.configure(settings);
      repo.protect('main', rule);
      await run(stage, { ...inputs, 'config-repository': name });
      await repo.setStatus(repo.pullRequests()[0]?.head.sha ?? '', 'ci', 'success');
      await run(stage, { ...inputs, 'config-repository': name });
      const [asked] = repo.pullRequests();
      expect(asked?.autoMerge === true || asked?.mergeGroup !== undefined).toBe(true);
      expect(repo.pullRequests()[0]?.body).toContain('Who merges it: Waybill or GitHub');
      const { report } = await run(stage, { ...inputs, 'auto-merge': 'false', 'config-repository': name });
      expect(report.lanes[0]).toMatchObject({ changed: true, merge: 'waits' });
      const [pull] = repo.pullRequests();
      expect(pull?.body).toContain('Who merges it: a person.');
      expect(pull?.body).not.toContain('Who merges it: Waybill or GitHub');
      await repo.approve(1, 'alice');
      expect(repo.pullRequests()[0]).toMatchObject({
        state: 'open',
        autoMerge: false,
        mergeGroup: undefined,
      });
      const last = await run(stage, { ...inputs, 'auto-merge': 'false', 'config-repository': name });
      expect(last.report.lanes[0]).toMatchObject({ changed: false });
    },
  );

  test('merge at once where nothing has to be waited for', async () => {
    const repo = await configRepo(stage, 'acme/at-once', v1);
    repo.configure({ allowAutoMerge: true });
    await run(stage, { ...inputs, 'config-repository': 'acme/at-once' });
    expect(repo.pullRequests()[0]).toMatchObject({ merged: true, labels: ['promotion', 'dev'] });
    expect(await text(repo, 'main', 'envs/dev/kustomization.yaml')).toContain(v2);
  });

  test('that cannot be had are warnings, and the others are asked all the same', async () => {
    const repo = await configRepo(stage, 'acme/strangers', v1);
    const { warnings, report } = await run(stage, {
      ...inputs,
      reviewers: 'alice, nobody-of-that-name',
      'config-repository': 'acme/strangers',
    });
    expect(report.lanes[0]?.outcome).toBe('merged');
    expect(repo.pullRequests()[0]?.reviewers).toEqual(['alice']);
    expect(warnings.join('\n')).toContain('nobody-of-that-name');
  });

  test('do with a private repository of a free plan, which has neither drafts nor auto-merge', async () => {
    const repo = await configRepo(stage, 'acme/free', v1);
    repo.configure({ private: true });
    const free = { ...inputs, 'config-repository': 'acme/free' };
    const { report, warnings } = await run(stage, { ...free, 'auto-merge': 'false', draft: 'true' });
    expect(report.lanes[0]?.outcome).toBe('created');
    expect(warnings.join()).toContain('has no draft pull requests');
    expect((await run(stage, free)).report.lanes[0]).toMatchObject({ merge: 'merged' });
  });

  test('make a draft where it is asked for', async () => {
    const repo = await configRepo(stage, 'acme/draft', v1);
    await run(stage, { ...inputs, 'auto-merge': 'false', draft: 'true', 'config-repository': 'acme/draft' });
    expect(repo.pullRequests()[0]?.draft).toBe(true);
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
