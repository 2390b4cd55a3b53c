import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SandboxRegistry } from '../../../sandbox/registry/sandbox-registry.ts';
import { startSandboxRegistry } from '../../../sandbox/registry/start.ts';
import { run } from '../../../src/actions/build/run.ts';
import { WaybillError } from '../../../src/errors/waybill-error.ts';
import type { ImageReference } from '../../../src/image/reference.ts';
import { createRegistry } from '../../../src/registry/create-registry.ts';
import { type FakeRunner, type FakeRunnerOptions, fakeRunner, RUN_COMMIT } from '../../runner/fake-runner.ts';
import { fakeBuilder, type FakeBuilder, type FakeBuilderOptions } from './fake-builder.ts';

const OF = 'org.opencontainers.image.';
const COMMIT_TAG = `sha-${RUN_COMMIT}`;
const SAYS_COMMIT = { [`${OF}source`]: 'https://github.com/acme/shop', [`${OF}revision`]: RUN_COMMIT };
let registry: SandboxRegistry;
let image: string;

beforeEach(async () => {
  registry = await startSandboxRegistry();
  image = `${registry.host}/acme/api`;
});
afterEach(() => registry.close());

interface Run {
  readonly runner: FakeRunner;
  readonly builder: FakeBuilder;
  readonly error: unknown;
}

/** Runs the action against the stand-in; what it throws is kept, as the top level would. */
async function build(
  inputs: Readonly<Record<string, string>> = {},
  options: FakeBuilderOptions & { readonly env?: FakeRunnerOptions['env']; readonly head?: string } = {},
): Promise<Run> {
  const runner = fakeRunner({ inputs: { image, ...inputs }, env: options.env ?? {} });
  const builder = fakeBuilder(registry, options);
  const error = await run({
    runner,
    registry: createRegistry({ credentials: { of: async () => undefined } }),
    builder,
    now: () => new Date('2026-11-22T10:00:00Z'),
    sleep: async () => undefined,
    env: {},
    headOf: async () => options.head,
  }).catch((thrown: unknown) => thrown);
  return { runner, builder, error };
}

const writes = () =>
  registry.requests.filter(({ method, path }) => method === 'PUT' && path.includes('/manifests/'));

describe('a commit that was not built before', () => {
  test('is built, pushed by digest, and tagged once its digest is read back', async () => {
    const { runner, builder, error } = await build({ tags: 'main, v1.4.0' });
    expect(error).toBeUndefined();
    expect(builder.builds.map(({ destination }) => destination)).toEqual([{ kind: 'digest', image }]);
    const { digest } = runner.outputs;
    expect(Object.fromEntries(registry.tags('acme/api'))).toMatchObject({
      [COMMIT_TAG]: digest,
      main: digest,
      'v1.4.0': digest,
    });
  });

  test('sets every output', async () => {
    const { runner } = await build({ tags: 'main' });
    const { digest = '', record = '', json = '' } = runner.outputs;
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(runner.outputs).toMatchObject({
      image,
      reference: `${image}@${digest}`,
      tags: `${COMMIT_TAG}\nmain`,
      reused: 'false',
    });
    expect(JSON.parse(record)).toEqual({
      schemaVersion: 1,
      image,
      digest,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      platforms: ['linux/amd64'],
      tags: [COMMIT_TAG, 'main'],
      created: '2026-11-22T10:00:00.000Z',
      source: {
        repository: 'acme/shop',
        commit: RUN_COMMIT,
        ref: 'refs/heads/main',
        server: 'https://github.com',
      },
      run: { id: '7', attempt: 1, url: 'https://github.com/acme/shop/actions/runs/7' },
    });
    expect(JSON.parse(json)).toEqual({
      image,
      digest,
      reference: `${image}@${digest}`,
      tags: [COMMIT_TAG, 'main'],
      reused: false,
      record: JSON.parse(record),
    });
  });

  test('is told in the summary and to the runner', async () => {
    const { runner } = await build({ tags: 'v1.4.0' });
    expect(runner.summaries.join('')).toContain('built by this run');
    expect(runner.artifacts).toEqual([`${image}:v1.4.0@${runner.outputs['digest']}`]);
  });

  test('with several platforms has the digest of the index', async () => {
    const { runner } = await build({ platforms: 'linux/amd64, linux/arm64' });
    expect(JSON.parse(runner.outputs['record'] ?? '')).toMatchObject({
      digest: registry.tags('acme/api').get(COMMIT_TAG),
      mediaType: 'application/vnd.oci.image.index.v1+json',
      platforms: ['linux/amd64', 'linux/arm64'],
    });
  });

  test('with the docker driver is pushed under its own tag only, and the others follow', async () => {
    const { runner, builder } = await build({ tags: 'v1.4.0' }, { driver: 'docker' });
    expect(builder.builds[0]?.destination).toEqual({ kind: 'tag', image, tag: COMMIT_TAG });
    expect(registry.tags('acme/api').get('v1.4.0')).toBe(runner.outputs['digest']);
  });

  test('is waited for where the registry takes a moment to serve it', async () => {
    const served = createRegistry({ credentials: { of: async () => undefined } });
    let early = 2;
    const slow = {
      ...served,
      manifest: async (reference: ImageReference) => {
        if (reference.digest === undefined || early === 0) return served.manifest(reference);
        early -= 1;
        return undefined;
      },
    };
    const waits: number[] = [];
    const runner = fakeRunner({ inputs: { image } });
    await run({
      runner,
      registry: slow,
      builder: fakeBuilder(registry),
      now: () => new Date('2026-11-22T10:00:00Z'),
      sleep: async (milliseconds) => void waits.push(milliseconds),
      env: {},
      headOf: async () => undefined,
    });
    expect(waits).toEqual([1_000, 2_000]);
    expect(runner.outputs['digest']).toBe(registry.tags('acme/api').get(COMMIT_TAG));
  });

  test('is given up after a minute when the registry never serves it', async () => {
    const served = createRegistry({ credentials: { of: async () => undefined } });
    const waits: number[] = [];
    const runner = fakeRunner({ inputs: { image } });
    const lost = run({
      runner,
      registry: { ...served, manifest: async () => undefined },
      builder: fakeBuilder(registry),
      now: () => new Date('2026-11-22T10:00:00Z'),
      sleep: async (milliseconds) => void waits.push(milliseconds),
      env: {},
      headOf: async () => undefined,
    });
    await expect(lost).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
      message: expect.stringContaining('serves nothing'),
    });
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBe(60_000);
    expect(runner.outputs['digest']).toBe('');
  });

  test('on Docker Hub is pushed under its whole name, whatever the spelling', async () => {
    const builder = fakeBuilder(registry, { fails: new WaybillError('BUILD_FAILED', 'no') });
    const nowhere = createRegistry({
      credentials: { of: async () => undefined },
      fetch: async () => new Response('{"errors":[{"code":"MANIFEST_UNKNOWN"}]}', { status: 404 }),
    });
    const runner = fakeRunner({ inputs: { image: 'acme/api' } });
    const now = () => new Date();
    await run({
      runner,
      registry: nowhere,
      builder,
      now,
      sleep: async () => undefined,
      env: {},
      headOf: async () => undefined,
    }).catch(() => undefined);
    expect(builder.builds[0]?.destination).toEqual({ kind: 'digest', image: 'docker.io/acme/api' });
  });

  test('on a pull request is the merge commit', async () => {
    const { runner } = await build(
      {},
      { env: { GITHUB_REF: 'refs/pull/7/merge', GITHUB_EVENT_NAME: 'pull_request' } },
    );
    expect(JSON.parse(runner.outputs['record'] ?? '').source).toMatchObject({
      commit: RUN_COMMIT,
      ref: 'refs/pull/7/merge',
    });
  });
});

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
      reused: 'false',
      record: '',
      json: JSON.stringify({ image, digest: '', reference: '', tags: [], reused: false, record: null }),
    });
  });

  test('over its inputs sets them too', async () => {
    const { runner, error } = await build({ image: '' });
    expect(error).toMatchObject({ code: 'INPUT_MISSING' });
    expect(Object.keys(runner.outputs)).toHaveLength(7);
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
