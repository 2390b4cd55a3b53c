import { describe, expect, test } from '@jest/globals';
import type { SandboxRegistry } from '../../../sandbox/registry/sandbox-registry.ts';
import { sha256 } from '../../../src/registry/content/hash.ts';
import { login, quickClient, refusal, subjectAt } from '../client.ts';
import { registryStandIn } from '../../stand-ins.ts';
import { TYPE, MANIFEST, INDEX, record } from './a-record.ts';

function writes(registry: SandboxRegistry): readonly string[] {
  return registry.requests
    .filter(({ method }) => method !== 'GET' && method !== 'HEAD')
    .map(({ method, path }) => `${method} ${path}`);
}

async function manifestText(registry: SandboxRegistry, reference: string): Promise<string> {
  const headers = { accept: `${MANIFEST}, ${INDEX}` };
  return (await fetch(`${registry.url}/v2/acme/api/manifests/${reference}`, { headers })).text();
}

describe.each([
  ['with the referrers API', true],
  ['with the tag schema', false],
])('attaching %s', (_what, referrers) => {
  test('content comes back as it was given', async () => {
    const registry = await registryStandIn({ referrers });
    const subject = subjectAt(registry, 'acme/api', registry.seed('acme/api', ['v1']));
    const client = quickClient();
    const attached = await client.attach(subject, record('{"a":1}', { b: '2', a: '1' }));
    expect(await client.attachments(subject, TYPE)).toEqual([attached]);
    expect(attached).toEqual({
      mediaType: MANIFEST,
      digest: sha256(Buffer.from(await manifestText(registry, attached.digest))),
      size: (await manifestText(registry, attached.digest)).length,
      artifactType: TYPE,
      annotations: { a: '1', b: '2' },
    });
    expect(Buffer.from(await client.attachedContent(subject, attached)).toString()).toBe('{"a":1}');
  });

  test('the manifest is an OCI artifact that depends on its input only', async () => {
    const registry = await registryStandIn({ referrers });
    const digest = registry.seed('acme/api', ['v1']);
    const attached = await quickClient().attach(subjectAt(registry, 'acme/api', digest), record('{}'));
    const subjectSize = (await manifestText(registry, digest)).length;
    expect(JSON.parse(await manifestText(registry, attached.digest))).toEqual({
      schemaVersion: 2,
      mediaType: MANIFEST,
      artifactType: TYPE,
      config: { mediaType: 'application/vnd.oci.empty.v1+json', digest: sha256(Buffer.from('{}')), size: 2 },
      layers: [{ mediaType: TYPE, digest: sha256(Buffer.from('{}')), size: 2 }],
      subject: { mediaType: MANIFEST, digest, size: subjectSize },
    });
  });

  test('the same bytes again write nothing', async () => {
    const registry = await registryStandIn({ referrers });
    const subject = subjectAt(registry, 'acme/api', registry.seed('acme/api', ['v1']));
    const first = await quickClient().attach(subject, record('{"a":1}', { b: '2', a: '1' }));
    registry.clearRequests();
    const second = await quickClient().attach(subject, record('{"a":1}', { a: '1', b: '2' }));
    expect(second).toEqual(first);
    expect(writes(registry)).toEqual([]);
    expect(await quickClient().attachments(subject, TYPE)).toEqual([first]);
  });

  test('other bytes are a second artifact, and another type is not listed', async () => {
    const registry = await registryStandIn({ referrers });
    const subject = subjectAt(registry, 'acme/api', registry.seed('acme/api', ['v1']));
    const client = quickClient();
    const first = await client.attach(subject, record('1'));
    await client.attach(subject, { ...record('2'), artifactType: 'application/vnd.example.other' });
    const third = await client.attach(subject, record('3'));
    expect((await client.attachments(subject, TYPE)).map(({ digest }) => digest)).toEqual([
      first.digest,
      third.digest,
    ]);
  });

  test.each(['manifests', 'blobs'])('a lost answer to any write of %s leaves one artifact', async (kind) => {
    const registry = await registryStandIn({ referrers });
    const subject = subjectAt(registry, 'acme/api', registry.seed('acme/api', ['v1']));
    registry.inject({
      mode: 'lose-answer',
      match: ({ method, path }) => (method === 'PUT' || method === 'POST') && path.includes(`/${kind}/`),
      times: 2,
    });
    const attached = await quickClient().attach(subject, record('1'));
    expect(await quickClient().attachments(subject, TYPE)).toEqual([attached]);
  });

  test('a manifest whose answer is lost is looked for and not written again', async () => {
    const registry = await registryStandIn({ referrers });
    const subject = subjectAt(registry, 'acme/api', registry.seed('acme/api', ['v1']));
    const isManifest = (path: string): boolean => path.includes('/manifests/sha256:');
    registry.inject({
      mode: 'lose-answer',
      match: ({ method, path }) => method === 'PUT' && isManifest(path),
    });
    await quickClient().attach(subject, record('1'));
    expect(registry.requests.filter(({ method, path }) => method === 'PUT' && isManifest(path))).toHaveLength(
      1,
    );
  });

  test('a write that nobody answers ends with an error', async () => {
    const registry = await registryStandIn({ referrers });
    const subject = subjectAt(registry, 'acme/api', registry.seed('acme/api', ['v1']));
    registry.inject({ mode: 'unavailable', match: ({ method }) => method === 'PUT', times: 99 });
    expect((await refusal(quickClient().attach(subject, record('1')))).code).toBe('REGISTRY_UNAVAILABLE');
  });

  test('a subject that is not there gets nothing', async () => {
    const registry = await registryStandIn({ referrers });
    const subject = subjectAt(registry, 'acme/api', `sha256:${'0'.repeat(64)}`);
    const { code, message } = await refusal(quickClient().attach(subject, record('1')));
    expect([code, message]).toEqual([
      'IMAGE_NOT_FOUND',
      expect.stringContaining(`${registry.host}/acme/api`),
    ]);
    expect(writes(registry)).toEqual([]);
  });

  test('a digest without artifacts has an empty list', async () => {
    const registry = await registryStandIn({ referrers });
    const subject = subjectAt(registry, 'acme/api', registry.seed('acme/api', ['v1']));
    expect(await quickClient().attachments(subject, TYPE)).toEqual([]);
  });

  test('without the right to push nothing is attached, and reading goes on', async () => {
    const auth = { kind: 'bearer', username: 'ci', password: 's', push: false } as const;
    const registry = await registryStandIn({ referrers, auth });
    const subject = subjectAt(registry, 'acme/api', registry.seed('acme/api', ['v1']));
    const client = quickClient({ credentials: login('ci', 's') });
    expect((await refusal(client.attach(subject, record('1')))).code).toBe('REGISTRY_DENIED');
    expect(await client.attachments(subject, TYPE)).toEqual([]);
  });

  test.each([500, 502, 503])('a registry that answers %i is unavailable, not empty', async (status) => {
    const registry = await registryStandIn({ referrers });
    const subject = subjectAt(registry, 'acme/api', registry.seed('acme/api', ['v1']));
    await quickClient().attach(subject, record('1'));
    const fetch: typeof globalThis.fetch = (input, init) =>
      String(input).includes('/referrers/')
        ? Promise.resolve(new Response('oops', { status }))
        : globalThis.fetch(input, init);
    expect((await refusal(quickClient({ fetch }).attachments(subject, TYPE))).code).toBe(
      'REGISTRY_UNAVAILABLE',
    );
  });
});
