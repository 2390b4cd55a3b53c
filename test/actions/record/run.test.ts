import { beforeEach, describe, expect, test } from '@jest/globals';
import type { SandboxRegistry, SandboxRegistryOptions } from '../../../sandbox/registry/sandbox-registry.ts';
import { readRecord } from '../../../src/records/read-record.ts';
import { run } from '../../../src/actions/record/run.ts';
import { parseDigest } from '../../../src/image/digest.ts';
import { type ImageRecord, RECORD_ARTIFACT_TYPE } from '../../../src/image/record.ts';
import { parseReference } from '../../../src/image/reference.ts';
import type { Credentials } from '../../../src/registry/login/credential.ts';
import { createRegistry } from '../../../src/registry/registry.ts';
import { type FakeRunner, fakeRunner } from '../../runner/fake-runner.ts';
import { registryStandIn } from '../../stand-ins.ts';

const COMMIT = 'd'.repeat(40);
const LABELS = {
  'org.opencontainers.image.source': 'https://github.com/acme/shop',
  'org.opencontainers.image.revision': COMMIT,
  'org.opencontainers.image.version': 'v1.4.0',
};
const ANONYMOUS: Credentials = { of: async () => undefined };
let stand: SandboxRegistry;
let image: string;

async function start(options: SandboxRegistryOptions = {}): Promise<void> {
  stand = await registryStandIn(options);
  image = `${stand.host}/acme/api`;
}
beforeEach(() => start());

async function record(
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly runner: FakeRunner; readonly error: unknown }> {
  const runner = fakeRunner({ inputs, env });
  const registry = createRegistry({ credentials: ANONYMOUS });
  const error = await run(runner, () => registry).catch((thrown: unknown) => thrown);
  return { runner, error };
}

const recordOf = (runner: FakeRunner): ImageRecord => JSON.parse(runner.outputs['record'] ?? 'null');
const pinned = (digest: string) => ({ ...parseReference(image), digest: parseDigest(digest) });
const attached = async (digest: string) =>
  createRegistry({ credentials: ANONYMOUS }).attachments(pinned(digest), RECORD_ARTIFACT_TYPE);
const found = (digest: string) => readRecord(createRegistry({ credentials: ANONYMOUS }), pinned(digest));

describe('an image that something else built', () => {
  test('gets a record of what it says of itself, attached to its digest', async () => {
    const digest = stand.seed('acme/api', ['v1.4.0'], {
      labels: LABELS,
      platforms: ['linux/amd64', 'linux/arm64'],
    });
    const { runner, error } = await record({ reference: `${image}:v1.4.0` });
    expect(error).toBeUndefined();
    expect(recordOf(runner)).toEqual({
      schemaVersion: 1,
      image,
      digest,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      platforms: ['linux/amd64', 'linux/arm64'],
      tags: ['v1.4.0'],
      version: 'v1.4.0',
      created: '2026-01-01T00:00:00Z',
      source: { repository: 'acme/shop', commit: COMMIT, server: 'https://github.com' },
      run: { id: '7', attempt: 1, url: 'https://github.com/acme/shop/actions/runs/7' },
    });
    const kept = { record: recordOf(runner), origin: 'attached', passedOver: [], unread: 0 };
    expect(await found(digest)).toMatchObject(kept);
  });

  test('sets every output', async () => {
    const digest = stand.seed('acme/api', ['v1.4.0'], { labels: LABELS });
    const { runner } = await record({ reference: `${image}:v1.4.0` });
    expect(runner.outputs).toEqual({
      image,
      digest,
      reference: `${image}@${digest}`,
      tags: 'v1.4.0',
      attached: 'true',
      record: expect.any(String),
      json: JSON.stringify({
        image,
        digest,
        reference: `${image}@${digest}`,
        tags: ['v1.4.0'],
        attached: true,
        record: recordOf(runner),
      }),
    });
    expect(runner.summaries.join('')).toContain('adopted by this run');
    expect(runner.artifacts).toEqual([`${image}:v1.4.0@${digest}`]);
  });

  test('recorded twice has one record', async () => {
    const digest = stand.seed('acme/api', ['v1.4.0'], { labels: LABELS });
    await record({ reference: `${image}:v1.4.0` });
    const { runner } = await record({ reference: `${image}:v1.4.0` }, { GITHUB_RUN_ID: '8' });
    expect(recordOf(runner).run?.id).toBe('7');
    expect(await attached(digest)).toHaveLength(1);
  });

  test('gets the record in a registry without the referrers API too', async () => {
    await stand.close();
    await start({ referrers: false });
    const digest = stand.seed('acme/api', ['v1.4.0'], { labels: LABELS });
    const { runner } = await record({ reference: `${image}@${digest}` });
    expect(await found(digest)).toMatchObject({ record: recordOf(runner), origin: 'attached' });
  });

  test('that says nothing is recorded with the inputs, or without a source and with a warning', async () => {
    stand.seed('acme/api', ['v1.4.0']);
    const silent = await record({ reference: `${image}:v1.4.0`, attach: 'false' });
    expect(recordOf(silent.runner)).not.toHaveProperty('source');
    expect(silent.runner.lines).toContainEqual(expect.stringMatching(/^warning .*does not say which commit/));
    const told = await record({ reference: `${image}:v1.4.0`, commit: COMMIT, version: 'v1.4.0' });
    expect(recordOf(told.runner)).toMatchObject({
      source: { repository: 'acme/shop', commit: COMMIT },
      version: 'v1.4.0',
    });
  });
});

describe('the reference', () => {
  test('with a digest alone has no tags', async () => {
    const digest = stand.seed('acme/api', ['v1.4.0'], { labels: LABELS });
    expect(recordOf((await record({ reference: `${image}@${digest}` })).runner).tags).toEqual([]);
  });

  test('with a tag that moved on keeps the digest, and leaves the tag out', async () => {
    const digest = stand.seed('acme/api', ['main'], { labels: LABELS });
    stand.seed('acme/api', ['main'], { content: 'newer' });
    const { runner } = await record({ reference: `${image}:main@${digest}` });
    expect(recordOf(runner)).toMatchObject({ digest, tags: [] });
    expect(runner.lines).toContainEqual(expect.stringMatching(/^warning The tag main points to sha256:/));
  });

  test.each([
    ['no tag and no digest', (name: string) => name, 'INPUT_INVALID'],
    ['a tag that is not there', (name: string) => `${name}:nothing`, 'IMAGE_NOT_FOUND'],
    ['a digest that is not there', (name: string) => `${name}@sha256:${'e'.repeat(64)}`, 'IMAGE_NOT_FOUND'],
    ['a digest that is none', (name: string) => `${name}@sha256:zz`, 'REFERENCE_INVALID'],
  ])('with %s is refused, and every output is set', async (_, reference, code) => {
    const { runner, error } = await record({ reference: reference(image) });
    expect(error).toMatchObject({ code });
    expect(runner.outputs).toMatchObject({ digest: '', record: '', attached: 'false' });
    expect(JSON.parse(runner.outputs['json'] ?? '')).toMatchObject({ record: null });
  });
});

describe('inputs against the image', () => {
  test('a commit that the labels contradict is refused, and nothing is attached', async () => {
    const digest = stand.seed('acme/api', ['main'], { labels: LABELS });
    const { error } = await record({ reference: `${image}:main`, commit: 'e'.repeat(40) });
    expect(error).toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining(COMMIT) });
    expect(await attached(digest)).toEqual([]);
  });

  test('a commit that the attached record contradicts is refused', async () => {
    stand.seed('acme/api', ['main']);
    await record({ reference: `${image}:main`, commit: COMMIT });
    const { error } = await record({ reference: `${image}:main`, commit: 'e'.repeat(40) });
    expect(error).toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('contradict the record'),
    });
  });

  test('a source that comes later completes the record', async () => {
    const digest = stand.seed('acme/api', ['main']);
    await record({ reference: `${image}:main` });
    await record({ reference: `${image}:main`, commit: COMMIT });
    expect((await found(digest))?.record.source).toMatchObject({ commit: COMMIT });
  });
});

describe('attaching', () => {
  test('is left out on request', async () => {
    const digest = stand.seed('acme/api', ['main'], { labels: LABELS });
    for (const option of ['attach', 'dry-run']) {
      const { runner } = await record({ reference: `${image}:main`, [option]: String(option === 'dry-run') });
      expect(runner.outputs).toMatchObject({ digest, attached: 'false' });
    }
    expect(await attached(digest)).toEqual([]);
    expect(stand.requests.filter(({ method }) => method !== 'GET' && method !== 'HEAD')).toEqual([]);
  });

  test('that needs a login which is not there is an error that names the way out', async () => {
    stand.seed('acme/api', ['main'], { labels: LABELS });
    stand.inject({ mode: 'denied', match: ({ method }) => method === 'POST' || method === 'PUT', times: 50 });
    const { runner, error } = await record({ reference: `${image}:main` });
    expect(error).toMatchObject({
      code: 'REGISTRY_LOGIN_MISSING',
      hint: expect.stringContaining('"attach: false"'),
    });
    expect(runner.outputs['attached']).toBe('false');
  });

  test('in a registry that keeps no records names the way out too', async () => {
    await start({ plays: 'gitlab' });
    stand.seed('acme/api', ['main'], { labels: LABELS });
    const { error } = await record({ reference: `${image}:main` });
    expect(error).toMatchObject({
      code: 'REGISTRY_REFUSED',
      message: expect.stringContaining('unknown media type'),
      hint: expect.stringContaining('"attach: false"'),
    });
    expect((await record({ reference: `${image}:main`, attach: 'false' })).error).toBeUndefined();
  });
});

describe('a record read back', () => {
  const attach = async (digest: string, content: unknown) =>
    createRegistry({ credentials: ANONYMOUS }).attach(pinned(digest), {
      artifactType: RECORD_ARTIFACT_TYPE,
      content: new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content)),
      annotations: {},
    });
  const aRecord = (digest: string, changes: object = {}) => ({
    schemaVersion: 1,
    image,
    digest,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    platforms: ['linux/amd64'],
    tags: [],
    ...changes,
  });

  test('without an attached one is made from the image', async () => {
    const digest = stand.seed('acme/api', ['main'], { labels: LABELS });
    expect(await found(digest)).toMatchObject({
      origin: 'image',
      record: { digest, tags: [], source: { repository: 'acme/shop', commit: COMMIT } },
    });
  });

  test('of a digest that is not there is nothing', async () => {
    expect(await found(`sha256:${'e'.repeat(64)}`)).toBeUndefined();
  });

  test.each([
    ['that is no JSON', () => 'hello'],
    ['of a newer version', (digest: string) => aRecord(digest, { schemaVersion: 2 })],
    ['with a field that nobody knows', (digest: string) => aRecord(digest, { approved: true })],
    ['of another digest', () => aRecord(`sha256:${'e'.repeat(64)}`)],
    [
      'whose source is not that of the annotations',
      (digest: string) => aRecord(digest, { source: { repository: 'evil/shop', commit: COMMIT } }),
    ],
    [
      'whose commit is not that of the annotations',
      (digest: string) => aRecord(digest, { source: { repository: 'acme/shop', commit: 'e'.repeat(40) } }),
    ],
  ])('an attached one %s is passed over', async (_, content) => {
    const digest = stand.seed('acme/api', ['main'], { annotations: LABELS });
    await attach(digest, content(digest));
    const result = await found(digest);
    expect(result).toMatchObject({
      origin: 'image',
      record: { source: { repository: 'acme/shop', commit: COMMIT } },
    });
    expect(result?.passedOver).toEqual([expect.objectContaining({ code: 'RECORD_INVALID' })]);
  });

  test('a bad one beside a good one does not matter', async () => {
    const digest = stand.seed('acme/api', ['main'], { labels: LABELS });
    await attach(digest, 'junk');
    await attach(digest, aRecord(digest, { tags: ['good'] }));
    expect(await found(digest)).toMatchObject({ origin: 'attached', record: { tags: ['good'] } });
  });

  test('of an image that was copied names the repository it is in now', async () => {
    const digest = stand.seed('acme/api', ['main'], { labels: LABELS });
    await attach(digest, aRecord(digest, { image: 'ghcr.io/acme/original' }));
    expect((await found(digest))?.record.image).toBe(image);
  });

  test('is not "none" when the registry does not answer', async () => {
    const digest = stand.seed('acme/api', ['main'], { labels: LABELS });
    await attach(digest, aRecord(digest));
    stand.inject({ mode: 'denied', match: ({ path }) => path.includes('/blobs/'), times: 50 });
    await expect(found(digest)).rejects.toMatchObject({ code: 'REGISTRY_LOGIN_MISSING' });
  });
});
