import { describe, expect, test } from '@jest/globals';
import { build, COMMIT_TAG, OF, registry, SAYS_COMMIT, useFreshRegistry, writes } from './stage.ts';

useFreshRegistry();

describe('a commit that was built before', () => {
  test('is not built again: the tags are put on its digest byte for byte', async () => {
    const first = await build({ tags: 'main' });
    const second = await build({ tags: 'v1.4.0' });
    expect(second.builder.builds).toEqual([]);
    expect(second.runner.outputs).toMatchObject({ reused: 'true', digest: first.runner.outputs['digest'] });
    expect(registry.tags('acme/api').get('v1.4.0')).toBe(first.runner.outputs['digest']);
  });

  test('keeps the record of the run that built it, with the new tag and version', async () => {
    await build({ tags: 'main' });
    const env = { GITHUB_RUN_ID: '8', GITHUB_REF: 'refs/tags/v1.4.0' };
    const { runner } = await build({ tags: 'v1.4.0' }, { env });
    expect(JSON.parse(runner.outputs['record'] ?? '')).toMatchObject({
      run: { id: '7' },
      source: { ref: 'refs/heads/main' },
      version: 'v1.4.0',
      tags: [COMMIT_TAG, 'main', 'v1.4.0'],
    });
  });

  test('by another builder that sets the standard labels is taken as it is', async () => {
    const digest = registry.seed('acme/api', [COMMIT_TAG], { labels: SAYS_COMMIT });
    const { runner, error } = await build({ tags: 'main' });
    expect(error).toBeUndefined();
    expect(runner.outputs).toMatchObject({ reused: 'true', digest });
  });

  test('and has all its tags costs no write at all', async () => {
    await build({ tags: 'v1.4.0' });
    registry.clearRequests();
    const { runner } = await build({ tags: 'v1.4.0' });
    expect(runner.outputs['reused']).toBe('true');
    expect(registry.requests.filter(({ method }) => method !== 'GET' && method !== 'HEAD')).toEqual([]);
  });

  test('and died before its record was attached gets it now', async () => {
    registry.seed('acme/api', [COMMIT_TAG], { labels: SAYS_COMMIT });
    const { runner } = await build();
    expect(runner.lines.join('\n')).toContain('Attached the record');
    registry.clearRequests();
    await build();
    expect(writes()).toEqual([]);
  });

  test.each([
    ['no labels', {}, 'no source at no commit'],
    [
      'another commit',
      { ...SAYS_COMMIT, [`${OF}revision`]: 'd'.repeat(40) },
      `acme/shop at ${'d'.repeat(40)}`,
    ],
    [
      'another repository',
      { ...SAYS_COMMIT, [`${OF}source`]: 'https://github.com/evil/shop' },
      'evil/shop at',
    ],
  ])('according to its tag, but with %s, is refused', async (_, labels, says) => {
    registry.seed('acme/api', [COMMIT_TAG], { labels });
    const { builder, error } = await build({ tags: 'main' });
    expect(error).toMatchObject({ code: 'COMMIT_TAG_TAKEN', message: expect.stringContaining(says) });
    expect(builder.builds).toEqual([]);
    expect(registry.tags('acme/api').has('main')).toBe(false);
  });

  test('without a platform that is asked for is refused', async () => {
    await build({ platforms: 'linux/amd64' });
    const { error } = await build({ platforms: 'linux/amd64, linux/arm64' });
    expect(error).toMatchObject({
      code: 'BUILD_DIFFERS',
      message: expect.stringMatching(/without linux\/arm64$/),
    });
  });

  test('for the same platforms in another spelling is the same', async () => {
    await build({ platforms: 'linux/arm64' });
    const { runner } = await build({ platforms: 'linux/arm64/v8' });
    expect(runner.outputs['reused']).toBe('true');
  });

  test.each([
    ['target', { target: 'debug' }],
    ['file', { file: 'other' }],
    ['context', { context: 'web' }],
  ])('from another %s is another image, and refused', async (_, inputs) => {
    await build();
    expect((await build(inputs)).error).toMatchObject({ code: 'BUILD_DIFFERS' });
  });

  test('with other build arguments is reused with a warning', async () => {
    await build({ 'build-args': 'VERSION=main' });
    const { runner } = await build({ 'build-args': 'VERSION=v1.4.0' });
    expect(runner.outputs['reused']).toBe('true');
    expect(runner.lines).toContainEqual(expect.stringMatching(/^warning .*other build arguments/));
  });
});
