import { beforeAll, expect, test } from '@jest/globals';
import { openStage, type Stage, text } from '../stage.ts';
import { configRepo, run } from './stage.ts';

// GitHub's clock stands still: two runs that write the same make the same commit, as within one second.

let stage: Stage;
let v1: string;
let v2: string;

beforeAll(async () => {
  const noon = new Date('2026-11-02T12:00:00Z');
  stage = await openStage({}, () => noon);
  v1 = stage.release('api', 'v1');
  v2 = stage.release('api', 'v2');
});

test.each([
  ['merge', false],
  ['squash', false],
  ['rebase', false],
  // GitHub opens an empty pull request where the branch is gone and the merge was no merge commit.
  ['merge', true],
])(
  'a run that made the commit that another run merged (%s, branch deleted: %s) does nothing twice',
  async (method, deleteBranchOnMerge) => {
    const repo = await configRepo(stage, `acme/${method}-${deleteBranchOnMerge}`, v1);
    repo.configure({ deleteBranchOnMerge });
    const inputs = {
      images: 'api=v2',
      environment: 'dev',
      'config-repository': repo.fullName,
      'auto-merge': 'true',
      'merge-method': method,
    };
    const arrived = Promise.withResolvers<undefined>();
    const another = Promise.withResolvers<undefined>();
    const match = ({ operation }: { readonly operation: string }): boolean => {
      if (!operation.includes('updateRefs')) return false;
      arrived.resolve(undefined);
      return true;
    };
    stage.github.inject({ mode: 'delay', until: another.promise, match });
    const slow = run(stage, inputs);
    await arrived.promise;
    const quick = await run(stage, inputs).finally(() => another.resolve(undefined));
    expect(quick.report.lanes[0]?.outcome).toBe('merged');
    const { report } = await slow;
    expect(report.lanes[0]?.errors).toEqual([]);
    expect(await text(repo, 'main', 'envs/dev/kustomization.yaml')).toContain(v2);
    const pulls = repo.pullRequests();
    expect(pulls.filter(({ merged }) => merged)).toHaveLength(1);
    expect(pulls.filter(({ state }) => state === 'open')).toEqual([]);
  },
);

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
