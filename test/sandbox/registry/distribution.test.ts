import { describe, expect, test } from '@jest/globals';
import { registryStandIn } from '../../stand-ins.ts';
import { errorCode } from './push-blob.ts';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';

describe('the base', () => {
  test('a ping says which API it is', async () => {
    const { url } = await registryStandIn();
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
    const { url } = await registryStandIn();
    const response = await fetch(url + path);
    expect([response.status, await errorCode(response)]).toEqual([status, code]);
  });

  test.each(['/', '/v1/', '/v2/acme/api/unknown/x', '/v2/%zz/manifests/v1'])(
    '%s is no route',
    async (path) => {
      const { url } = await registryStandIn();
      const response = await fetch(url + path);
      expect([response.status, await response.text()]).toEqual([404, '404 page not found\n']);
    },
  );
});

test('tags are listed in order, in pages linked to each other', async () => {
  const registry = await registryStandIn();
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
    const registry = await registryStandIn();
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
    const registry = await registryStandIn();
    registry.seed('acme/api', ['v1'], image);
    const response = await fetch(`${registry.url}/v2/acme/api/manifests/v1`, { headers: { accept: type } });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, type]);
    const document: { annotations?: unknown } = JSON.parse(await response.text());
    expect(document.annotations).toBeUndefined();
  });
});
