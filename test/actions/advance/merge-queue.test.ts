import { describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { text } from '../stage.ts';
import { advance, declare, fileOf, HOUR } from './stage.ts';
import { yaml } from '../../yaml.ts';
import { both, digest, environments, stage } from './released-images.ts';

describe('in a merge queue', () => {
  async function queued(soak: string): Promise<SandboxRepository> {
    const config = yaml`
      environments:
        dev: { files: ["envs/dev/**"] }
        staging: { after: [dev], files: ["envs/staging/**"], merge: auto, gates: { soak: ${soak} } }
    `;
    const repository = await environments(`acme/in-queue-${soak}`, config, ['dev', 'staging']);
    await declare(stage, repository, 'dev', both('v2', 'v1'));
    stage.wait(2 * HOUR);
    repository.configure({ mergeQueue: true });
    repository.protect('main', { requiredContexts: ['ci'] });
    await advance(stage, repository);
    await repository.setStatus(repository.pullRequests()[0]?.head.sha ?? '', 'ci', 'success');
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'queued' }]);
    return repository;
  }

  test('a pull request is left alone, whatever is newer and wherever the base is', async () => {
    const repository = await queued('1h');
    const head = repository.pullRequests()[0]?.head.sha;
    await declare(stage, repository, 'dev', both('v3', 'v1'));
    await repository.push('main', {
      [fileOf('staging')]: (await text(repository, 'main', fileOf('staging'))) + '# more\n',
    });
    const { report } = await advance(stage, repository);
    expect(report.lanes).toMatchObject([{ outcome: 'unchanged', merge: 'queued' }]);
    const [pull, another] = repository.pullRequests();
    expect([pull?.head.sha, pull?.title, another]).toEqual([head, 'Promote api v2 to staging', undefined]);
    expect(pull?.mergeGroup).toBeDefined();
    await repository.setStatus(pull?.mergeGroup?.sha ?? '', 'ci', 'success');
    stage.wait(2 * HOUR);
    await advance(stage, repository);
    expect(repository.pullRequests()[1]).toMatchObject({ title: 'Promote api v3 to staging' });
  });

  test('one whose digest is held now is taken out, and the newer takes its place', async () => {
    const repository = await queued('30m');
    await repository.push('main', {
      '.waybill/hold/staging.yaml': `- { image: api, digest: "${digest('v2')}", reason: orders fail }\n`,
    });
    await declare(stage, repository, 'dev', both('v3', 'v1'));
    await advance(stage, repository);
    expect(repository.pullRequests()).toMatchObject([{ title: 'Promote api v3 to staging', state: 'open' }]);
    expect(repository.pullRequests()[0]?.mergeGroup).toBeUndefined();
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
