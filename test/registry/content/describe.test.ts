import { describe, expect, test } from '@jest/globals';
import { sha256 } from '../../../src/registry/content/hash.ts';
import { quickClient, referenceTo, refusal } from '../client.ts';
import { registryStandIn } from '../../stand-ins.ts';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';

async function put(url: string, reference: string, document: object, type: string): Promise<void> {
  const body = JSON.stringify(document);
  const headers = { 'content-type': type };
  const response = await fetch(`${url}/v2/acme/api/manifests/${reference}`, { method: 'PUT', headers, body });
  expect(response.status).toBe(201);
}

/** Pushes an image with a configuration of any content; returns its descriptor. */
async function pushImage(url: string, config: object | string, configType = CONFIG): Promise<object> {
  const text = typeof config === 'string' ? config : JSON.stringify(config);
  const digest = sha256(Buffer.from(text));
  await fetch(`${url}/v2/acme/api/blobs/uploads/?digest=${digest}`, { method: 'POST', body: text });
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: { mediaType: configType, digest, size: Buffer.byteLength(text) },
    layers: [],
  };
  await put(url, 'image', manifest, MANIFEST);
  const body = Buffer.from(JSON.stringify(manifest));
  return { mediaType: MANIFEST, digest: sha256(body), size: body.byteLength };
}

describe('describe', () => {
  test('an image of one platform tells its platform, labels, annotations and time', async () => {
    const registry = await registryStandIn();
    const labels = { 'org.opencontainers.image.revision': 'abc' };
    const annotations = { 'org.opencontainers.image.source': 'https://example.com' };
    const image = { platforms: ['linux/arm/v7'], labels, annotations, created: '2026-02-03T04:05:06Z' };
    const digest = registry.seed('acme/api', ['v1'], image);
    expect(await quickClient().describe(referenceTo(registry, 'acme/api:v1'))).toEqual({
      digest,
      mediaType: MANIFEST,
      size: expect.any(Number),
      platforms: ['linux/arm/v7'],
      labels,
      annotations,
      created: '2026-02-03T04:05:06Z',
    });
  });

  test('an index tells its platforms in order, without attestations, and the labels of the first', async () => {
    const registry = await registryStandIn();
    const platforms = ['linux/arm64', 'linux/amd64', 'windows/amd64'];
    const image = { platforms, labels: { a: 'b' }, annotations: { c: 'd' }, attestations: true };
    const digest = registry.seed('acme/api', ['v1'], image);
    expect(await quickClient().describe(referenceTo(registry, `acme/api@${digest}`))).toMatchObject({
      digest,
      mediaType: INDEX,
      platforms,
      labels: { a: 'b' },
      annotations: { c: 'd' },
    });
  });

  test.each([
    ['its platform', { platform: { os: 'unknown', architecture: 'unknown' } }],
    [
      'its annotation',
      {
        platform: { os: 'linux', architecture: 'amd64' },
        annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
      },
    ],
  ])('an attestation, told by %s, is not the image, also when it comes first', async (_what, told) => {
    const registry = await registryStandIn();
    const attestation = await pushImage(registry.url, { config: { Labels: { of: 'attestation' } } });
    const image = await pushImage(registry.url, { config: { Labels: { of: 'image' } } });
    const manifests = [
      { ...attestation, ...told },
      { ...image, platform: { os: 'linux', architecture: 'arm64' } },
    ];
    await put(registry.url, 'v1', { schemaVersion: 2, mediaType: INDEX, manifests }, INDEX);
    expect(await quickClient().describe(referenceTo(registry, 'acme/api:v1'))).toMatchObject({
      platforms: ['linux/arm64'],
      labels: { of: 'image' },
    });
  });

  test.each(['oci', 'docker'] as const)('media types of %s are read', async (mediaTypes) => {
    const registry = await registryStandIn();
    registry.seed('acme/api', ['v1'], {
      mediaTypes,
      labels: { a: 'b' },
      platforms: ['linux/amd64', 'linux/arm64'],
    });
    const description = await quickClient().describe(referenceTo(registry, 'acme/api:v1'));
    expect(description).toMatchObject({ labels: { a: 'b' }, platforms: ['linux/amd64', 'linux/arm64'] });
  });

  test('what is not there has no description', async () => {
    const registry = await registryStandIn();
    expect(await quickClient().describe(referenceTo(registry, 'acme/api:v1'))).toBeUndefined();
  });

  test('an index whose entry names no platform has the one of its configuration', async () => {
    const registry = await registryStandIn();
    const entry = await pushImage(registry.url, { os: 'linux', architecture: 's390x' });
    await put(registry.url, 'v1', { schemaVersion: 2, mediaType: INDEX, manifests: [entry] }, INDEX);
    expect(await quickClient().describe(referenceTo(registry, 'acme/api:v1'))).toMatchObject({
      platforms: ['linux/s390x'],
    });
  });

  test.each([
    ['nothing', {}],
    ['null everywhere', { created: null, config: null }],
    ['labels that are null', { config: { Labels: null } }],
    ['a time that is none', { created: 'yesterday', config: {} }],
  ])('a configuration that says %s leaves it open', async (_what, config) => {
    const registry = await registryStandIn();
    await pushImage(registry.url, config);
    expect(await quickClient().describe(referenceTo(registry, 'acme/api:image'))).toMatchObject({
      platforms: [],
      labels: {},
      created: undefined,
    });
  });

  test('an artifact that is no container image has no platform', async () => {
    const registry = await registryStandIn();
    await pushImage(
      registry.url,
      { os: 'linux', architecture: 'amd64' },
      'application/vnd.cncf.helm.config.v1+json',
    );
    expect(await quickClient().describe(referenceTo(registry, 'acme/api:image'))).toMatchObject({
      platforms: [],
      labels: {},
    });
  });

  test('an index inside an index is refused', async () => {
    const registry = await registryStandIn();
    const inner = { schemaVersion: 2, mediaType: INDEX, manifests: [] };
    await put(registry.url, 'inner', inner, INDEX);
    const body = Buffer.from(JSON.stringify(inner));
    const entry = { mediaType: INDEX, digest: sha256(body), size: body.byteLength };
    await put(registry.url, 'v1', { schemaVersion: 2, mediaType: INDEX, manifests: [entry] }, INDEX);
    const { code, message } = await refusal(quickClient().describe(referenceTo(registry, 'acme/api:v1')));
    expect([code, message]).toEqual([
      'REGISTRY_REFUSED',
      expect.stringContaining('which is not an image manifest'),
    ]);
  });

  test('an index whose image was deleted is refused, and the missing part is named', async () => {
    const registry = await registryStandIn();
    const entry = await pushImage(registry.url, {});
    await put(registry.url, 'v1', { schemaVersion: 2, mediaType: INDEX, manifests: [entry] }, INDEX);
    const digest = 'digest' in entry ? String(entry.digest) : '';
    await fetch(`${registry.url}/v2/acme/api/manifests/${digest}`, { method: 'DELETE' });
    const { code, message } = await refusal(quickClient().describe(referenceTo(registry, 'acme/api:v1')));
    expect([code, message]).toEqual([
      'REGISTRY_REFUSED',
      expect.stringContaining(`lists ${digest}, which is not there`),
    ]);
  });

  test.each([
    ['text', 'not json'],
    ['a label that is no text', { config: { Labels: { a: 5 } } }],
  ])('a configuration with %s is refused', async (_what, config) => {
    const registry = await registryStandIn();
    await pushImage(registry.url, config);
    const { code, message } = await refusal(quickClient().describe(referenceTo(registry, 'acme/api:image')));
    expect([code, message]).toEqual([
      'REGISTRY_REFUSED',
      expect.stringMatching(/the configuration sha256:\w+ cannot be read/),
    ]);
  });

  test('a configuration of other bytes than its digest is refused', async () => {
    const registry = await registryStandIn();
    registry.seed('acme/api', ['v1']);
    registry.inject({ mode: 'tampered-body', match: ({ path }) => path.includes('/blobs/') });
    expect((await refusal(quickClient().describe(referenceTo(registry, 'acme/api:v1')))).code).toBe(
      'DIGEST_MISMATCH',
    );
  });
});
