import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRegistry, SeedImage } from '../../sandbox/registry/sandbox-registry.ts';
import { type Attachment, createRegistry } from '../../src/registry/registry.ts';
import { NOBODY, quickClient, referenceTo, refusal, subjectAt } from './client.ts';
import { type RunningRegistry, installedRegistry, startDistribution } from './distribution-registry.ts';
import { pushImage } from './push-image.ts';
import { registryStandIn } from '../stand-ins.ts';

const TYPE = 'application/vnd.waybill.record.v1+json';
const record = (text: string): Attachment => ({
  artifactType: TYPE,
  content: Buffer.from(text),
  annotations: {},
});

async function standIn(referrers: boolean): Promise<RunningRegistry> {
  const registry = await registryStandIn({ referrers });
  return { host: registry.host, stop: () => registry.close() };
}

const program = installedRegistry();
const kinds: readonly (readonly [string, () => Promise<RunningRegistry>])[] = [
  ['the stand-in', () => standIn(true)],
  ['the stand-in without referrers', () => standIn(false)],
  ...(program === undefined
    ? []
    : [['the distribution registry', () => startDistribution(program)] as const]),
];

test('the distribution registry is installed', () => {
  if (program !== undefined) return;
  if (process.env['CI'] === 'true')
    throw new Error('docker-registry is not installed: apt-get install docker-registry');
  console.log('docker-registry is not installed: its tests do not run (apt-get install docker-registry).');
});

describe.each(kinds)('%s', (_name, start) => {
  let registry: RunningRegistry;
  let source: SandboxRegistry;

  beforeAll(async () => {
    source = await registryStandIn();
    registry = await start();
  });

  afterAll(async () => {
    await registry.stop();
    await source.close();
  });

  test.each<[string, SeedImage]>([
    ['one platform', { platforms: ['linux/amd64'] }],
    ['two platforms', { platforms: ['linux/amd64', 'linux/arm64'] }],
    ['attestations', { attestations: true }],
    ["Docker's media types", { mediaTypes: 'docker', platforms: ['linux/amd64', 'linux/arm64'] }],
  ])('an image with %s is resolved and described', async (_what, image) => {
    const labels = { 'org.opencontainers.image.revision': 'a'.repeat(40) };
    const digest = await pushImage(source, registry.host, 'acme/api', 'v1', { ...image, labels });
    const client = quickClient();
    expect(await client.resolve(referenceTo(registry.host, 'acme/api:v1'))).toBe(digest);
    expect(await client.resolve(referenceTo(registry.host, `acme/api@${digest}`))).toBe(digest);
    expect(await client.describe(referenceTo(registry.host, 'acme/api:v1'))).toMatchObject({
      digest,
      labels,
      platforms: image.platforms ?? ['linux/amd64'],
    });
  });

  test.each(['acme/none:v1', 'acme/api:none', `acme/api@sha256:${'0'.repeat(64)}`])(
    '%s is not there',
    async (name) => {
      await pushImage(source, registry.host, 'acme/api', 'v1', {});
      expect(await quickClient().resolve(referenceTo(registry.host, name))).toBeUndefined();
    },
  );

  test('a tag is put on a digest and leaves it as it is', async () => {
    const digest = await pushImage(source, registry.host, 'acme/tagged', 'v1', {
      platforms: ['linux/amd64', 'linux/arm64'],
    });
    const client = quickClient();
    const reference = referenceTo(registry.host, 'acme/tagged:v1');
    const manifest = await client.manifest(reference);
    if (manifest === undefined) throw new Error('not there');
    await client.tag(reference, 'v1.0.0', manifest);
    await client.tag(reference, 'v1.0.0', manifest);
    expect(await client.resolve(referenceTo(registry.host, 'acme/tagged:v1.0.0'))).toBe(digest);
  });

  test('records are attached, listed and read', async () => {
    const digest = await pushImage(source, registry.host, 'acme/recorded', 'v1', {});
    const subject = subjectAt(registry.host, 'acme/recorded', digest);
    const client = quickClient();
    expect(await client.attachments(subject, TYPE)).toEqual([]);
    const first = await client.attach(subject, record('{"n":1}'));
    const second = await client.attach(subject, record('{"n":2}'));
    expect(await client.attach(subject, record('{"n":1}'))).toEqual(first);
    expect((await client.attachments(subject, TYPE)).map((entry) => entry.digest).sort()).toEqual(
      [first.digest, second.digest].sort(),
    );
    expect(Buffer.from(await client.attachedContent(subject, second)).toString()).toBe('{"n":2}');
    expect(await client.attachments(subject, 'application/vnd.example.other')).toEqual([]);
  });

  test('eight writers of one list lose nothing', async () => {
    const digest = await pushImage(source, registry.host, 'acme/raced', 'v1', {});
    const subject = subjectAt(registry.host, 'acme/raced', digest);
    const sleep = (milliseconds: number): Promise<void> =>
      new Promise((resolve) => void setTimeout(resolve, milliseconds / 4));
    const attached = await Promise.all(
      Array.from({ length: 8 }, (_, number) =>
        createRegistry({ credentials: NOBODY, sleep }).attach(subject, record(`writer ${number}`)),
      ),
    );
    const listed = await quickClient().attachments(subject, TYPE);
    expect(listed.map((entry) => entry.digest).sort()).toEqual(attached.map((entry) => entry.digest).sort());
  });

  test('nothing can be attached to what is not there', async () => {
    const subject = subjectAt(registry.host, 'acme/api', `sha256:${'0'.repeat(64)}`);
    expect((await refusal(quickClient().attach(subject, record('1')))).code).toBe('IMAGE_NOT_FOUND');
  });
});
