import { beforeAll, expect, test } from '@jest/globals';
import { type AdvanceStage, openAdvanceStage, pipeline, statuses } from '../actions/advance/stage.ts';
import { yaml } from '../yaml.ts';
import { runIn } from './run-in.ts';

// Answers and files that are out of the ordinary end with the right word, and never with a wrong promotion.

let stage: AdvanceStage;
let repositories = 0;
const digests: Record<string, string> = {};

beforeAll(async () => {
  stage = await openAdvanceStage();
  for (const tag of ['v1', 'v2', 'v3']) digests[tag] = stage.release('api', tag);
});

const version = (tag: string): string => `${tag}@${digests[tag] ?? ''}`;
const toDev = { environment: 'dev', images: 'api=v2' };

function dev(more: Readonly<Record<string, string>> = {}) {
  repositories += 1;
  const config = yaml`
    environments:
      dev: { files: ["envs/dev/**"], ${Object.entries(more)
        .map(([key, value]) => `${key}: ${value}`)
        .join(', ')} }
  `;
  return pipeline(stage, `acme/hostile-${repositories}`, config, ['dev'], { api: version('v1') });
}

test.each([1e15, 1e300])('a retry-after of %d seconds is a limit of rate, and no bug', async (amount) => {
  const repository = await dev();
  stage.github.inject({ mode: 'too-many-requests', amount });
  const ran = await runIn(stage, repository, 'promote', toDev);
  expect(ran.exitCode).toBe(1);
  expect(ran.stdout).toContain('RATE_LIMITED');
  expect(ran.stdout).not.toContain('INTERNAL');
});

test('a digest that is there by HEAD and gone by GET is not promoted', async () => {
  const repository = await dev();
  const digest = digests['v3'] ?? '';
  stage.registry.inject({
    mode: 'missing',
    times: 100,
    match: ({ method, path }) => method === 'GET' && path.endsWith(`/manifests/${digest}`),
  });
  const ran = await runIn(stage, repository, 'promote', { environment: 'dev', images: `api=${digest}` });
  expect(ran.exitCode).toBe(1);
  expect(ran.stdout).toContain('IMAGE_NOT_FOUND');
  expect(repository.pullRequests()).toEqual([]);
});

test('a file over 10 MB that names the image stops the run; one that does not is passed over', async () => {
  const repository = await dev();
  const filler = `${'# filler\n'.repeat(1_200_000)}`;
  await repository.push('main', { 'envs/dev/large.yaml': filler });
  expect(await runIn(stage, repository, 'promote', { ...toDev, 'dry-run': 'true' })).toMatchObject({
    exitCode: 0,
  });
  await repository.push('main', { 'envs/dev/large.yaml': `image: ${stage.images}/api:v1\n${filler}` });
  const ran = await runIn(stage, repository, 'promote', toDev);
  expect(ran.exitCode).toBe(1);
  expect(ran.stdout).toMatch(/FILE_UNREADABLE,file=envs\/dev\/large\.yaml/);
  expect(repository.pullRequests()).toEqual([]);
});

test('the annotations of a platform count as the image itself: a record cannot contradict them', async () => {
  const commit = 'a'.repeat(40);
  stage.registry.seed('acme/api', ['multi'], {
    content: 'multi',
    platforms: ['linux/amd64', 'linux/arm64'],
    platformAnnotations: {
      'org.opencontainers.image.source': `${stage.github.url}/acme/shop`,
      'org.opencontainers.image.revision': commit,
      'org.opencontainers.image.version': '2.0.0',
    },
  });
  const repository = await dev({ gates: '{ version: ">=2.0.0" }' });
  const ran = await runIn(stage, repository, 'promote', { environment: 'dev', images: 'api=multi' });
  expect(ran.exitCode).toBe(0);
  const [pull] = repository.pullRequests();
  expect(pull?.body).toContain(`/acme/shop/commit/${commit}`);
  expect(await statuses(stage, repository, pull?.head.sha ?? '')).toMatchObject({
    waybill: expect.stringMatching(/^success/),
  });
});
