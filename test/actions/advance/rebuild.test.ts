import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { yaml } from '../../yaml.ts';
import { run } from '../promote/stage.ts';
import { text } from '../stage.ts';
import {
  advance,
  type AdvanceStage,
  declare,
  fileOf,
  kustomization,
  openAdvanceStage,
  pipeline,
} from './stage.ts';

// A commit that is merged as it is keeps its approvals: it is written anew only where merging it would not
// give what is planned.

const IMAGES = ['api', 'cron', 'job', 'mail', 'web', 'work'];
const FILE = fileOf('staging');

let stage: AdvanceStage;
let repositories = 0;
const digests = new Map<string, string>();

beforeAll(async () => {
  stage = await openAdvanceStage();
  for (const image of IMAGES)
    for (const tag of ['v1', 'v2']) digests.set(`${image} ${tag}`, stage.release(image, tag));
});

const version = (image: string, tag: string): string => `${tag}@${digests.get(`${image} ${tag}`) ?? ''}`;
const all = (tag: string): Record<string, string> =>
  Object.fromEntries(IMAGES.map((image) => [image, version(image, tag)]));

/** Six images in one file of staging, all proposed and approved. */
async function proposed(more = ''): Promise<SandboxRepository> {
  repositories += 1;
  const config = yaml`
    environments:
      dev: { files: ["envs/dev/**"] }
      staging: { after: [dev], files: ["envs/staging/**"], gates: { manual: true }${more} }
  `;
  const repository = await pipeline(
    stage,
    `acme/rebuild-${repositories}`,
    config,
    ['dev', 'staging'],
    all('v1'),
  );
  repository.protect('main', { requiredReviews: 1 });
  await declare(stage, repository, 'dev', all('v2'));
  await advance(stage, repository);
  for (const { number } of repository.pullRequests()) await repository.approve(number, 'bob');
  await advance(stage, repository);
  return repository;
}

function heads(repository: SandboxRepository): Readonly<Record<string, string>> {
  return Object.fromEntries(repository.pullRequests().map(({ head }) => [head.ref, head.sha]));
}

describe('six lanes in one file', () => {
  test('merged one after another by a person, lose no head and no approval', async () => {
    const repository = await proposed();
    const before = heads(repository);
    for (const { number } of repository.pullRequests()) {
      await repository.merge(number);
      const { report } = await advance(stage, repository);
      expect(report.lanes.map(({ outcome }) => outcome)).not.toContain('updated');
      for (const lane of report.lanes)
        expect(lane.gates.find(({ gate }) => gate === 'manual')).toMatchObject({ state: 'passed' });
    }
    expect(heads(repository)).toEqual(before);
    expect(await text(repository, 'main', FILE)).toBe(kustomization(stage, all('v2')));
  });

  test('merged by runs, lose none either', async () => {
    const repository = await proposed();
    const before = heads(repository);
    const pull = { labels: [], reviewers: [], teamReviewers: [], draft: undefined, titlePrefix: undefined };
    await advance(stage, repository, { pull: { ...pull, autoMerge: true, mergeMethod: undefined } });
    expect(repository.pullRequests().every(({ merged }) => merged)).toBe(true);
    expect(heads(repository)).toEqual(before);
    expect(await text(repository, 'main', FILE)).toBe(kustomization(stage, all('v2')));
  });

  test('are left alone by a promotion of the same, too', async () => {
    const repository = await proposed();
    await repository.merge(1);
    const before = heads(repository);
    const inputs = { environment: 'staging', images: 'web=v2', 'config-repository': repository.fullName };
    const { report } = await run(stage, inputs);
    expect(report.lanes).toMatchObject([{ outcome: 'unchanged' }]);
    expect(heads(repository)).toEqual(before);
  });

  test('are written anew each time where `rebuild: behind` says so', async () => {
    const repository = await proposed(', rebuild: behind');
    const before = heads(repository);
    await repository.merge(1);
    const { report } = await advance(stage, repository);
    expect(report.lanes.filter(({ outcome }) => outcome === 'updated')).toHaveLength(5);
    expect(Object.entries(heads(repository)).filter(([ref, sha]) => before[ref] !== sha)).toHaveLength(5);
  });
});

describe('a head is written anew', () => {
  test('where it conflicts with what the base has now', async () => {
    const repository = await proposed();
    const before = heads(repository);
    await declare(stage, repository, 'staging', { ...all('v1'), web: `v0@${'sha256:'.padEnd(71, '0')}` });
    await advance(stage, repository);
    const branch = 'waybill/staging/web';
    expect(heads(repository)[branch]).not.toBe(before[branch]);
    expect(await text(repository, branch, FILE)).toContain(version('web', 'v2').slice(3));
  });

  test('where merging it would leave a place out that the base has now', async () => {
    const repository = await proposed();
    const before = heads(repository);
    await repository.push('main', {
      'envs/staging/more/kustomization.yaml': kustomization(stage, { web: version('web', 'v1') }),
    });
    await advance(stage, repository);
    const after = heads(repository);
    expect(Object.keys(before).filter((ref) => after[ref] !== before[ref])).toEqual(['waybill/staging/web']);
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
