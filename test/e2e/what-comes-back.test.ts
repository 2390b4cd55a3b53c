import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import {
  type AdvanceStage,
  declare,
  fileOf,
  kustomization,
  openAdvanceStage,
  pipeline,
  statuses,
} from '../actions/advance/stage.ts';
import { yaml } from '../yaml.ts';
import { runIn } from './run-in.ts';
import { declaredTag } from './declared-tag.ts';
import { type ShopBuilds, shopBuilds } from './shop-builds.ts';

// What left an environment, or comes because another one went back, is not merged again by itself.

let stage: AdvanceStage;
let shop: ShopBuilds;
let repositories = 0;

beforeAll(async () => {
  stage = await openAdvanceStage();
  shop = await shopBuilds(stage);
});

/** A config repo whose dev and staging declare `tag`, and merge by themselves. */
function devAndStaging(tag: string): Promise<SandboxRepository> {
  repositories += 1;
  const config = yaml`
    environments:
      dev: { files: ["envs/dev/**"], merge: auto }
      staging: { after: [dev], files: ["envs/staging/**"], merge: auto }
  `;
  const name = `acme/back-${repositories}`;
  return pipeline(stage, name, config, ['dev', 'staging'], { api: shop.version(tag) });
}

const promote = (repository: SandboxRepository, tag: string) =>
  runIn(stage, repository, 'promote', { environment: 'dev', images: `api=${shop.version(tag)}` });
const advance = (repository: SandboxRepository) => runIn(stage, repository, 'promote');

/** A person puts an environment back, as the button of GitHub or git does. */
function revert(repository: SandboxRepository, environment: string, tag: string, message: string) {
  const file = kustomization(stage, { api: shop.version(tag) });
  return repository.push('main', { [fileOf(environment)]: file }, { message, author: 'alice' });
}

function openPull(repository: SandboxRepository) {
  return repository.pullRequests().find(({ state }) => state === 'open');
}

describe('a digest that a person reverted', () => {
  test('is proposed again and waits: promote does not merge it, newer ones pass', async () => {
    const repository = await devAndStaging('plain-1');
    await promote(repository, 'plain-2');
    expect(await declaredTag(repository, 'dev')).toBe('plain-2');
    const commit = await revert(repository, 'dev', 'plain-1', 'Orders fail');
    for (const outcome of ['created', 'unchanged']) {
      expect(await promote(repository, 'plain-2')).toMatchObject({ exitCode: 0, outputs: { outcome } });
      expect(await declaredTag(repository, 'dev')).toBe('plain-1');
    }
    const pull = openPull(repository);
    const why = `plain-2 was reverted by alice in ${commit.slice(0, 7)}.`;
    expect(pull?.body).toContain(why);
    expect(await statuses(stage, repository, pull?.head.sha ?? '')).toMatchObject({
      'waybill/hold': expect.stringContaining(`pending: ${why}`),
      waybill: expect.stringContaining(`pending: dev waits for hold: ${why}`),
    });
    await promote(repository, 'plain-3');
    expect(await declaredTag(repository, 'dev')).toBe('plain-3');
  });

  test('waits in advance as well, run after run, until a person approves it', async () => {
    const repository = await devAndStaging('plain-1');
    await declare(stage, repository, 'dev', { api: shop.version('plain-2') });
    await advance(repository);
    expect(await declaredTag(repository, 'staging')).toBe('plain-2');
    await revert(repository, 'staging', 'plain-1', 'Revert "Promote api plain-2 to staging"');
    await advance(repository);
    expect(await advance(repository)).toMatchObject({ outputs: { outcome: 'unchanged', changed: 'false' } });
    expect(await declaredTag(repository, 'staging')).toBe('plain-1');
    const pull = openPull(repository);
    expect(await statuses(stage, repository, pull?.head.sha ?? '')).toMatchObject({
      'waybill/hold': expect.stringContaining('pending: plain-2 was reverted by alice in '),
    });
    await repository.approve(pull?.number ?? 0, 'bob');
    await advance(repository);
    expect(await declaredTag(repository, 'staging')).toBe('plain-2');
  });

  test('that was reverted by a pull request names it', async () => {
    const repository = await devAndStaging('plain-1');
    await promote(repository, 'plain-2');
    const file = kustomization(stage, { api: shop.version('plain-1') });
    await repository.push('revert-1', { [fileOf('dev')]: file }, { author: 'carol' });
    const { number } = await repository.openPullRequest({ title: 'Go back', head: 'revert-1' });
    await repository.merge(number);
    await promote(repository, 'plain-2');
    expect(openPull(repository)?.body).toContain(`plain-2 was reverted by carol in no. ${number}`);
    expect(await declaredTag(repository, 'dev')).toBe('plain-1');
  });

  test('waits also where the revert looks like a promotion of Waybill', async () => {
    const repository = await devAndStaging('plain-1');
    await promote(repository, 'plain-2');
    const copied = yaml`
      Promote api plain-1 to dev

      Waybill-Environment: dev
      Waybill-Image: api ${stage.images}/api@${shop.digest('plain-1')}
    `;
    await revert(repository, 'dev', 'plain-1', copied);
    await promote(repository, 'plain-2');
    expect(openPull(repository)?.body).toContain('plain-2 was reverted by alice');
    expect(await declaredTag(repository, 'dev')).toBe('plain-1');
  });

  test('comes back by itself after a roll back that holds and pauses nothing', async () => {
    const repository = await devAndStaging('plain-1');
    await promote(repository, 'plain-2');
    const inputs = {
      environment: 'dev',
      images: 'api',
      reason: 'orders fail',
      hold: 'false',
      pause: 'false',
    };
    expect(await runIn(stage, repository, 'rollback', inputs)).toMatchObject({ exitCode: 0 });
    expect(await declaredTag(repository, 'dev')).toBe('plain-1');
    await promote(repository, 'plain-2');
    expect(await declaredTag(repository, 'dev')).toBe('plain-2');
  });
});

describe('what comes because dev went back', () => {
  test.each([
    ['its build is older', 'v2', 'v3'],
    ['nobody knows the order of builds', 'plain-1', 'plain-2'],
  ])('after a roll back waits for a person where %s', async (_where, old, bad) => {
    const repository = await devAndStaging(old);
    await promote(repository, bad);
    await advance(repository);
    expect(await declaredTag(repository, 'staging')).toBe(bad);
    await runIn(stage, repository, 'rollback', { environment: 'dev', images: 'api', reason: 'orders fail' });
    expect(await declaredTag(repository, 'dev')).toBe(old);
    await advance(repository);
    expect(await declaredTag(repository, 'staging')).toBe(bad);
    const pull = openPull(repository);
    expect(pull?.title).toBe(`Promote api ${old} to staging`);
    expect(pull?.body).toContain(`${old} comes because dev went back to it`);
    await repository.approve(pull?.number ?? 0, 'bob');
    await advance(repository);
    expect(await declaredTag(repository, 'staging')).toBe(old);
  });

  test('after a revert by hand waits, too', async () => {
    const repository = await devAndStaging('plain-1');
    await declare(stage, repository, 'dev', { api: shop.version('plain-2') });
    await advance(repository);
    await revert(repository, 'dev', 'plain-1', 'Revert "Promote api plain-2 to dev"');
    await advance(repository);
    expect(await declaredTag(repository, 'staging')).toBe('plain-2');
  });

  test('passes where it is newer than what staging declares', async () => {
    const repository = await devAndStaging('v1');
    await declare(stage, repository, 'dev', { api: shop.version('v3') });
    await revert(repository, 'dev', 'v2', 'Revert "Promote api v3 to dev"');
    await advance(repository);
    expect(await declaredTag(repository, 'staging')).toBe('v2');
  });

  test('an older build that somebody pushed to dev waits in staging', async () => {
    const repository = await devAndStaging('v3');
    await declare(stage, repository, 'dev', { api: shop.version('v2') });
    await advance(repository);
    expect(await declaredTag(repository, 'staging')).toBe('v3');
    expect(openPull(repository)?.body).toContain(
      'v2 was built from an ancestor of v3, which staging declares',
    );
  });
});
