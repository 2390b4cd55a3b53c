import { describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { advance, declare, statuses } from '../advance/stage.ts';
import { both, environments, stage } from '../advance/released-images.ts';
import { yaml } from '../../yaml.ts';
import { run } from './stage.ts';

async function soaking(name: string, prod: string): Promise<SandboxRepository> {
  const config = yaml`
    environments:
      dev: { files: ["envs/dev/**"] }
      prod: { after: [dev], files: ["envs/prod/**"], merge: auto, ${prod} }
  `;
  const repository = await environments(name, config, ['dev', 'prod']);
  await declare(stage, repository, 'dev', both('v2', 'v1'));
  await advance(stage, repository);
  return repository;
}

function promote(repository: SandboxRepository, inputs: Readonly<Record<string, string>> = {}) {
  return run(stage, {
    'config-repository': repository.fullName,
    environment: 'prod',
    images: 'api=v2',
    'skip-gates': 'soak',
    reason: 'the login is down',
    ...inputs,
  });
}

describe('a person who skips a soak', () => {
  test('takes over the pull request of the lane, named, with the reason and what was passed over', async () => {
    const repository = await soaking('acme/skips', 'hotfix: true, gates: { soak: 1d }');
    const { report } = await promote(repository);
    expect(report.lanes).toMatchObject([{ outcome: 'updated' }]);
    const [pull, another] = repository.pullRequests();
    expect(another).toBeUndefined();
    expect(pull).toMatchObject({ title: 'Hotfix: promote api v2 to prod', merged: false });
    expect(pull?.body).toMatch(/Asked for by `alice`.*`the login is down`/);
    expect(pull?.body).toMatch(/> - soak: Soaks in dev for/);
    expect((await statuses(stage, repository, pull?.head.sha ?? ''))['waybill']).toMatch(
      /^success: A hotfix/,
    );
    await advance(stage, repository);
    expect(repository.pullRequests()[0]?.title).toBe('Hotfix: promote api v2 to prod');
  });

  test.each<[string, string, Readonly<Record<string, string>>, string]>([
    ['it is not allowed', 'gates: { soak: 1d }', {}, 'HOTFIX_REFUSED'],
    ['nobody says why', 'hotfix: true, gates: { soak: 1d }', { reason: '' }, 'HOTFIX_REFUSED'],
    [
      'another gate has not passed',
      'hotfix: true, gates: { soak: 1d, healthy: [agent] }',
      {},
      'HOTFIX_REFUSED',
    ],
    [
      'the gate is not one to skip',
      'hotfix: true, gates: { soak: 1d }',
      { 'skip-gates': 'hold' },
      'INPUT_INVALID',
    ],
  ])('is refused where %s', async (name, prod, inputs, code) => {
    const repository = await soaking(`acme/${name.replaceAll(' ', '-')}`, prod);
    const failed: unknown = await promote(repository, inputs).catch((thrown: unknown) => thrown);
    expect(JSON.stringify(failed)).toContain(code);
    expect(repository.pullRequests()).toMatchObject([{ title: 'Promote api v2 to prod' }]);
  });

  test('promotes as always where the soak is over', async () => {
    const repository = await soaking('acme/soaked', 'hotfix: true, gates: { soak: 1m }');
    stage.wait(120_000);
    await promote(repository);
    expect(repository.pullRequests()).toMatchObject([{ title: 'Promote api v2 to prod' }]);
  });
});
