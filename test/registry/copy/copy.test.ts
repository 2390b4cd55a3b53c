import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import type { SandboxRegistry, SeedImage } from '../../../sandbox/registry/sandbox-registry.ts';
import { quickClient, referenceTo, subjectAt } from '../client.ts';
import { installedRegistry, type RunningRegistry, startDistribution } from '../distribution-registry.ts';
import { pushImage } from '../push-image.ts';
import { registryStandIn } from '../../stand-ins.ts';
import { filesBelow, pushBlob } from './raw-registry.ts';

const TYPE = 'application/vnd.example.signature';

async function standIn(referrers: boolean): Promise<RunningRegistry> {
  const registry = await registryStandIn({ referrers });
  return { host: registry.host, stop: () => registry.close() };
}

const program = installedRegistry();
const distribution = () => (program === undefined ? standIn(false) : startDistribution(program));
const ours = (): Promise<RunningRegistry> => standIn(true);
const withoutReferrers = (): Promise<RunningRegistry> => standIn(false);

test('the distribution registry is installed', () => {
  if (program === undefined && process.env['CI'] === 'true')
    throw new Error('docker-registry is not installed: apt-get install docker-registry');
});

describe.each([
  ['a registry with referrers', 'one without', ours, withoutReferrers],
  ['the distribution registry', 'a registry with referrers', distribution, ours],
  ['the distribution registry', 'the distribution registry', distribution, distribution],
] as const)('from %s to %s', (_from, _to, startSource, startTarget) => {
  let builder: SandboxRegistry;
  let source: RunningRegistry;
  let target: RunningRegistry;
  const client = quickClient();

  beforeAll(async () => {
    [builder, source, target] = [await registryStandIn(), await startSource(), await startTarget()];
  });
  afterAll(async () => {
    await source.stop();
    await target.stop();
    await builder.close();
  });

  test.each<[string, SeedImage]>([
    ['one platform', {}],
    ['two platforms', { platforms: ['linux/amd64', 'linux/arm64'] }],
    ['attestation manifests', { platforms: ['linux/amd64', 'linux/arm64'], attestations: true }],
    ["Docker's media types", { mediaTypes: 'docker', platforms: ['linux/amd64', 'linux/arm64'] }],
  ])(
    'an image of %s comes whole, with what is attached, and a second time nothing is sent',
    async (what, image) => {
      const repository = `acme/${createHash('sha256').update(what).digest('hex').slice(0, 8)}`;
      const digest = await pushImage(builder, source.host, repository, 'v1', { ...image, content: what });
      const from = subjectAt(source.host, repository, digest);
      const signature = await client.attach(from, {
        artifactType: TYPE,
        content: Buffer.from('by us'),
        annotations: { 'org.example.by': 'us' },
      });
      const signed = subjectAt(source.host, repository, signature.digest);
      const second = await client.attach(signed, {
        artifactType: TYPE,
        content: Buffer.from('of it'),
        annotations: {},
      });
      const to = referenceTo(target.host, `prod/${repository}`);
      const copied = await client.copy(from, to);
      expect(copied).toMatchObject({ digest, changed: true, passedOver: [] });
      expect([...copied.artifacts].sort()).toEqual([signature.digest, second.digest].sort());
      const there = await filesBelow(`${target.host}/v2/prod/${repository}`, digest);
      expect(there).toEqual(await filesBelow(`${source.host}/v2/${repository}`, digest));
      for (const subject of [digest, signature.digest]) {
        const listed = await quickClient().attachments(
          subjectAt(target.host, `prod/${repository}`, subject),
          TYPE,
        );
        const before = await quickClient().attachments(subjectAt(source.host, repository, subject), TYPE);
        expect(listed).toEqual(before);
        expect(listed).toHaveLength(1);
      }
      expect(await quickClient().copy(from, to)).toMatchObject({
        changed: false,
        bytes: 0,
        blobs: { sent: 0 },
      });
    },
  );

  test('a layer larger than what is sent at once comes whole', async () => {
    const content = Buffer.alloc(3 * 1024 * 1024 + 7, 'waybill');
    const digest = await pushBlob(source.host, 'acme/large', content);
    const to = referenceTo(target.host, 'prod/large');
    const { blobs, bytes } = await client.copy(subjectAt(source.host, 'acme/large', digest), to);
    expect(blobs.sent).toBe(2);
    expect(bytes).toBeGreaterThan(content.byteLength);
    expect(await client.resolve({ ...to, digest: subjectAt('x.test', 'y', digest).digest })).toBe(digest);
  });

  test('tags of cosign come along, and what the other side has under such a tag stays', async () => {
    const digest = await pushImage(builder, source.host, 'acme/signed', 'v1', { content: 'signed' });
    const tag = `${digest.replace(':', '-')}.sig`;
    const signature = await pushImage(builder, source.host, 'acme/signed', tag, { content: 'signature' });
    const to = referenceTo(target.host, 'prod/signed');
    const from = subjectAt(source.host, 'acme/signed', digest);
    expect((await client.copy(from, to)).passedOver).toEqual([]);
    expect(await client.taggedDigest({ ...to, tag })).toBe(signature);
    const other = await pushImage(builder, target.host, 'prod/signed', tag, { content: 'their own' });
    expect((await quickClient().copy(from, to)).passedOver).toHaveLength(1);
    expect(await quickClient().taggedDigest({ ...to, tag })).toBe(other);
  });

  test('what is not there is not copied', async () => {
    const from = subjectAt(source.host, 'acme/none', `sha256:${'0'.repeat(64)}`);
    await expect(client.copy(from, referenceTo(target.host, 'prod/none'))).rejects.toMatchObject({
      code: 'IMAGE_NOT_FOUND',
    });
  });
});
