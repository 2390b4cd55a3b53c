import { describe, expect, test } from '@jest/globals';
import { WaybillError } from '../../../src/errors/waybill-error.ts';
import type { ImageReference } from '../../../src/image/reference.ts';
import { createRegistry } from '../../../src/registry/registry.ts';
import type { BuildMachine } from '../../../src/actions/build/build-collaborators.ts';
import { type FakeRunner, fakeRunner, RUN_COMMIT } from '../../runner/fake-runner.ts';
import { run } from '../../../src/actions/build/run.ts';
import { fakeBuilder } from './fake-builder.ts';
import { build, COMMIT_TAG, image, NO_GITHUB, NO_PROOFS, registry, useFreshRegistry } from './stage.ts';

useFreshRegistry();

const commitOrder = async () => NO_GITHUB;

/** The machine of a build whose waits take no time and are kept in `waits`. */
function machineThatWaits(runner: FakeRunner, waits: number[] = []): BuildMachine {
  return {
    runner,
    now: () => new Date('2026-11-22T10:00:00Z'),
    sleep: async (milliseconds) => void waits.push(milliseconds),
    env: {},
    headOf: async () => undefined,
    git: async () => undefined,
    ownPlatform: 'linux/amd64',
  };
}

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
      'left-tags': '',
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
      leftTags: [],
      reused: false,
      proof: 'unverified',
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
    await run(machineThatWaits(runner, waits), () => ({
      registry: slow,
      builder: fakeBuilder(registry),
      commitOrder,
      proofs: NO_PROOFS,
    }));
    expect(waits).toEqual([1_000, 2_000]);
    expect(runner.outputs['digest']).toBe(registry.tags('acme/api').get(COMMIT_TAG));
  });

  test('is given up after a minute when the registry never serves it', async () => {
    const served = createRegistry({ credentials: { of: async () => undefined } });
    const waits: number[] = [];
    const runner = fakeRunner({ inputs: { image } });
    const lost = run(machineThatWaits(runner, waits), () => ({
      registry: { ...served, manifest: async () => undefined },
      builder: fakeBuilder(registry),
      commitOrder,
      proofs: NO_PROOFS,
    }));
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
    await run(machineThatWaits(runner), () => ({
      registry: nowhere,
      builder,
      commitOrder,
      proofs: NO_PROOFS,
    })).catch(() => undefined);
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
