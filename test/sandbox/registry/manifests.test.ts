import { describe, expect, test } from '@jest/globals';
import { registryStandIn } from '../../stand-ins.ts';
import { digestOf, errorCode, pushBlob } from './push-blob.ts';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const ALL = `${MANIFEST}, ${INDEX}`;

async function imageManifest(url: string, repository: string, extra: object = {}): Promise<string> {
  const config = await pushBlob(url, repository, '{}');
  const layer = await pushBlob(url, repository, 'layer');
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: config, size: 2 },
    layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: layer, size: 5 }],
    ...extra,
  });
}

function put(
  url: string,
  repository: string,
  reference: string,
  body: string,
  type = MANIFEST,
): Promise<Response> {
  const headers = { 'content-type': type };
  return fetch(`${url}/v2/${repository}/manifests/${reference}`, { method: 'PUT', headers, body });
}

describe('manifests', () => {
  test('what is put by tag is served by tag and by digest, byte for byte', async () => {
    const { url } = await registryStandIn();
    const body = (await imageManifest(url, 'acme/api')) + '\n ';
    const stored = await put(url, 'acme/api', 'v1', body);
    const digest = digestOf(body);
    expect([stored.status, stored.headers.get('docker-content-digest')]).toEqual([201, digest]);
    for (const reference of ['v1', digest]) {
      const response = await fetch(`${url}/v2/acme/api/manifests/${reference}`, { headers: { accept: ALL } });
      expect(response.headers.get('content-type')).toBe(MANIFEST);
      expect(response.headers.get('docker-content-digest')).toBe(digest);
      expect(await response.text()).toBe(body);
    }
  });

  test.each([undefined, '*/*', INDEX])('with Accept %s an OCI manifest is not there', async (accept) => {
    const { url } = await registryStandIn();
    await put(url, 'acme/api', 'v1', await imageManifest(url, 'acme/api'));
    const headers = accept === undefined ? {} : { accept };
    const response = await fetch(`${url}/v2/acme/api/manifests/v1`, { headers });
    expect([response.status, await errorCode(response)]).toEqual([404, 'MANIFEST_UNKNOWN']);
  });

  test('If-None-Match with the digest is answered 304', async () => {
    const { url } = await registryStandIn();
    const stored = await put(url, 'acme/api', 'v1', await imageManifest(url, 'acme/api'));
    const headers = { accept: ALL, 'if-none-match': `"${stored.headers.get('docker-content-digest')}"` };
    expect((await fetch(`${url}/v2/acme/api/manifests/v1`, { headers })).status).toBe(304);
  });

  const layer = { mediaType: 'x/y', digest: digestOf('nowhere'), size: 7 };
  test.each([
    ['text that is not JSON', '{', MANIFEST, 'MANIFEST_INVALID'],
    ['a media type nobody knows', '{}', 'text/plain', 'MANIFEST_INVALID'],
    ['no configuration', JSON.stringify({ schemaVersion: 2, layers: [] }), MANIFEST, 'MANIFEST_INVALID'],
    ['schema version 1', JSON.stringify({ schemaVersion: 1, manifests: [] }), INDEX, 'MANIFEST_INVALID'],
    [
      'another type inside than outside',
      JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, manifests: [] }),
      INDEX,
      'MANIFEST_INVALID',
    ],
    [
      'blobs that are not there',
      JSON.stringify({ schemaVersion: 2, config: layer, layers: [layer] }),
      MANIFEST,
      'MANIFEST_BLOB_UNKNOWN',
    ],
    [
      'manifests that are not there',
      JSON.stringify({ schemaVersion: 2, manifests: [layer] }),
      INDEX,
      'MANIFEST_BLOB_UNKNOWN',
    ],
  ])('a manifest with %s is refused', async (_what, body, type, code) => {
    const registry = await registryStandIn();
    const response = await put(registry.url, 'acme/api', 'v1', body, type);
    expect([response.status, await errorCode(response)]).toEqual([400, code]);
    expect(registry.tags('acme/api').size).toBe(0);
  });

  test('a manifest put under a digest that is not its own is refused', async () => {
    const { url } = await registryStandIn();
    const response = await put(url, 'acme/api', digestOf('other'), await imageManifest(url, 'acme/api'));
    expect([response.status, await errorCode(response)]).toEqual([400, 'DIGEST_INVALID']);
  });

  test('a manifest over 4 MiB is refused', async () => {
    const { url } = await registryStandIn();
    const response = await put(url, 'acme/api', 'v1', ' '.repeat(4 * 1024 * 1024 + 1));
    expect([response.status, await errorCode(response)]).toEqual([413, 'SIZE_INVALID']);
  });

  test('deleting a tag keeps the manifest, deleting the manifest takes its tags along', async () => {
    const registry = await registryStandIn();
    const digest = registry.seed('acme/api', ['a', 'b', 'c']);
    const remove = (reference: string): Promise<Response> =>
      fetch(`${registry.url}/v2/acme/api/manifests/${reference}`, { method: 'DELETE' });
    expect((await remove('a')).status).toBe(202);
    expect([...registry.tags('acme/api').keys()]).toEqual(['b', 'c']);
    expect((await remove(digest)).status).toBe(202);
    expect(registry.tags('acme/api').size).toBe(0);
    expect((await remove(digest)).status).toBe(404);
  });
});
