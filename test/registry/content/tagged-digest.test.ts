import { describe, expect, test } from '@jest/globals';
import { login, quickClient, referenceTo } from '../client.ts';
import { registryStandIn } from '../../stand-ins.ts';

const auth = { kind: 'bearer', username: 'ci', password: 'secret' } as const;

describe('the digest of a tag, to compare it with another', () => {
  test('is no pull on Docker Hub; resolving a tag is one, and putting it where it is none', async () => {
    const hub = await registryStandIn({ plays: 'docker-hub', auth });
    const digest = hub.seed('acme/api', ['v1']);
    const client = quickClient({ credentials: login('ci', 'secret') });
    const reference = referenceTo(hub, 'acme/api');
    expect(await client.taggedDigest({ ...reference, tag: 'v1' })).toBe(digest);
    expect(await client.taggedDigest({ ...reference, tag: 'v2' })).toBeUndefined();
    expect(hub.pulls).toBe(0);
    const manifest = await client.manifest({ ...reference, tag: 'v1' });
    if (manifest === undefined) throw new Error('not there');
    expect(hub.pulls).toBe(1);
    await client.tag(reference, 'v1', manifest);
    await client.tag(reference, 'v2', manifest);
    expect(hub.pulls).toBe(1);
  });

  test.each([null, 'latest', 'sha512:abc'])('is read where the registry names %j', async (named) => {
    const registry = await registryStandIn();
    const digest = registry.seed('acme/api', ['v1']);
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const answer = await globalThis.fetch(input, init);
      if (init?.method !== 'HEAD') return answer;
      const headers = new Headers(answer.headers);
      headers.delete('docker-content-digest');
      if (named !== null) headers.set('docker-content-digest', named);
      return new Response(null, { status: answer.status, headers });
    };
    const reference = { ...referenceTo(registry, 'acme/api'), tag: 'v1' };
    expect(await quickClient({ fetch }).taggedDigest(reference)).toBe(digest);
    expect(registry.requests.map(({ method }) => method)).toEqual(['HEAD', 'GET']);
  });
});
