import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import {
  advance,
  type AdvanceStage,
  fileOf,
  HOUR,
  kustomization,
  openAdvanceStage,
  writes,
} from './stage.ts';
import { yaml } from '../../yaml.ts';

const IMAGES = Array.from({ length: 200 }, (_, index) => `app-${index}`);
const ENVIRONMENTS = Array.from({ length: 20 }, (_, index) => `env-${index}`);
/** Lanes with an open pull request: five images on their way into each environment. */
const MOVING = 100;

let stage: AdvanceStage;
let repository: SandboxRepository;
const digests = new Map<string, string>();

beforeAll(async () => {
  stage = await openAdvanceStage();
  for (const image of IMAGES) digests.set(image, stage.release(image, 'v1'));
  for (const image of IMAGES.slice(0, MOVING)) digests.set(`${image} new`, stage.release(image, 'v2'));
  const names = IMAGES.map((image) => `${image}: { repository: ${stage.images}/${image} }\n`);
  const environments = ENVIRONMENTS.map((name, index) =>
    index === 0
      ? `${name}: { files: ["envs/${name}/**"] }\n`
      : `${name}: { after: [${ENVIRONMENTS[index - 1] ?? ''}], files: ["envs/${name}/**"], gates: { soak: 7d, healthy: ["agent"] } }\n`,
  );
  const config = yaml`
    version: 1
    images:
      ${names.join('')}
    environments:
      ${environments.join('')}
  `;
  const files = Object.fromEntries(ENVIRONMENTS.map((name) => [fileOf(name), declaring(0)]));
  repository = await stage.github.createRepository('acme/large', { 'waybill.yaml': config, ...files });
  stage.wait(HOUR);
});

/** The first `count` images in their newer version, the others as they were. */
function declaring(count: number): string {
  const images = IMAGES.map((image, index) => {
    const isNew = index < count;
    return [image, isNew ? `v2@${digests.get(`${image} new`) ?? ''}` : `v1@${digests.get(image) ?? ''}`];
  });
  return kustomization(stage, Object.fromEntries(images));
}

describe('200 images and 20 environments', () => {
  test('with nothing to move take at most 13 requests and no write', async () => {
    stage.github.clearRequests();
    expect((await advance(stage, repository)).report.lanes).toEqual([]);
    // One for twenty open pull requests: GitHub answers more of them at once only in part.
    expect(stage.github.requests.length).toBeLessThanOrEqual(13);
    expect(writes(stage)).toEqual([]);
  });

  test('with one lane to move take at most 20', async () => {
    await repository.push('main', { [fileOf('env-0')]: declaring(1) });
    stage.github.clearRequests();
    const { report } = await advance(stage, repository);
    expect(report.lanes).toMatchObject([{ outcome: 'created' }]);
    expect(stage.github.requests.length).toBeLessThanOrEqual(20);
  });

  test('with 100 lanes to move keep the pace that GitHub asks for, and say so', async () => {
    await repository.push('main', { [fileOf('env-0')]: declaring(MOVING) });
    stage.github.clearRequests();
    const { report, waited, warnings } = await advance(stage, repository);
    expect(report.lanes).toHaveLength(MOVING);
    expect(repository.pullRequests()).toHaveLength(MOVING);
    // A commit and three statuses a lane (the whole verdict, and the two gates that hold it back); all else
    // is shared by five lanes.
    expect(stage.github.requests.length).toBeLessThanOrEqual(500);
    const total = waited.reduce((sum, one) => sum + one, 0);
    expect(total).toBeGreaterThanOrEqual(60_000);
    expect(warnings.some((line) => line.includes('GitHub limits how much is written'))).toBe(true);
  });

  test('with 100 open pull requests and nothing to do take at most 13 requests and no write', async () => {
    stage.github.clearRequests();
    const { report } = await advance(stage, repository);
    expect(report.lanes).toHaveLength(MOVING);
    expect(writes(stage)).toEqual([]);
    expect(stage.github.requests.length).toBeLessThanOrEqual(13);
  });

  test('after an unrelated commit, too', async () => {
    await repository.push('main', { 'README.md': 'more' });
    stage.github.clearRequests();
    await advance(stage, repository);
    expect(writes(stage)).toEqual([]);
    expect(stage.github.requests.length).toBeLessThanOrEqual(13);
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
