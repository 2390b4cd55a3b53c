import { describe, expect, test } from '@jest/globals';
import type { SandboxRegistry } from '../../../sandbox/registry/sandbox-registry.ts';
import { type Attachment, createRegistry } from '../../../src/registry/registry.ts';
import { NOBODY, quickClient, refusal, subjectAt } from '../client.ts';
import { registryStandIn } from '../../stand-ins.ts';

const TYPE = 'application/vnd.waybill.record.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';

const record = (text: string): Attachment => ({
  artifactType: TYPE,
  content: Buffer.from(text),
  annotations: {},
});

async function putIndex(registry: SandboxRegistry, subject: string, index: object): Promise<Response> {
  const headers = { 'content-type': INDEX };
  const tag = subject.replace(':', '-');
  return fetch(`${registry.url}/v2/acme/api/manifests/${tag}`, {
    method: 'PUT',
    headers,
    body: JSON.stringify(index),
  });
}

async function indexOf(
  registry: SandboxRegistry,
  subject: string,
): Promise<{ manifests: { digest: string }[] }> {
  const headers = { accept: INDEX };
  const tag = subject.replace(':', '-');
  return JSON.parse(await (await fetch(`${registry.url}/v2/acme/api/manifests/${tag}`, { headers })).text());
}

describe('the index of the tag schema', () => {
  test('keeps the fields and entries of others', async () => {
    const registry = await registryStandIn({ referrers: false });
    const digest = registry.seed('acme/api', ['v1']);
    const entry = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest, size: 9, data: 'eA==' };
    const theirs = { schemaVersion: 2, mediaType: INDEX, manifests: [entry], annotations: { by: 'them' } };
    expect((await putIndex(registry, digest, theirs)).status).toBe(201);
    const attached = await quickClient().attach(subjectAt(registry, 'acme/api', digest), record('1'));
    expect(await indexOf(registry, digest)).toEqual({ ...theirs, manifests: [entry, attached] });
  });

  test('is written over when a writer that read it earlier took an entry away', async () => {
    const registry = await registryStandIn({ referrers: false });
    const digest = registry.seed('acme/api', ['v1']);
    const subject = subjectAt(registry, 'acme/api', digest);
    let disturbed = 0;
    const client = quickClient({
      sleep: async () => {
        // The first two times nobody looks, another writer puts its own idea of the index there.
        if (++disturbed <= 2)
          await putIndex(registry, digest, { schemaVersion: 2, mediaType: INDEX, manifests: [] });
      },
    });
    const attached = await client.attach(subject, record('1'));
    expect((await indexOf(registry, digest)).manifests).toEqual([attached]);
    expect(disturbed).toBeGreaterThan(2);
  });

  test('gets back an entry of somebody else that was seen and then taken away', async () => {
    const registry = await registryStandIn({ referrers: false });
    const digest = registry.seed('acme/api', ['v1']);
    const theirs = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest, size: 9 };
    let waits = 0;
    const client = quickClient({
      sleep: async () => {
        const { manifests } = await indexOf(registry, digest);
        waits += 1;
        const index = { schemaVersion: 2, mediaType: INDEX };
        if (waits === 1) await putIndex(registry, digest, { ...index, manifests: [...manifests, theirs] });
        if (waits === 2) await putIndex(registry, digest, { ...index, manifests: [] });
      },
    });
    const attached = await client.attach(subjectAt(registry, 'acme/api', digest), record('1'));
    const kept = (await indexOf(registry, digest)).manifests.map((entry) => entry.digest);
    expect(kept.sort()).toEqual([attached.digest, digest].sort());
  });

  test('loses nothing to twenty writers at once', async () => {
    const registry = await registryStandIn({ referrers: false });
    const subject = subjectAt(registry, 'acme/api', registry.seed('acme/api', ['v1']));
    const writers = Array.from({ length: 20 }, (_, number) => {
      // A tenth of the real waits, against requests that take a hundredth of the real time.
      const sleep = (milliseconds: number): Promise<void> =>
        new Promise((resolve) => void setTimeout(resolve, milliseconds / 10));
      return createRegistry({ credentials: NOBODY, sleep }).attach(subject, record(`writer ${number}`));
    });
    const attached = await Promise.all(writers);
    const listed = await quickClient().attachments(subject, TYPE);
    expect(listed.map(({ digest }) => digest).sort()).toEqual(attached.map(({ digest }) => digest).sort());
    expect((await indexOf(registry, subject.digest)).manifests).toHaveLength(20);
  });

  test('gives up, and says that nothing is lost, when it never comes to rest', async () => {
    const registry = await registryStandIn({ referrers: false });
    const digest = registry.seed('acme/api', ['v1']);
    let round = 0;
    const client = quickClient({
      sleep: async () => {
        const annotations = { round: String((round += 1)) };
        await putIndex(registry, digest, { schemaVersion: 2, mediaType: INDEX, manifests: [], annotations });
      },
    });
    const { code, hint } = await refusal(client.attach(subjectAt(registry, 'acme/api', digest), record('1')));
    expect([code, hint]).toEqual([
      'REGISTRY_REFUSED',
      expect.stringContaining('the artifact itself is in the registry'),
    ]);
  });

  test('may hold junk: what is no descriptor is left out when it is read', async () => {
    const registry = await registryStandIn({ referrers: false });
    const subject = subjectAt(registry, 'acme/api', registry.seed('acme/api', ['v1']));
    const attached = await quickClient().attach(subject, record('1'));
    const { manifests } = await indexOf(registry, subject.digest);
    const junk = [
      null,
      'x',
      {},
      { digest: '../../x' },
      { ...manifests[0], size: -1 },
      { ...manifests[0], artifactType: 'other' },
    ];
    const body = JSON.stringify({
      schemaVersion: 2,
      mediaType: INDEX,
      manifests: [...junk, ...manifests, ...manifests],
    });
    const fetch: typeof globalThis.fetch = (input, init) =>
      String(input).includes('/manifests/sha256-')
        ? Promise.resolve(new Response(body, { headers: { 'content-type': INDEX } }))
        : globalThis.fetch(input, init);
    expect(await quickClient({ fetch }).attachments(subject, TYPE)).toEqual([attached]);
  });

  test('that is an image is not written over', async () => {
    const registry = await registryStandIn({ referrers: false });
    const digest = registry.seed('acme/api', ['v1']);
    const tag = digest.replace(':', '-');
    registry.seed('acme/api', [tag], { content: 'an image under this name' });
    const before = registry.tags('acme/api').get(tag);
    const subject = subjectAt(registry, 'acme/api', digest);
    const acts = [
      () => quickClient().attach(subject, record('1')),
      () => quickClient().attachments(subject, TYPE),
    ];
    for (const act of acts) {
      const { code, message } = await refusal(act());
      expect([code, message]).toEqual(['REGISTRY_REFUSED', expect.stringContaining('not an OCI index')]);
    }
    expect(registry.tags('acme/api').get(tag)).toBe(before);
  });
});
