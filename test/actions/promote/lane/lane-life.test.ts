import { describe, expect, test } from '@jest/globals';
import { text } from '../../stage.ts';
import { branchUnseen } from '../stage.ts';
import { yaml } from '../../../yaml.ts';
import { BRANCH, FILE, stage, repo, freshRepo, digestOf, promote, outcomes } from './shop-lane.ts';

describe('a lane', () => {
  test('that proposes it already is left as it is', async () => {
    await freshRepo();
    await promote('api=v2');
    const head = await repo.head(BRANCH);
    const again = await promote('api=v2');
    expect(outcomes(again)).toEqual(['unchanged']);
    expect(again.report.lanes[0]?.changed).toBe(false);
    expect(await repo.head(BRANCH)).toBe(head);
  });

  test('takes a newer digest in place, and says once what it superseded', async () => {
    await freshRepo();
    await promote('api=v2');
    expect(outcomes(await promote('api=v3'))).toEqual(['superseded']);
    expect(outcomes(await promote('api=v3'))).toEqual(['unchanged']);
    const [pull, another] = repo.pullRequests();
    expect(another).toBeUndefined();
    expect(pull?.title).toBe('Promote api v3 to dev');
    expect(pull?.body).toMatch(new RegExp(`Superseded[^]*${digestOf('v2').slice(0, 19)}`));
    expect(pull?.comments).toHaveLength(1);
    expect(pull?.comments[0]?.body).toContain(`\`${digestOf('v2')}\` → \`${digestOf('v3')}\``);
    expect(await text(repo, BRANCH, FILE)).toContain(digestOf('v3'));
  });

  test('is not taken over by an image that was built earlier', async () => {
    await freshRepo();
    await promote('api=v3');
    const older = await promote('api=v2');
    expect(outcomes(older)).toEqual(['blocked']);
    expect(older.report.lanes[0]?.reason).toContain('built later');
    expect(await text(repo, BRANCH, FILE)).toContain(digestOf('v3'));
  });

  test('keeps what it proposes for the rest of its group', async () => {
    await freshRepo();
    await promote('api=v2');
    expect(outcomes(await promote('web=w2'))).toEqual(['updated']);
    expect(await text(repo, BRANCH, FILE)).toContain(digestOf('v2'));
    expect(await text(repo, BRANCH, 'envs/dev/web.yaml')).toContain(digestOf('w2'));
    expect(repo.pullRequests()[0]?.title).toBe('Promote api v2, web w2 to dev');
    expect(repo.pullRequests()[0]?.comments).toEqual([]);
  });

  test('moves the members of a group in one pull request', async () => {
    await freshRepo();
    expect(outcomes(await promote('api=v2\nweb=w2'))).toEqual(['created']);
    expect(repo.pullRequests()).toHaveLength(1);
  });

  test.each(['merge', 'squash', 'rebase'] as const)(
    'is done when its pull request was merged by %s',
    async (method) => {
      await freshRepo();
      await promote('api=v2');
      await repo.merge(1, method);
      expect(outcomes(await promote('api=v2'))).toEqual(['unchanged']);
      expect(outcomes(await promote('api=v3'))).toEqual(['created']);
      expect(await text(repo, BRANCH, FILE)).toContain(digestOf('v3'));
    },
  );

  test('proposes again what was merged and reverted', async () => {
    await freshRepo();
    const before = await text(repo, 'main', FILE);
    await promote('api=v2');
    await repo.merge(1);
    await repo.push('main', { [FILE]: before }, { message: 'Revert' });
    expect(outcomes(await promote('api=v2'))).toEqual(['created']);
    expect(repo.pullRequests().map(({ state }) => state)).toEqual(['closed', 'open']);
  });

  test('goes on from a branch that has no pull request yet', async () => {
    await freshRepo();
    stage.github.inject(branchUnseen);
    stage.github.inject({ mode: 'unauthorized', match: ({ operation }) => operation.endsWith('/pulls') });
    await expect(promote('api=v2')).rejects.toMatchObject({ code: 'TOKEN_REJECTED' });
    const head = await repo.head(BRANCH);
    expect(head).toBeDefined();
    expect(outcomes(await promote('api=v2'))).toEqual(['created']);
    expect(repo.pullRequests()[0]?.head.sha).toBe(head);
  });

  test('takes a branch that only points to the base', async () => {
    await freshRepo();
    await repo.force(BRANCH, await repo.head('main'));
    expect(outcomes(await promote('api=v2'))).toEqual(['created']);
  });

  test('is rebuilt on the base when it conflicts', async () => {
    await freshRepo();
    await promote('api=v2');
    const moved = (await text(repo, 'main', FILE)).replace('newTag: v1', 'newTag: v1.0.1');
    await repo.push('main', { [FILE]: moved });
    expect(outcomes(await promote('api=v2'))).toEqual(['updated']);
    expect(repo.pullRequests()).toHaveLength(1);
    expect(await text(repo, BRANCH, FILE)).toContain(digestOf('v2'));
    expect(await repo.merge(1)).toMatch(/^[0-9a-f]{40}$/);
  });

  test('is left alone when the base moved elsewhere', async () => {
    await freshRepo();
    await promote('api=v2');
    await repo.push('main', { 'envs/prod/other.txt': 'x' });
    expect(outcomes(await promote('api=v2'))).toEqual(['unchanged']);
  });

  test('takes in a file that came to the environment', async () => {
    await freshRepo();
    await promote('api=v2');
    await repo.push('main', {
      'envs/dev/more.yaml': yaml`
        image:
          repository: ${stage.images}/api
          tag: v1
      `,
    });
    expect(outcomes(await promote('api=v2'))).toEqual(['updated']);
    expect(await text(repo, BRANCH, 'envs/dev/more.yaml')).toContain('tag: v2');
  });

  test('is closed when the base came to declare it another way', async () => {
    await freshRepo();
    await promote('api=v2');
    const merged = await text(repo, BRANCH, FILE);
    await repo.push('main', { [FILE]: merged, 'envs/dev/z.txt': 'z' });
    expect(outcomes(await promote('api=v2'))).toEqual(['closed']);
    expect(repo.pullRequests()[0]?.state).toBe('closed');
    expect(await repo.branches()).toEqual(['main']);
  });

  test('opens a new pull request after its own was closed by Waybill and the base went back', async () => {
    await freshRepo();
    const before = await text(repo, 'main', FILE);
    await promote('api=v2');
    await repo.push('main', { [FILE]: await text(repo, BRANCH, FILE) });
    await promote('api=v2');
    await repo.push('main', { [FILE]: before });
    expect(outcomes(await promote('api=v2'))).toEqual(['created']);
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
