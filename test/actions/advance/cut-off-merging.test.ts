import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { yaml } from '../../yaml.ts';
import { struckRequests } from '../../rounds.ts';
import { run } from '../promote/stage.ts';
import { text } from '../stage.ts';
import { advance, type AdvanceStage, declare, fileOf, HOUR, openAdvanceStage, pipeline } from './stage.ts';

// What merges was judged, by its digest, at the head that merged: also when a run ends in the middle.

let stage: AdvanceStage;
let repositories = 0;
const versions: Record<string, string> = {};

beforeAll(async () => {
  stage = await openAdvanceStage();
  for (const tag of ['v1', 'v2', 'v3']) versions[tag] = `${tag}@${stage.release('api', tag)}`;
});

const version = (tag: string): Record<string, string> => ({ api: versions[tag] ?? '' });

/** GitHub waits for a review of v2, and then merges it by itself; dev has moved on to v3. */
async function armed(way: 'auto-merge' | 'merge queue'): Promise<SandboxRepository> {
  repositories += 1;
  const config = yaml`
    environments:
      dev: { files: ["envs/dev/**"] }
      staging: { after: [dev], files: ["envs/staging/**"], merge: auto, gates: { soak: 1h } }
  `;
  const name = `acme/armed-${repositories}`;
  const repository = await pipeline(stage, name, config, ['dev', 'staging'], version('v1'));
  repository.configure({ allowAutoMerge: true, mergeQueue: way === 'merge queue' });
  repository.protect('main', { requiredReviews: 1 });
  await declare(stage, repository, 'dev', version('v2'));
  stage.wait(2 * HOUR);
  await advance(stage, repository);
  expect(repository.pullRequests()).toMatchObject([{ autoMerge: true }]);
  return repository;
}

/** Ends a run after its `nth` request. */
async function endAfter(nth: number, start: () => Promise<unknown>): Promise<void> {
  let seen = 0;
  let isOver = false;
  stage.github.inject({
    mode: 'reset-before',
    times: 1_000,
    match: () => {
      seen += 1;
      return !isOver && seen > nth;
    },
  });
  await start().catch(() => undefined);
  isOver = true;
}

describe.each([
  ['auto-merge', 0],
  ['merge queue', 1],
] as const)('a digest that has not soaked, with %s on,', (way, row) => {
  test.each(struckRequests(14, row))(
    'is not merged where a run of advance ends after request %i',
    async (nth) => {
      const repository = await armed(way);
      // Held: so v3 takes over, whatever has passed its gates.
      const digest = versions['v2']?.slice(3) ?? '';
      await repository.push('main', {
        '.waybill/hold/staging.yaml': `- { image: api, digest: "${digest}" }\n`,
      });
      await declare(stage, repository, 'dev', version('v3'));
      await endAfter(nth, () => advance(stage, repository));
      const isNew = repository.pullRequests()[0]?.head.sha === (await repository.head('waybill/staging/api'));
      expect(isNew).toBe(true);
      if (
        (await text(repository, 'waybill/staging/api', fileOf('staging'))).includes(
          versions['v3']?.slice(3) ?? '',
        )
      )
        await repository.approve(1, 'bob');
      expect(await text(repository, 'main', fileOf('staging'))).not.toContain(versions['v3']?.slice(3));
    },
  );
});

test('promote takes auto-merge back before it brings what a gate refuses', async () => {
  const config = yaml`
    environments:
      dev: { files: ["envs/dev/**"], merge: auto, gates: { version: "<3.0.0" } }
  `;
  const repository = await pipeline(stage, 'acme/armed-dev', config, ['dev'], version('v1'));
  repository.configure({ allowAutoMerge: true });
  repository.protect('main', { requiredReviews: 1 });
  const inputs = { environment: 'dev', 'config-repository': repository.fullName };
  const [low, high] = ['2.0.0', '3.0.0'].map((tag) => stage.release('api', tag));
  await run(stage, { ...inputs, images: `api=2.0.0@${low ?? ''}` });
  await advance(stage, repository);
  expect(repository.pullRequests()[0]?.autoMerge).toBe(true);
  await run(stage, { ...inputs, images: `api=3.0.0@${high ?? ''}` });
  expect(repository.pullRequests()[0]).toMatchObject({ autoMerge: false, state: 'open' });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
