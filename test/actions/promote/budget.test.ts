import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SeedFile } from '../../../sandbox/github/sandbox-github.ts';
import { openStage, type Stage } from '../stage.ts';
import { configRepo, run } from './stage.ts';
import { yaml } from '../../yaml.ts';

let stage: Stage;
let v1: string;
const asked = { environment: 'dev', labels: 'promotion', reviewers: 'alice', 'team-reviewers': 'sre' };
const inputs = { ...asked, 'auto-merge': 'true', 'merge-method': 'squash' };

beforeAll(async () => {
  stage = await openStage();
  stage.github.addPeople({ users: ['alice'], teams: ['acme/sre'] });
  const shop = await stage.github.createRepository('acme/shop', { 'main.txt': 'one' });
  const one = (await shop.head('main')) ?? '';
  const two = await shop.push('main', { 'main.txt': 'two' });
  v1 = stage.release('api', 'v1', { source: 'acme/shop', commit: one });
  stage.release('api', 'v2', { source: 'acme/shop', commit: two });
  stage.release('api', 'v3', { source: 'acme/shop', commit: two });
});

/** `count` files of the environment, and many more elsewhere. */
function files(count: number): Record<string, SeedFile> {
  const seeded: Record<string, SeedFile> = {};
  for (let index = 0; index < count; index += 1) {
    seeded[`envs/dev/team-${index % 7}/app-${index}.yaml`] = yaml`
      image:
        repository: ${stage.images}/api
        tag: v1
        digest: ${v1}
      # ${index}
    `;
  }
  for (let index = 0; index < 300; index += 1) seeded[`other/${index % 20}/${index}.yaml`] = `n: ${index}\n`;
  return seeded;
}

async function requestsOf(repository: string, tag: string): Promise<Readonly<Record<string, number>>> {
  stage.github.clearRequests();
  await run(stage, { ...inputs, images: `api=${tag}`, 'config-repository': repository });
  const counts: Record<string, number> = {};
  for (const { repository: about = '?' } of stage.github.requests) counts[about] = (counts[about] ?? 0) + 1;
  return counts;
}

describe('all requests, with a source, a label, reviewers, the status, a hold and other environments', () => {
  const promote = async (tag: string): Promise<number> => {
    stage.github.clearRequests();
    await run(stage, { ...asked, images: `api=${tag}`, 'config-repository': 'acme/complete' });
    return stage.github.requests.length;
  };

  test('are at most 10 for a first promotion, which makes the label', async () => {
    const repo = await configRepo(stage, 'acme/complete', v1, {
      '.waybill/hold/dev.yaml': yaml`
        - image: api
          digest: ${stage.release('api', 'v0')}
          reason: slow
      `,
    });
    expect(await promote('v2')).toBeLessThanOrEqual(10);
    const [pull] = repo.pullRequests();
    expect(pull).toMatchObject({ labels: ['promotion'], reviewers: ['alice'], teamReviewers: ['sre'] });
    expect(pull?.body).toContain('acme/shop');
  });

  test('are at most 4 with nothing to do', async () => {
    expect(await promote('v2')).toBeLessThanOrEqual(4);
  });

  test('are at most 10 for an update, which says what it takes the place of', async () => {
    expect(await promote('v3')).toBeLessThanOrEqual(10);
  });
});

describe('requests to the config repo', () => {
  test('are at most 8 for a first promotion into 100 files, 1 to let GitHub merge, and 2 to the source', async () => {
    const repo = await configRepo(stage, 'acme/hundred', v1, files(99));
    repo.configure({ allowAutoMerge: true });
    repo.protect('main', { requiredReviews: 1 });
    const counts = await requestsOf('acme/hundred', 'v2');
    // Which of the two commits comes first, and what lies between them.
    expect(counts['acme/shop']).toBe(2);
    expect(counts['acme/hundred']).toBeLessThanOrEqual(8 + 1);
    expect(repo.pullRequests()[0]).toMatchObject({
      labels: ['promotion'],
      reviewers: ['alice'],
      autoMerge: true,
    });
  });

  test('are at most 8 also when a label has to be made, and 2 to merge at once', async () => {
    const repo = await configRepo(stage, 'acme/clean', v1);
    repo.configure({ allowAutoMerge: true });
    expect((await requestsOf('acme/clean', 'v2'))['acme/clean']).toBeLessThanOrEqual(8 + 2);
    expect(repo.pullRequests()[0]).toMatchObject({ merged: true, labels: ['promotion'] });
  });

  test('are at most 3 when the pull request proposes it already', async () => {
    expect(await requestsOf('acme/hundred', 'v2')).toEqual({ 'acme/hundred': 3 });
  });

  test('are at most 3 when the environment declares it already', async () => {
    expect(await requestsOf('acme/clean', 'v2')).toEqual({ 'acme/clean': 3 });
  });

  test('are at most 8 for an update', async () => {
    expect((await requestsOf('acme/hundred', 'v3'))['acme/hundred']).toBeLessThanOrEqual(8);
  });

  test('grow by one for every further hundred files', async () => {
    await configRepo(stage, 'acme/more', v1, files(250));
    const few = await configRepo(stage, 'acme/few', v1, files(3));
    const [more, less] = [await requestsOf('acme/more', 'v2'), await requestsOf(few.fullName, 'v2')];
    // Two more to read 251 files, and two more to write them in trees of a hundred.
    expect(more['acme/more']).toBe((less['acme/few'] ?? 0) + 4);
  });

  test('do not depend on what lies outside the environment, and find files that lie deep', async () => {
    const deep = 'envs/dev/a/b/c/d/e/f/g/h/values.yaml';
    const repo = await configRepo(stage, 'acme/deep', v1, {
      [deep]: yaml`
        image:
          repository: ${stage.images}/api
          tag: v1
      `,
    });
    const counts = await requestsOf('acme/deep', 'v2');
    expect(counts['acme/deep']).toBeLessThanOrEqual(9 + 2);
    expect(Buffer.from((await repo.read('waybill/dev/shop', deep)) ?? []).toString()).toContain('tag: v2');
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
