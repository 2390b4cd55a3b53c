import { describe, expect, test } from '@jest/globals';
import { build, COMMIT_TAG, image, OF, registry, SAYS_COMMIT, useFreshRegistry } from './stage.ts';

useFreshRegistry();

describe('a version tag', () => {
  test('that points to another digest is refused before anything is built', async () => {
    const taken = registry.seed('acme/api', ['v1.4.0']);
    const { builder, error } = await build({ tags: 'main, v1.4.0' });
    expect(error).toMatchObject({
      errors: [
        expect.objectContaining({
          code: 'VERSION_TAG_MOVED',
          message: expect.stringContaining(`${image}:v1.4.0`),
        }),
      ],
    });
    expect(builder.builds).toEqual([]);
    expect(Object.fromEntries(registry.tags('acme/api'))).toEqual({ 'v1.4.0': taken });
  });

  test('that another run takes during the build stays with it', async () => {
    let taken = '';
    const { error } = await build(
      { tags: 'v1.4.0' },
      { meanwhile: () => (taken = registry.seed('acme/api', ['v1.4.0'], { content: 'other' })) },
    );
    expect(error).toMatchObject({ code: 'VERSION_TAG_MOVED' });
    expect(registry.tags('acme/api').get('v1.4.0')).toBe(taken);
  });

  test('is refused for a reused image too', async () => {
    await build();
    registry.seed('acme/api', ['v1.4.0'], { content: 'other' });
    expect((await build({ tags: 'v1.4.0' })).error).toMatchObject({
      errors: [{ code: 'VERSION_TAG_MOVED' }],
    });
  });

  test('all that are taken are told at once', async () => {
    registry.seed('acme/api', ['v1.4.0', '1.4.0']);
    const { error } = await build({ tags: 'v1.4.0\n1.4.0' });
    expect(error).toMatchObject({ errors: { length: 2 } });
  });
});

test.each(['latest', 'main', 'v1'])('the tag %s moves on', async (tag) => {
  registry.seed('acme/api', [tag], { content: 'old' });
  const { runner } = await build({ tags: tag });
  expect(registry.tags('acme/api').get(tag)).toBe(runner.outputs['digest']);
});

describe('a tag that a newer run took', () => {
  const newer = { ...SAYS_COMMIT, [`${OF}revision`]: 'e'.repeat(40) };

  test('stays there, also when that came while this run built', async () => {
    let taken = '';
    const { runner, error } = await build(
      { tags: 'main, edge' },
      {
        order: { kind: 'before' },
        meanwhile: () => (taken = registry.seed('acme/api', ['main'], { labels: newer, content: 'newer' })),
      },
    );
    expect(error).toBeUndefined();
    expect(registry.tags('acme/api').get('main')).toBe(taken);
    expect(runner.outputs).toMatchObject({ tags: `${COMMIT_TAG}\nedge`, 'left-tags': 'main' });
    expect(JSON.parse(runner.outputs['record'] ?? '').tags).toEqual([COMMIT_TAG, 'edge']);
    expect(runner.lines).toContainEqual(expect.stringMatching(/^warning .*:main is left on .*eeeeeeeeeeee/));
  });

  test.each(['after', 'apart', 'same'] as const)('is moved on where its commit is %s', async (kind) => {
    registry.seed('acme/api', ['main'], { labels: newer });
    const { runner } = await build({ tags: 'main' }, { order: { kind } });
    expect(registry.tags('acme/api').get('main')).toBe(runner.outputs['digest']);
    expect(runner.lines.filter((line) => line.startsWith('warning'))).toEqual([]);
  });

  test('is moved with one warning where nobody knows', async () => {
    registry.seed('acme/api', ['main', 'edge'], { labels: newer });
    const { runner } = await build({ tags: 'main, edge' });
    expect(registry.tags('acme/api').get('edge')).toBe(runner.outputs['digest']);
    expect(runner.lines.filter((line) => line.startsWith('warning'))).toEqual([
      expect.stringContaining('there is no GitHub. The tag is moved.'),
    ]);
  });
});

describe('two runs of one commit at once', () => {
  test('end with one image: the first to finish gives the commit its digest', async () => {
    let first = '';
    const { runner, error } = await build(
      { tags: 'main' },
      {
        meanwhile: () =>
          (first = registry.seed('acme/api', [COMMIT_TAG], { labels: SAYS_COMMIT, content: 'first' })),
      },
    );
    expect(error).toBeUndefined();
    expect(runner.outputs).toMatchObject({ digest: first, reused: 'true' });
    expect(registry.tags('acme/api').get('main')).toBe(first);
    expect(registry.tags('acme/api').get(COMMIT_TAG)).toBe(first);
  });

  test('with the docker driver: the one whose tag was overwritten stops', async () => {
    const { error } = await build(
      {},
      { driver: 'docker', meanwhile: () => registry.seed('acme/api', [COMMIT_TAG], { content: 'other' }) },
    );
    expect(error).toMatchObject({ code: 'DIGEST_MISMATCH', hint: expect.stringContaining('run it again') });
  });
});
