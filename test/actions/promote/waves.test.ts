import { describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { yaml } from '../../yaml.ts';
import { both, digest, stage } from '../advance/released-images.ts';
import { advance, kustomization, MINUTE, statuses } from '../advance/stage.ts';
import { runRollBack } from '../rollback/stage.ts';
import { text } from '../stage.ts';
import { run } from './stage.ts';

// The first environment is promoted in waves: by `promote` as by every later run.

let repositories = 0;

const declaring = (api: string): string => kustomization(stage, both(api));
const fileIn = (target: string): string => `clusters/${target}/kustomization.yaml`;

async function inWaves(more = '', groups = ''): Promise<SandboxRepository> {
  repositories += 1;
  return stage.github.createRepository(`acme/first-waves-${repositories}`, {
    'waybill.yaml': yaml`
      version: 1
      images:
        api: { repository: ${stage.images}/api }
        web: { repository: ${stage.images}/web }
      ${groups}
      environments:
        live:
          files: ["clusters/{target}/**"]
          waves: [[eu], [us, asia]]
          merge: auto
          ${more}
    `,
    ...Object.fromEntries(['eu', 'us', 'asia'].map((target) => [fileIn(target), declaring('v1')])),
  });
}

const promote = (repository: SandboxRepository, images: string) => {
  stage.wait(MINUTE);
  return run(stage, { 'config-repository': repository.fullName, environment: 'live', images });
};

/** Which version of api each target declares. */
async function declared(repository: SandboxRepository): Promise<string> {
  const versions = ['eu', 'us', 'asia'].map(async (target) => {
    const content = await text(repository, 'main', fileIn(target));
    return ['v1', 'v2', 'v3'].find((tag) => content.includes(digest(tag)));
  });
  return (await Promise.all(versions)).join(' ');
}

describe('a first environment with waves', () => {
  test('is promoted wave by wave, and every target gets it in the end', async () => {
    const repository = await inWaves();
    const { report } = await promote(repository, 'api=v2');
    expect(report.lanes).toMatchObject([{ outcome: 'merged' }]);
    expect(repository.pullRequests()[0]?.title).toBe('Promote api v2 to live (wave 1 of 2: eu)');
    expect(await declared(repository)).toBe('v2 v1 v1');
    await advance(stage, repository);
    expect(repository.pullRequests()[1]?.title).toContain('wave 2 of 2: us, asia');
    expect(await declared(repository)).toBe('v2 v2 v2');
    expect((await advance(stage, repository)).report.lanes).toEqual([]);
  });

  test('goes on in the wave that is due where the same is asked for again', async () => {
    const repository = await inWaves();
    await promote(repository, 'api=v2');
    const again = await promote(repository, 'api=v2');
    expect(again.report.lanes).toMatchObject([{ outcome: 'created' }]);
    expect(repository.pullRequests()[1]?.title).toContain('wave 2 of 2: us, asia');
    await advance(stage, repository);
    expect(await declared(repository)).toBe('v2 v2 v2');
  });

  test('begins anew at the first wave when something newer comes between two', async () => {
    const repository = await inWaves('gates: { manual: true }');
    await repository.push('main', { [fileIn('eu')]: declaring('v2') });
    await advance(stage, repository);
    expect(repository.pullRequests()[0]?.title).toContain('wave 2 of 2: us, asia');
    await promote(repository, 'api=v3');
    expect(repository.pullRequests()).toMatchObject([
      { state: 'open', title: 'Promote api v3 to live (wave 1 of 2: eu)' },
    ]);
    await advance(stage, repository);
    expect(repository.pullRequests()[0]?.title).toContain('api v3');
  });

  test('asks whether the waves before are well', async () => {
    const repository = await inWaves(`health: ["apps-{target}"]\ngates: { healthy: true }`);
    await promote(repository, 'api=v2');
    await advance(stage, repository);
    expect(await declared(repository)).toBe('v2 v1 v1');
    const { report } = await advance(stage, repository);
    expect(report.lanes).toMatchObject([{ outcome: 'created', merge: 'waits' }]);
    const head = repository.pullRequests()[1]?.head.sha ?? '';
    expect((await statuses(stage, repository, head))['waybill']).toMatch(/^pending: .*order/);
    await promote(repository, 'api=v2');
    await advance(stage, repository);
    expect(await declared(repository)).toBe('v2 v1 v1');
    await repository.setStatus((await repository.head('main')) ?? '', 'apps-eu', 'success');
    await advance(stage, repository);
    expect(await declared(repository)).toBe('v2 v2 v2');
  });

  test('waits for the rest of a group that comes from one version', async () => {
    const repository = await inWaves('', 'groups: { shop: { images: [api, web], same: version } }');
    stage.release('api', 'v5');
    await promote(repository, 'api=v5');
    const head = repository.pullRequests()[0]?.head.sha ?? '';
    expect((await statuses(stage, repository, head))['waybill/group']).toMatch(/^pending: .*misses web/);
    expect(await declared(repository)).toBe('v1 v1 v1');
  });

  test('is left alone where a person brought a digest into a later wave alone', async () => {
    const repository = await inWaves();
    stage.wait(MINUTE);
    await repository.push('main', { [fileIn('us')]: declaring('v2') });
    await advance(stage, repository);
    expect(repository.pullRequests()).toEqual([]);
    expect(await declared(repository)).toBe('v1 v2 v1');
  });

  test('does not follow a person who took the first wave back', async () => {
    const repository = await inWaves();
    for (const tag of ['v2', 'v3']) {
      await promote(repository, `api=${tag}`);
      stage.wait(MINUTE);
      await advance(stage, repository);
    }
    expect(await declared(repository)).toBe('v3 v3 v3');
    stage.wait(MINUTE);
    await repository.push('main', { [fileIn('eu')]: declaring('v2') });
    const { report } = await advance(stage, repository);
    expect(report.lanes).toMatchObject([{ outcome: 'created', merge: 'waits' }]);
    expect(report.lanes[0]?.gates.find(({ gate }) => gate === 'hold')).toMatchObject({
      state: 'pending',
      reason: expect.stringContaining('because live went back to it'),
    });
    expect(await declared(repository)).toBe('v2 v3 v3');
  });

  test('does not bring again into a later wave what it was rolled back from', async () => {
    const repository = await inWaves();
    await promote(repository, 'api=v2');
    const where = { 'config-repository': repository.fullName, environment: 'live', images: 'api' };
    await runRollBack(stage, where);
    await advance(stage, repository);
    expect(await declared(repository)).toBe('v1 v1 v1');
  });
});
