import { describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { advance, declare, fileOf, HOUR, statuses } from '../advance/stage.ts';
import { both, digest, environments, stage } from '../advance/released-images.ts';
import { run } from '../promote/stage.ts';
import { runRollBack } from '../rollback/stage.ts';
import { text } from '../stage.ts';
import { runPause } from './stage.ts';
import { yaml } from '../../yaml.ts';

/** The whole verdict on the head of a pull request. */
async function verdict(repository: SandboxRepository, number: number): Promise<string | undefined> {
  const pull = repository.pullRequests().find((each) => each.number === number);
  return (await statuses(stage, repository, pull?.head.sha ?? ''))['waybill'];
}

const pause = (repository: SandboxRepository, environment: string) =>
  runPause(stage, repository.fullName, { environment, reason: 'checkout is slow' });
const resume = (repository: SandboxRepository, environment: string, images = '') =>
  runPause(stage, repository.fullName, { environment, resume: 'true', images });

async function repositoryNamed(name: string): Promise<SandboxRepository> {
  const config = yaml`
    environments:
      dev: { files: ["envs/dev/**"], merge: auto }
      staging: { after: [dev], files: ["envs/staging/**"], merge: auto, hotfix: true }
  `;
  return environments(name, config, ['dev', 'staging']);
}

const promote = (repository: SandboxRepository, inputs: Readonly<Record<string, string>>) =>
  run(stage, { 'config-repository': repository.fullName, ...inputs });

describe('while an environment is paused', () => {
  test('promote opens its pull request, and leaves it to be merged later', async () => {
    const repository = await repositoryNamed('acme/first');
    await pause(repository, 'dev');
    const { report } = await promote(repository, { images: 'api=v2', environment: 'dev' });
    expect(report.lanes).toMatchObject([{ outcome: 'created' }]);
    expect(await verdict(repository, 2)).toMatch(/^pending: dev waits for pause: .*checkout is slow/);
    expect(repository.pullRequests()[1]).toMatchObject({ merged: false, autoMerge: false });
    await advance(stage, repository);
    expect(await text(repository, 'main', fileOf('dev'))).not.toContain(digest('v2'));
    await resume(repository, 'dev');
    await advance(stage, repository);
    expect(await text(repository, 'main', fileOf('dev'))).toContain(digest('v2'));
  });

  test('a hotfix waits too, opened before or after, and goes on when it is over', async () => {
    const repository = await repositoryNamed('acme/hotfix-paused');
    const asked = { environment: 'staging', reason: 'the login is down' };
    await promote(repository, { images: 'api=v2', ...asked });
    expect(await verdict(repository, 1)).toMatch(/^success: A hotfix/);
    await pause(repository, 'staging');
    expect(await verdict(repository, 1)).toMatch(/^pending: staging waits for pause/);
    await promote(repository, { images: 'web=v2', ...asked });
    expect(await verdict(repository, 3)).toMatch(/^pending: staging waits for pause/);
    await resume(repository, 'staging');
    await advance(stage, repository);
    expect(await verdict(repository, 1)).toMatch(/^success: A hotfix/);
    expect(await verdict(repository, 3)).toMatch(/^success: A hotfix/);
  });

  test('a roll back passes', async () => {
    const repository = await repositoryNamed('acme/roll-back-passes');
    await declare(stage, repository, 'staging', both('v2', 'v1'));
    await pause(repository, 'staging');
    await runRollBack(stage, {
      environment: 'staging',
      images: 'api',
      'config-repository': repository.fullName,
    });
    expect(repository.pullRequests().at(-1)).toMatchObject({ merged: true });
    expect(await text(repository, 'main', fileOf('staging'))).toContain(digest('v1'));
  });
});

describe('a roll back where Waybill merges', () => {
  test('pauses its lane: nothing newer is merged until a person resumes', async () => {
    const repository = await repositoryNamed('acme/roll-back-pauses');
    await declare(stage, repository, 'dev', both('v2', 'v2'));
    await declare(stage, repository, 'staging', both('v2', 'v1'));
    const asked = { environment: 'staging', images: 'api', 'config-repository': repository.fullName };
    await runRollBack(stage, asked);
    expect(await text(repository, 'main', '.waybill/pause/staging.yaml')).toMatch(/images:\n +- api/);
    expect(repository.pullRequests()[0]?.body).toContain('nothing newer is merged until a person runs');
    // The other lane of the environment goes on.
    await advance(stage, repository);
    expect(await text(repository, 'main', fileOf('staging'))).toContain(digest('v2', 'web'));
    await declare(stage, repository, 'dev', both('v3', 'v2'));
    stage.wait(HOUR);
    const { report } = await advance(stage, repository);
    expect(report.lanes).toMatchObject([{ outcome: 'created', merge: 'waits' }]);
    expect(await text(repository, 'main', fileOf('staging'))).toContain(digest('v1'));
    await resume(repository, 'staging', 'api');
    await advance(stage, repository);
    expect(await text(repository, 'main', fileOf('staging'))).toContain(digest('v3'));
    // The same run again changes nothing.
    expect((await runRollBack(stage, asked)).report.lanes).toMatchObject([{ outcome: 'unchanged' }]);
  });

  test('does not where that is not wanted', async () => {
    const repository = await repositoryNamed('acme/roll-back-alone');
    await declare(stage, repository, 'staging', both('v2', 'v1'));
    const asked = { environment: 'staging', images: 'api', 'config-repository': repository.fullName };
    await runRollBack(stage, { ...asked, pause: 'false' });
    expect(await repository.read('main', '.waybill/pause/staging.yaml')).toBeUndefined();
    expect(await text(repository, 'main', fileOf('staging'))).toContain(digest('v1'));
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
