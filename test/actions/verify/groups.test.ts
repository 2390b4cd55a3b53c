import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { yaml } from '../../yaml.ts';
import { advance, type AdvanceStage, HOUR, openAdvanceStage, pipeline, statuses } from '../advance/stage.ts';
import { run } from '../promote/stage.ts';
import { declaring, propose, runVerify } from './stage.ts';

// What `verify` says of images that move together.

let stage: AdvanceStage;
let repositories = 0;
const versions: Record<string, string> = {};

beforeAll(async () => {
  stage = await openAdvanceStage();
  for (const image of ['api', 'web'])
    for (const tag of ['v1', 'v2', 'v3']) versions[`${image} ${tag}`] = `${tag}@${stage.release(image, tag)}`;
});

const both = (api: string, web: string) => ({
  api: versions[`api ${api}`] ?? '',
  web: versions[`web ${web}`] ?? '',
});

async function groupOf(same: string): Promise<SandboxRepository> {
  repositories += 1;
  const config = yaml`
    groups:
      shop: ${same === '' ? '[api, web]' : `{ images: [api, web], same: ${same} }`}
    environments:
      dev: { files: ["envs/dev/**"] }
      staging: { after: [dev], files: ["envs/staging/**"] }
  `;
  const name = `acme/verified-group-${repositories}`;
  const repository = await pipeline(stage, name, config, ['dev', 'staging'], both('v1', 'v1'));
  stage.wait(HOUR);
  return repository;
}

async function verdictOf(repository: SandboxRepository, environment: string, images: object) {
  const files = declaring(stage, environment, images as Record<string, string>);
  const { number, head } = await propose(repository, `change-${environment}`, files);
  const { report } = await runVerify(stage, repository, { 'pull-request': String(number) });
  const status = (await statuses(stage, repository, head.sha))['waybill'] ?? 'none';
  return `${report.verified[0]?.verdict.code ?? 'nothing'} ${status}`;
}

describe('a person who brings a group that comes from one version', () => {
  test('passes with all of it', async () => {
    const said = await verdictOf(await groupOf('version'), 'dev', both('v2', 'v2'));
    expect(said).toMatch(/^IMAGES_ACCEPTED success: /);
  });

  test.each(['dev', 'staging'])(
    'waits in %s with a part of it, and is told who is missing',
    async (environment) => {
      const repository = await groupOf('version');
      if (environment === 'staging') await repository.push('main', declaring(stage, 'dev', both('v2', 'v2')));
      const said = await verdictOf(repository, environment, both('v2', 'v1'));
      expect(said).toMatch(/^GATES_PENDING pending: .*waits for group: .*web/);
    },
  );

  test('waits with two that come from different ones', async () => {
    const said = await verdictOf(await groupOf('version'), 'dev', both('v2', 'v3'));
    expect(said).toMatch(/^GATES_(?:PENDING pending|FAILED failure): .*group/);
  });

  test('brings a part where the group only moves together', async () => {
    const said = await verdictOf(await groupOf(''), 'dev', both('v2', 'v1'));
    expect(said).toMatch(/^IMAGES_ACCEPTED success: /);
  });
});

test('the lane of a group gets the same verdict from verify as from the run that proposed it', async () => {
  const repository = await groupOf('version');
  stage.release('api', 'v4');
  await run(stage, { 'config-repository': repository.fullName, environment: 'dev', images: 'api=v4' });
  const [pull] = repository.pullRequests();
  const said = async () => (await statuses(stage, repository, pull?.head.sha ?? ''))['waybill'];
  const before = await said();
  expect(before).toMatch(/^pending: .*group/);
  await runVerify(stage, repository, { 'pull-request': String(pull?.number) });
  expect(await said()).toBe(before);
  await advance(stage, repository);
  expect(await said()).toBe(before);
});
