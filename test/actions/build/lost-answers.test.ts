import { describe, expect, test } from '@jest/globals';
import { RUN_COMMIT } from '../../runner/fake-runner.ts';
import { build, COMMIT_TAG, openRegistry, registry, useFreshRegistry } from './stage.ts';

useFreshRegistry();

describe('a build that loses an answer of the registry', () => {
  const inputs = { tags: 'main, v1.4.0' };

  async function requestsOfABuild(): Promise<number> {
    await build(inputs);
    const count = registry.requests.length;
    await registry.close();
    return count;
  }

  test.each(['lose-answer', 'unavailable'] as const)(
    '(%s) at any one of its requests is finished by the next run, and builds no more than it must',
    async (mode) => {
      const count = await requestsOfABuild();
      expect(count).toBeGreaterThan(8);
      for (let nth = 1; nth <= count; nth += 1) {
        await openRegistry();
        let seen = 0;
        registry.inject({ mode, times: 1, match: () => (seen += 1) === nth });
        const first = await build(inputs);
        const second = await build(inputs);
        expect(second.error).toBeUndefined();
        const { digest, record } = second.runner.outputs;
        for (const tag of [COMMIT_TAG, 'main', 'v1.4.0'])
          expect(registry.tags('acme/api').get(tag)).toBe(digest);
        expect(JSON.parse(record ?? '')).toMatchObject({ digest, source: { commit: RUN_COMMIT } });
        if (first.error === undefined) expect(second.builder.builds).toEqual([]);
        if (nth < count) await registry.close();
      }
    },
  );
});
