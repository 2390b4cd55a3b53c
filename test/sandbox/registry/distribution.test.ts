import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { runningRegistry } from './running-registry.ts';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const ALL = `${MANIFEST}, ${INDEX}`;

const digestOf = (bytes: string | Uint8Array): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

async function errorCode(response: Response): Promise<string> {
  const body: { errors: { code: string }[] } = JSON.parse(await response.text());
  return body.errors[0]?.code ?? '';
}

async function pushBlob(url: string, repository: string, bytes: string): Promise<string> {
  const digest = digestOf(bytes);
  const target = `${url}/v2/${repository}/blobs/uploads/?digest=${digest}`;
  const response = await fetch(target, { method: 'POST', body: bytes });
  expect(response.status).toBe(201);
  return digest;
}

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

describe('the base', () => {
  test('a ping says which API it is', async () => {
    const { url } = await runningRegistry();
    const response = await fetch(`${url}/v2/`);
    expect(response.status).toBe(200);
    expect(response.headers.get('docker-distribution-api-version')).toBe('registry/2.0');
  });

  test.each([
    ['/v2/Acme/api/manifests/v1', 400, 'NAME_INVALID'],
    ['/v2/acme//api/manifests/v1', 400, 'NAME_INVALID'],
    ['/v2/acme/api/manifests/-v1', 400, 'TAG_INVALID'],
    [`/v2/acme/api/manifests/${'t'.repeat(129)}`, 400, 'TAG_INVALID'],
    ['/v2/acme/api/manifests/sha256:zz', 400, 'DIGEST_INVALID'],
    ['/v2/acme/api/blobs/sha256:zz', 400, 'DIGEST_INVALID'],
    ['/v2/acme/api/manifests/v1', 404, 'NAME_UNKNOWN'],
    ['/v2/acme/api/tags/list', 404, 'NAME_UNKNOWN'],
    [`/v2/acme/api/blobs/sha256:${'0'.repeat(64)}`, 404, 'BLOB_UNKNOWN'],
    ['/v2/acme/api/blobs/uploads/none', 404, 'BLOB_UPLOAD_UNKNOWN'],
  ])('GET %s is %i %s', async (path, status, code) => {
    const { url } = await runningRegistry();
    const response = await fetch(url + path);
    expect([response.status, await errorCode(response)]).toEqual([status, code]);
  });

  test.each(['/', '/v1/', '/v2/acme/api/unknown/x', '/v2/%zz/manifests/v1'])(
    '%s is no route',
    async (path) => {
      const { url } = await runningRegistry();
      const response = await fetch(url + path);
      expect([response.status, await response.text()]).toEqual([404, '404 page not found\n']);
    },
  );
});

describe('blobs', () => {
  test('a chunked upload goes on where it stands and ends with its digest', async () => {
    const { url } = await runningRegistry();
    const opened = await fetch(`${url}/v2/acme/api/blobs/uploads/`, { method: 'POST' });
    expect([opened.status, opened.headers.get('range')]).toEqual([202, '0-0']);
    const location = opened.headers.get('location') ?? '';
    expect(location).toContain(opened.headers.get('docker-upload-uuid'));
    const headers = { 'content-range': '0-3' };
    const first = await fetch(location, { method: 'PATCH', body: 'abcd', headers });
    expect([first.status, first.headers.get('range')]).toEqual([202, '0-3']);
    const second = await fetch(first.headers.get('location') ?? '', { method: 'PATCH', body: 'ef' });
    expect(second.headers.get('range')).toBe('0-5');
    const stands = await fetch(location);
    expect([stands.status, stands.headers.get('range')]).toEqual([204, '0-5']);
    const digest = digestOf('abcdefgh');
    const ended = await fetch(`${location}?digest=${encodeURIComponent(digest)}`, {
      method: 'PUT',
      body: 'gh',
    });
    expect([ended.status, ended.headers.get('docker-content-digest')]).toEqual([201, digest]);
    expect(await (await fetch(ended.headers.get('location') ?? '')).text()).toBe('abcdefgh');
  });

  test.each(['4-7', '0-9', 'junk'])(
    'a chunk with the range %s does not follow and is refused',
    async (range) => {
      const { url } = await runningRegistry();
      const opened = await fetch(`${url}/v2/acme/api/blobs/uploads/`, { method: 'POST' });
      const location = opened.headers.get('location') ?? '';
      const headers = { 'content-range': range };
      const response = await fetch(location, { method: 'PATCH', body: 'abcd', headers });
      expect([response.status, response.headers.get('range')]).toEqual([416, '0-0']);
    },
  );

  test.each([`?digest=${digestOf('other')}`, '?digest=sha256:zz', ''])(
    'an upload ended with "%s" is refused',
    async (query) => {
      const { url } = await runningRegistry();
      const opened = await fetch(`${url}/v2/acme/api/blobs/uploads/`, { method: 'POST' });
      const response = await fetch((opened.headers.get('location') ?? '') + query, {
        method: 'PUT',
        body: 'abcd',
      });
      expect([response.status, await errorCode(response)]).toEqual([400, 'DIGEST_INVALID']);
      expect((await fetch(`${url}/v2/acme/api/blobs/${digestOf('abcd')}`)).status).toBe(404);
    },
  );

  test('an upload that is given up is gone', async () => {
    const { url } = await runningRegistry();
    const opened = await fetch(`${url}/v2/acme/api/blobs/uploads/`, { method: 'POST' });
    const location = opened.headers.get('location') ?? '';
    expect((await fetch(location, { method: 'DELETE' })).status).toBe(204);
    expect((await fetch(location)).status).toBe(404);
  });

  test('an upload belongs to its repository', async () => {
    const { url } = await runningRegistry();
    const opened = await fetch(`${url}/v2/acme/api/blobs/uploads/`, { method: 'POST' });
    const elsewhere = (opened.headers.get('location') ?? '').replace('/acme/api/', '/acme/web/');
    expect((await fetch(elsewhere)).status).toBe(404);
  });

  test('a blob is mounted from another repository, and uploaded when it is not there', async () => {
    const { url } = await runningRegistry();
    const digest = await pushBlob(url, 'acme/api', 'layer');
    const ask = (from: string): Promise<Response> =>
      fetch(`${url}/v2/acme/web/blobs/uploads/?mount=${digest}&from=${from}`, { method: 'POST' });
    expect((await ask('acme/none')).status).toBe(202);
    expect((await fetch(`${url}/v2/acme/web/blobs/${digest}`)).status).toBe(404);
    expect((await ask('acme/api')).status).toBe(201);
    expect((await fetch(`${url}/v2/acme/web/blobs/${digest}`)).status).toBe(200);
  });

  test.each([
    ['bytes=1-2', 206, 'ay', 'bytes 1-2/5'],
    ['bytes=3-', 206, 'er', 'bytes 3-4/5'],
    ['bytes=9-', 416, undefined, 'bytes */5'],
  ])('a GET of %s is %i', async (range, status, text, contentRange) => {
    const { url } = await runningRegistry();
    const digest = await pushBlob(url, 'acme/api', 'layer');
    const response = await fetch(`${url}/v2/acme/api/blobs/${digest}`, { headers: { range } });
    expect([response.status, response.headers.get('content-range')]).toEqual([status, contentRange]);
    if (text !== undefined) expect(await response.text()).toBe(text);
  });

  test('HEAD tells the length and sends nothing', async () => {
    const { url } = await runningRegistry();
    const digest = await pushBlob(url, 'acme/api', 'layer');
    const response = await fetch(`${url}/v2/acme/api/blobs/${digest}`, { method: 'HEAD' });
    expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([
      200,
      '5',
      '',
    ]);
  });

  test('a deleted blob is gone', async () => {
    const { url } = await runningRegistry();
    const blob = `${url}/v2/acme/api/blobs/${await pushBlob(url, 'acme/api', 'layer')}`;
    expect((await fetch(blob, { method: 'DELETE' })).status).toBe(202);
    expect((await fetch(blob, { method: 'DELETE' })).status).toBe(404);
  });
});

describe('manifests', () => {
  test('what is put by tag is served by tag and by digest, byte for byte', async () => {
    const { url } = await runningRegistry();
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
    const { url } = await runningRegistry();
    await put(url, 'acme/api', 'v1', await imageManifest(url, 'acme/api'));
    const headers = accept === undefined ? {} : { accept };
    const response = await fetch(`${url}/v2/acme/api/manifests/v1`, { headers });
    expect([response.status, await errorCode(response)]).toEqual([404, 'MANIFEST_UNKNOWN']);
  });

  test('If-None-Match with the digest is answered 304', async () => {
    const { url } = await runningRegistry();
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
    const registry = await runningRegistry();
    const response = await put(registry.url, 'acme/api', 'v1', body, type);
    expect([response.status, await errorCode(response)]).toEqual([400, code]);
    expect(registry.tags('acme/api').size).toBe(0);
  });

  test('a manifest put under a digest that is not its own is refused', async () => {
    const { url } = await runningRegistry();
    const response = await put(url, 'acme/api', digestOf('other'), await imageManifest(url, 'acme/api'));
    expect([response.status, await errorCode(response)]).toEqual([400, 'DIGEST_INVALID']);
  });

  test('a manifest over 4 MiB is refused', async () => {
    const { url } = await runningRegistry();
    const response = await put(url, 'acme/api', 'v1', ' '.repeat(4 * 1024 * 1024 + 1));
    expect([response.status, await errorCode(response)]).toEqual([413, 'SIZE_INVALID']);
  });

  test('deleting a tag keeps the manifest, deleting the manifest takes its tags along', async () => {
    const registry = await runningRegistry();
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

test('tags are listed in order, in pages linked to each other', async () => {
  const registry = await runningRegistry();
  registry.seed('acme/api', ['c', 'a', 'b', 'd', 'e']);
  const pages: string[][] = [];
  let next: string | undefined = '/v2/acme/api/tags/list?n=2';
  while (next !== undefined) {
    const response: Response = await fetch(registry.url + next);
    const page: { name: string; tags: string[] } = JSON.parse(await response.text());
    expect(page.name).toBe('acme/api');
    pages.push(page.tags);
    next = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
  }
  expect(pages).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
});

describe('seed', () => {
  test('makes the same digest of the same image, and another of another', async () => {
    const registry = await runningRegistry();
    const image = { platforms: ['linux/amd64', 'linux/arm/v7'], labels: { a: 'b' } };
    const digest = registry.seed('acme/api', ['v1'], image);
    expect(registry.seed('acme/web', [], image)).toBe(digest);
    expect(registry.seed('acme/web', [], { ...image, content: 'changed' })).not.toBe(digest);
    expect(registry.tags('acme/api').get('v1')).toBe(digest);
  });

  test.each([
    [{}, MANIFEST],
    [{ platforms: ['linux/amd64', 'linux/arm64'] }, INDEX],
    [{ attestations: true }, INDEX],
    [{ mediaTypes: 'docker' as const }, 'application/vnd.docker.distribution.manifest.v2+json'],
    [
      { mediaTypes: 'docker' as const, platforms: ['linux/amd64', 'linux/arm64'] },
      'application/vnd.docker.distribution.manifest.list.v2+json',
    ],
  ])('of %j is served as %s', async (image, type) => {
    const registry = await runningRegistry();
    registry.seed('acme/api', ['v1'], image);
    const response = await fetch(`${registry.url}/v2/acme/api/manifests/v1`, { headers: { accept: type } });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, type]);
    const document: { annotations?: unknown } = JSON.parse(await response.text());
    expect(document.annotations).toBeUndefined();
  });
});
