import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { text } from '../stage.ts';
import {
  advance,
  type AdvanceStage,
  declare,
  fileOf,
  HOUR,
  kustomization,
  openAdvanceStage,
  pipeline,
  writes,
} from './stage.ts';
import { yaml } from '../../yaml.ts';

const IMAGES = ['api', 'web', 'job', 'cron', 'mail'];

let stage: AdvanceStage;
const digests = new Map<string, string>();

beforeAll(async () => {
  stage = await openAdvanceStage();
  for (const image of IMAGES)
    for (const tag of ['v1', 'v2', 'v3']) digests.set(`${image} ${tag}`, stage.release(image, tag));
});

const all = (tag: string): Record<string, string> =>
  Object.fromEntries(IMAGES.map((image) => [image, `${tag}@${digests.get(`${image} ${tag}`) ?? ''}`]));

async function repositoryOf(name: string, staging: string): Promise<SandboxRepository> {
  const config = yaml`
    environments:
      dev: { files: ["envs/dev/**"] }
      staging: { after: [dev], files: ["envs/staging/**"]${staging} }
  `;
  const repository = await pipeline(stage, name, config, ['dev', 'staging'], all('v1'));
  stage.wait(HOUR);
  return repository;
}

async function together(count: number, repository: SandboxRepository): Promise<void> {
  const runs = await Promise.allSettled(Array.from({ length: count }, () => advance(stage, repository)));
  expect(runs.filter(({ status }) => status === 'rejected')).toEqual([]);
}

/** Runs one after the other until nothing is written any more. */
async function settle(repository: SandboxRepository): Promise<number> {
  for (let runs = 1; runs <= 20; runs += 1) {
    stage.github.clearRequests();
    await advance(stage, repository);
    if (writes(stage).length === 0) return runs;
  }
  throw new Error('the runs never came to rest');
}

describe.each([2, 20])('%i runs at once', (count) => {
  test('on one lane open one pull request, whose branch holds what it says', async () => {
    const repository = await repositoryOf(`acme/lane-${count}`, ', gates: { soak: 30m }');
    await declare(stage, repository, 'dev', { ...all('v1'), api: all('v2')['api'] ?? '' });
    await together(count, repository);
    await declare(stage, repository, 'dev', { ...all('v1'), api: all('v3')['api'] ?? '' });
    await together(count, repository);
    await settle(repository);
    const [pull, another] = repository.pullRequests();
    expect(another).toBeUndefined();
    expect(pull?.title).toBe('Promote api v3 to staging');
    expect(pull?.head.sha).toBe(await repository.head('waybill/staging/api'));
    expect(await text(repository, 'waybill/staging/api', fileOf('staging'))).toContain(digests.get('api v3'));
    const marks = pull?.comments.flatMap(({ body }) => /<!-- .* -->/.exec(body)?.[0] ?? []) ?? [];
    expect(marks.length).toBeGreaterThan(0);
  });

  test('on different lanes of one file lose nothing, and end in one state', async () => {
    const repository = await repositoryOf(`acme/file-${count}`, ', merge: auto');
    await declare(stage, repository, 'dev', all('v2'));
    await together(count, repository);
    await settle(repository);
    expect(await text(repository, 'main', fileOf('staging'))).toBe(kustomization(stage, all('v2')));
    const pulls = repository.pullRequests();
    expect(pulls.filter(({ state }) => state === 'open')).toEqual([]);
    for (const image of IMAGES) {
      const own = pulls.filter(({ head }) => head.ref === `waybill/staging/${image}`);
      expect(own.filter(({ merged }) => merged)).toHaveLength(1);
    }
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
