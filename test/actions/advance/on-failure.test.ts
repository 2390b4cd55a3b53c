import { describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { text } from '../stage.ts';
import { advance, declare, fileOf, HOUR, MINUTE, writes } from './stage.ts';
import { both, digest, environments, stage } from './released-images.ts';
import { yaml } from '../../yaml.ts';

/** A config repo whose prod asks for roll backs by itself; v1 was healthy there. */
async function watched(name: string, rollback: string, before = 'success'): Promise<SandboxRepository> {
  const config = yaml`
    environments:
      staging: { files: ["envs/staging/**"] }
      prod:
        after: [staging]
        files: ["envs/prod/**"]
        merge: auto
        health: ["agent"]
        rollback: ${rollback}
  `;
  const repository = await environments(name, config, ['staging', 'prod']);
  if (before !== '') await says(repository, before as 'success' | 'failure');
  return repository;
}

async function says(repository: SandboxRepository, state: 'success' | 'failure'): Promise<void> {
  await repository.setStatus((await repository.head('main')) ?? '', 'agent', state);
}

/** Brings a version into staging and on into prod, where it is merged at once. */
async function bring(repository: SandboxRepository, api: string, web = 'v1'): Promise<void> {
  await declare(stage, repository, 'staging', both(api, web));
  await advance(stage, repository);
  expect(await text(repository, 'main', fileOf('prod'))).toContain(digest(api));
}

const MANUAL = '{ on-failure: 30m }';
const AUTO = '{ on-failure: 30m, merge: auto }';

describe('a promotion after which the environment fails', () => {
  test('gets its roll back proposed, with the evidence, and once', async () => {
    const repository = await watched('acme/fails', MANUAL);
    await bring(repository, 'v2');
    stage.wait(5 * MINUTE);
    await says(repository, 'failure');
    const { report } = await advance(stage, repository);
    expect(report.lanes).toMatchObject([{ outcome: 'created', lane: { environment: 'prod' } }]);
    const pull = repository.pullRequests().at(-1);
    expect(pull).toMatchObject({ title: 'Roll prod back to api v1', merged: false });
    expect(pull?.body).toMatch(/agent has failed at \w{7}, 5 minutes after the merge/);
    expect(pull?.body).toMatch(/\(\[`agent has failed at \w{7}`\]\(http/);
    stage.github.clearRequests();
    await advance(stage, repository);
    expect(writes(stage)).toEqual([]);
  });

  test('is taken back by itself with "merge: auto", and not once more when that fails, too', async () => {
    const repository = await watched('acme/fails-auto', AUTO);
    await bring(repository, 'v2');
    stage.wait(5 * MINUTE);
    await says(repository, 'failure');
    const { report } = await advance(stage, repository);
    expect(report.lanes[0]?.lane.environment).toBe('prod');
    expect(await text(repository, 'main', fileOf('prod'))).toContain(digest('v1'));
    expect(await text(repository, 'main', '.waybill/hold/prod.yaml')).toContain(digest('v2'));
    stage.wait(5 * MINUTE);
    await says(repository, 'failure');
    const count = repository.pullRequests().length;
    await advance(stage, repository);
    expect(repository.pullRequests()).toHaveLength(count);
    expect(await text(repository, 'main', fileOf('prod'))).toContain(digest('v1'));
  });

  test('never goes back by itself into a digest that failed before, nor into one of which nothing is known', async () => {
    const failed = await watched('acme/failed-before', AUTO);
    await bring(failed, 'v2');
    stage.wait(2 * HOUR);
    await says(failed, 'failure');
    // It failed too late to be rolled back, and a newer one came.
    await bring(failed, 'v3');
    stage.wait(5 * MINUTE);
    await says(failed, 'failure');
    await advance(stage, failed);
    expect(failed.pullRequests().at(-1)?.title).toBe('Roll prod back to api v1');
    expect(await text(failed, 'main', fileOf('prod'))).toContain(digest('v1'));

    const unknown = await watched('acme/unknown-before', AUTO, '');
    await bring(unknown, 'v2');
    stage.wait(5 * MINUTE);
    await says(unknown, 'failure');
    await advance(stage, unknown);
    expect(unknown.pullRequests().at(-1)).toMatchObject({ title: 'Roll prod back to api v1', merged: false });
  });

  test('is left alone when it failed later, when it recovered, and when nobody asked for it', async () => {
    const late = await watched('acme/late', AUTO);
    await bring(late, 'v2');
    stage.wait(HOUR);
    await says(late, 'failure');
    await advance(stage, late);
    const recovered = await watched('acme/recovered', AUTO);
    await bring(recovered, 'v2');
    await says(recovered, 'failure');
    stage.wait(MINUTE);
    await says(recovered, 'success');
    await advance(stage, recovered);
    for (const repository of [late, recovered])
      expect(repository.pullRequests().map(({ title }) => title)).toEqual(['Promote api v2 to prod']);
  });

  test('of two that came together each is proposed, and a person merges', async () => {
    const repository = await watched('acme/which', AUTO);
    await bring(repository, 'v2', 'v2');
    await advance(stage, repository);
    expect(await text(repository, 'main', fileOf('prod'))).toContain(digest('v2', 'web'));
    stage.wait(5 * MINUTE);
    await says(repository, 'failure');
    await advance(stage, repository);
    const pulls = repository.pullRequests().filter(({ title }) => title.startsWith('Roll prod back'));
    expect(pulls.map(({ merged }) => merged)).toEqual([false, false]);
  });

  test('does not go on into the next environment in the run that takes it back', async () => {
    const config = yaml`
      environments:
        staging: { files: ["envs/staging/**"] }
        canary:
          after: [staging]
          files: ["envs/canary/**"]
          merge: auto
          health: ["agent"]
          rollback: ${AUTO}
        prod: { after: [canary], files: ["envs/prod/**"], merge: auto, gates: { soak: 10m } }
    `;
    const repository = await environments('acme/not-on', config, ['staging', 'canary', 'prod']);
    await says(repository, 'success');
    await declare(stage, repository, 'staging', both('v2', 'v1'));
    await advance(stage, repository);
    stage.wait(15 * MINUTE);
    await says(repository, 'failure');
    await advance(stage, repository);
    expect(await text(repository, 'main', fileOf('canary'))).toContain(digest('v1'));
    expect(await text(repository, 'main', fileOf('prod'))).toContain(digest('v1'));
  });
});

test('a roll back on failure needs to know how the environment is', async () => {
  const config = yaml`
    environments:
      prod: { files: ["envs/prod/**"], rollback: { on-failure: 30m } }
  `;
  const repository = await environments('acme/no-health', config, ['prod']);
  await expect(advance(stage, repository)).rejects.toMatchObject({
    errors: [{ code: 'CONFIG_INVALID', message: expect.stringContaining('prod has no health') }],
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
