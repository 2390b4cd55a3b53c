import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { SandboxRegistry } from '../../../sandbox/registry/sandbox-registry.ts';
import { registryStandIn } from '../../stand-ins.ts';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';

async function attach(
  registry: SandboxRegistry,
  subject: string,
  artifactType: string,
  note = '',
): Promise<Response> {
  const digest = `sha256:${createHash('sha256').update('{}').digest('hex')}`;
  await fetch(`${registry.url}/v2/acme/api/blobs/uploads/?digest=${digest}`, { method: 'POST', body: '{}' });
  const empty = { mediaType: 'application/vnd.oci.empty.v1+json', digest, size: 2 };
  const body = JSON.stringify({
    schemaVersion: 2,
    mediaType: MANIFEST,
    artifactType,
    config: empty,
    layers: [empty],
    subject: { mediaType: MANIFEST, digest: subject, size: 100 },
    annotations: { note },
  });
  const reference = `sha256:${createHash('sha256').update(body).digest('hex')}`;
  const headers = { 'content-type': MANIFEST };
  return fetch(`${registry.url}/v2/acme/api/manifests/${reference}`, { method: 'PUT', headers, body });
}

interface List {
  readonly manifests: { readonly artifactType: string; readonly annotations: { readonly note: string } }[];
}

describe('with the referrers API', () => {
  test('an artifact is listed under its subject with type and annotations, and its PUT names the subject', async () => {
    const registry = await registryStandIn();
    const subject = registry.seed('acme/api', ['v1']);
    const put = await attach(registry, subject, 'x/record', 'one');
    expect([put.status, put.headers.get('oci-subject')]).toEqual([201, subject]);
    const response = await fetch(`${registry.url}/v2/acme/api/referrers/${subject}`);
    expect(response.headers.get('content-type')).toBe(INDEX);
    expect(response.headers.get('oci-filters-applied')).toBeNull();
    const list: List = JSON.parse(await response.text());
    expect(list.manifests).toMatchObject([
      { mediaType: MANIFEST, artifactType: 'x/record', annotations: { note: 'one' } },
    ]);
  });

  test('a filter is applied and said', async () => {
    const registry = await registryStandIn();
    const subject = registry.seed('acme/api', ['v1']);
    await attach(registry, subject, 'x/record');
    await attach(registry, subject, 'x/sbom');
    const response = await fetch(`${registry.url}/v2/acme/api/referrers/${subject}?artifactType=x/sbom`);
    expect(response.headers.get('oci-filters-applied')).toBe('artifactType');
    const list: List = JSON.parse(await response.text());
    expect(list.manifests.map((entry) => entry.artifactType)).toEqual(['x/sbom']);
  });

  test('a digest that nobody refers to has an empty list', async () => {
    const registry = await registryStandIn();
    const response = await fetch(`${registry.url}/v2/acme/api/referrers/sha256:${'0'.repeat(64)}`);
    expect([response.status, JSON.parse(await response.text()).manifests]).toEqual([200, []]);
  });

  test('a long list comes in pages that keep the filter', async () => {
    const registry = await registryStandIn({ pageSize: 2 });
    const subject = registry.seed('acme/api', ['v1']);
    await attach(registry, subject, 'x/sbom');
    for (const note of ['a', 'b', 'c']) await attach(registry, subject, 'x/record', note);
    const notes: string[][] = [];
    let next: string | undefined = `/v2/acme/api/referrers/${subject}?artifactType=x%2Frecord`;
    while (next !== undefined) {
      const response: Response = await fetch(registry.url + next);
      const list: List = JSON.parse(await response.text());
      notes.push(list.manifests.map((entry) => entry.annotations.note));
      next = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
    }
    expect(notes).toEqual([['a', 'b'], ['c']]);
  });
});

test('without the API the path is unknown and the subject is not acknowledged', async () => {
  const registry = await registryStandIn({ referrers: false });
  const subject = registry.seed('acme/api', ['v1']);
  const put = await attach(registry, subject, 'x/record');
  expect([put.status, put.headers.get('oci-subject')]).toEqual([201, null]);
  const response = await fetch(`${registry.url}/v2/acme/api/referrers/${subject}`);
  expect([response.status, await response.text()]).toEqual([404, '404 page not found\n']);
});
