import { beforeAll, describe, expect, test } from '@jest/globals';
import { openStage, PRIVATE, type Stage } from '../stage.ts';
import { configRepo, run } from './stage.ts';

let stage: Stage;
const digests: Record<string, string> = {};

beforeAll(async () => {
  stage = await openStage({ ...PRIVATE, plays: 'docker-hub' });
  for (const tag of ['v1', 'v2']) digests[tag] = stage.release('api', tag);
});

/** How many pulls Docker Hub counts for what `body` does. */
async function pullsOf(body: () => Promise<unknown>): Promise<number> {
  const before = stage.registry.pulls;
  await body();
  return stage.registry.pulls - before;
}

describe('pulls that Docker Hub counts', () => {
  test.each([
    ['a digest with its tag', () => `api=v2@${digests['v2']}`],
    ['a tag', () => 'api=v2'],
  ])(
    'a promotion of %s reads each image once, and when there is nothing to do that one',
    async (_what, images) => {
      const repo = await configRepo(stage, `acme/pulls-${images().length}`, digests['v1'] ?? '');
      const promote = () =>
        run(stage, { images: images(), environment: 'dev', 'config-repository': repo.fullName });
      // The new image and the one before it, whose records the pull request compares.
      expect(await pullsOf(promote)).toBe(2);
      expect(await pullsOf(promote)).toBe(1);
    },
  );
});
