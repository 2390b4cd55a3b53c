import { describe, expect, test } from '@jest/globals';
import { WaybillError } from '../../../src/errors/waybill-error.ts';
import { RUN_COMMIT } from '../../runner/fake-runner.ts';
import { build, COMMIT_TAG, image, registry, useFreshRegistry } from './stage.ts';

useFreshRegistry();

describe('the digest', () => {
  test('that the builder claims must be in the registry', async () => {
    const { runner, error } = await build({ tags: 'main' }, { claims: `sha256:${'e'.repeat(64)}` });
    expect(error).toMatchObject({ code: 'DIGEST_MISMATCH' });
    expect(runner.outputs['digest']).toBe('');
    expect(registry.tags('acme/api').size).toBe(0);
  });

  test.each(['wrong-digest-header', 'tampered-body'] as const)(
    'is not believed from a registry with a %s',
    async (mode) => {
      registry.inject({ mode, match: ({ path }) => path.includes('/manifests/'), times: 50 });
      const { runner, error } = await build({ tags: 'main' });
      expect(error).toBeInstanceOf(WaybillError);
      expect(runner.outputs['digest']).toBe('');
    },
  );

  test('of an image without a platform that was asked for is not tagged', async () => {
    const { error } = await build(
      { platforms: 'linux/amd64,linux/arm64' },
      { platforms: ['linux/amd64', 'linux/386'] },
    );
    expect(error).toMatchObject({
      code: 'PLATFORM_UNSUPPORTED',
      message: expect.stringContaining('without linux/arm64'),
    });
    expect(registry.tags('acme/api').size).toBe(0);
  });
});

describe('a run that fails', () => {
  test('sets every output all the same', async () => {
    const { runner, error } = await build({}, { fails: new WaybillError('BUILD_FAILED', 'no') });
    expect(error).toMatchObject({ code: 'BUILD_FAILED' });
    expect(runner.outputs).toEqual({
      image,
      digest: '',
      reference: '',
      tags: '',
      'left-tags': '',
      reused: 'false',
      proof: '',
      record: '',
      json: JSON.stringify({
        image,
        digest: '',
        reference: '',
        tags: [],
        leftTags: [],
        reused: false,
        proof: null,
        record: null,
      }),
    });
  });

  test('over its inputs sets them too', async () => {
    const { runner, error } = await build({ image: '' });
    expect(error).toMatchObject({ code: 'INPUT_MISSING' });
    expect(Object.keys(runner.outputs)).toHaveLength(9);
  });

  test.each([
    ['the image of the commit', COMMIT_TAG],
    ['a tag', 'main'],
  ])('when the answer to writing %s is lost, the next run ends right', async (_, tag) => {
    registry.inject({
      mode: 'lose-answer',
      match: ({ method, path }) => method === 'PUT' && path.endsWith(`/manifests/${tag}`),
    });
    await build({ tags: 'main' });
    const { runner, error } = await build({ tags: 'main' });
    expect(error).toBeUndefined();
    expect(registry.tags('acme/api').get('main')).toBe(runner.outputs['digest']);
    expect(registry.tags('acme/api').get(COMMIT_TAG)).toBe(runner.outputs['digest']);
  });
});

describe('what is built is what the image says', () => {
  test('a workspace at another commit is refused', async () => {
    const { builder, error } = await build({}, { head: 'd'.repeat(40) });
    expect(error).toMatchObject({
      code: 'COMMIT_MISMATCH',
      hint: expect.stringContaining(`commit: ${'d'.repeat(40)}`),
    });
    expect(builder.builds).toEqual([]);
  });

  test('unless that commit is named', async () => {
    const { runner, error } = await build({ commit: 'd'.repeat(40) }, { head: 'd'.repeat(40) });
    expect(error).toBeUndefined();
    expect(JSON.parse(runner.outputs['record'] ?? '').source).toEqual({
      repository: 'acme/shop',
      commit: 'd'.repeat(40),
      server: 'https://github.com',
    });
  });

  test('a git context must name a commit', async () => {
    const { error } = await build({ context: 'https://github.com/acme/shop.git#main' });
    expect(error).toMatchObject({
      code: 'COMMIT_MISMATCH',
      hint: expect.stringContaining(`acme/shop.git#${RUN_COMMIT}`),
    });
    expect(
      (await build({ context: `https://github.com/acme/shop.git#${RUN_COMMIT}:services/api` })).error,
    ).toBeUndefined();
  });

  test('outside of a workflow run nothing is guessed', async () => {
    const { error } = await build({}, { env: { GITHUB_SHA: '' } });
    expect(error).toMatchObject({ code: 'COMMIT_UNKNOWN' });
  });
});

describe('a dry run', () => {
  test('builds and writes nothing, and says what it would do', async () => {
    const { runner, builder } = await build({ tags: 'v1.4.0', 'dry-run': 'true' });
    expect(builder.builds).toEqual([]);
    expect(registry.requests.filter(({ method }) => method !== 'GET' && method !== 'HEAD')).toEqual([]);
    expect(runner.lines.join('\n')).toContain(`would build ${RUN_COMMIT} and push it to ${image}`);
    expect(runner.outputs).toMatchObject({ digest: '', reused: 'false' });
  });

  test('still refuses what would be refused', async () => {
    registry.seed('acme/api', ['v1.4.0']);
    expect((await build({ tags: 'v1.4.0', 'dry-run': 'true' })).error).toMatchObject({
      errors: [{ code: 'VERSION_TAG_MOVED' }],
    });
  });
});
