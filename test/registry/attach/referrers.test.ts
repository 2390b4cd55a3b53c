import { describe, expect, test } from '@jest/globals';
import { quickClient, refusal, subjectAt } from '../client.ts';
import { registryStandIn } from '../../stand-ins.ts';
import { TYPE, MANIFEST, INDEX, record } from './a-record.ts';

describe('a registry that answers the referrers path in its own way', () => {
  test.each([400, 404, 405, 406])('%i means the tag schema', async (status) => {
    const registry = await registryStandIn({ referrers: false });
    const subject = subjectAt(registry, 'acme/api', registry.seed('acme/api', ['v1']));
    const fetch: typeof globalThis.fetch = (input, init) =>
      String(input).includes('/referrers/')
        ? Promise.resolve(new Response('no', { status }))
        : globalThis.fetch(input, init);
    const attached = await quickClient({ fetch }).attach(subject, record('1'));
    expect(await quickClient({ fetch }).attachments(subject, TYPE)).toEqual([attached]);
    expect(registry.tags('acme/api').has(subject.digest.replace(':', '-'))).toBe(true);
  });

  test.each([
    ['a page with status 200', () => new Response('<html>', { headers: { 'content-type': 'text/html' } })],
    [
      'an empty list, though it kept the subject',
      () =>
        new Response(JSON.stringify({ schemaVersion: 2, manifests: [] }), {
          headers: { 'content-type': INDEX },
        }),
    ],
  ])('%s means the tag schema too', async (_what, listing) => {
    const registry = await registryStandIn();
    const subject = subjectAt(registry, 'acme/api', registry.seed('acme/api', ['v1']));
    const fetch: typeof globalThis.fetch = (input, init) =>
      String(input).includes('/referrers/') ? Promise.resolve(listing()) : globalThis.fetch(input, init);
    const attached = await quickClient({ fetch }).attach(subject, record('1'));
    expect(await quickClient({ fetch }).attachments(subject, TYPE)).toEqual([attached]);
  });

  test('a filter that is ignored is applied here', async () => {
    const registry = await registryStandIn();
    const subject = subjectAt(registry, 'acme/api', registry.seed('acme/api', ['v1']));
    const attached = await quickClient().attach(subject, record('1'));
    await quickClient().attach(subject, { ...record('2'), artifactType: 'application/vnd.example.other' });
    const fetch: typeof globalThis.fetch = (input, init) =>
      globalThis.fetch(String(input).replace(/\?artifactType=.*/, ''), init);
    expect(await quickClient({ fetch }).attachments(subject, TYPE)).toEqual([attached]);
  });

  test('an upload that would go on somewhere else is not sent there', async () => {
    const registry = await registryStandIn();
    const subject = subjectAt(registry, 'acme/api', registry.seed('acme/api', ['v1']));
    const asked: string[] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      asked.push(new URL(String(input)).host);
      const response = await globalThis.fetch(input, init);
      if (init?.method !== 'POST') return response;
      return new Response(null, { status: 202, headers: { location: 'https://evil.test/upload' } });
    };
    const { code, message } = await refusal(quickClient({ fetch }).attach(subject, record('1')));
    expect([code, message]).toEqual([
      'REGISTRY_REFUSED',
      expect.stringContaining('continues at https://evil.test'),
    ]);
    expect(new Set(asked)).toEqual(new Set([registry.host]));
  });

  test('a list in pages is read to its end', async () => {
    const registry = await registryStandIn({ pageSize: 2 });
    const subject = subjectAt(registry, 'acme/api', registry.seed('acme/api', ['v1']));
    const client = quickClient();
    const digests: string[] = [];
    for (const text of ['1', '2', '3', '4', '5'])
      digests.push((await client.attach(subject, record(text))).digest);
    expect((await client.attachments(subject, TYPE)).map(({ digest }) => digest)).toEqual(digests);
  });

  test.each(['https://evil.test/v2/x', '//evil.test/x', 'http://169.254.169.254/'])(
    'a next page at %s is not asked',
    async (next) => {
      const registry = await registryStandIn();
      const subject = subjectAt(registry, 'acme/api', registry.seed('acme/api', ['v1']));
      const asked: string[] = [];
      const entry = { mediaType: MANIFEST, digest: subject.digest, size: 1, artifactType: TYPE };
      const fetch: typeof globalThis.fetch = (input) => {
        asked.push(String(input));
        const headers = { 'content-type': INDEX, link: `<${next}>; rel="next"` };
        return Promise.resolve(
          new Response(JSON.stringify({ schemaVersion: 2, manifests: [entry] }), { headers }),
        );
      };
      expect(await quickClient({ fetch }).attachments(subject, TYPE)).toHaveLength(1);
      expect(asked).toHaveLength(1);
    },
  );

  test('a list that links to itself ends', async () => {
    const subject = subjectAt('r.test', 'acme/api', `sha256:${'1'.repeat(64)}`);
    const fetch: typeof globalThis.fetch = (input) => {
      const headers = { 'content-type': INDEX, link: `<${new URL(String(input)).pathname}?x=1>; rel=next` };
      return Promise.resolve(new Response(JSON.stringify({ schemaVersion: 2, manifests: [] }), { headers }));
    };
    const { code, message } = await refusal(quickClient({ fetch }).attachments(subject, TYPE));
    expect([code, message]).toEqual(['REGISTRY_REFUSED', expect.stringContaining('more than 50 pages')]);
  });
});
