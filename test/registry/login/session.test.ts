import { describe, expect, test } from '@jest/globals';
import type { Credential } from '../../../src/registry/login/credential.ts';
import {
  FakeClock,
  NOBODY,
  always,
  challenge,
  login,
  quickClient,
  referenceTo,
  refusal,
  scriptedFetch,
} from '../client.ts';
import { registryStandIn } from '../../stand-ins.ts';

const bearer = { kind: 'bearer', username: 'ci', password: 'secret' } as const;
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

function served(): Response {
  const body = JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST });
  return new Response(body, { headers: { 'content-type': MANIFEST } });
}

const json = (value: unknown, status = 200): Response => new Response(JSON.stringify(value), { status });

describe('reading', () => {
  test.each<[string, object, Credential | undefined]>([
    ['nobody, where nobody has to log in', { kind: 'none' }, undefined],
    ['nobody, with a token for everyone', { ...bearer, anonymousPull: true }, undefined],
    ['a password, for a token', bearer, { kind: 'password', username: 'ci', password: 'secret' }],
    [
      'a password, sent as it is',
      { ...bearer, kind: 'basic' },
      { kind: 'password', username: 'ci', password: 'secret' },
    ],
    [
      'an identity token',
      { ...bearer, identityToken: 'refresh' },
      { kind: 'identity-token', token: 'refresh' },
    ],
  ])('%s', async (_what, auth, credential) => {
    const registry = await registryStandIn({ auth: { ...bearer, ...auth } });
    const digest = registry.seed('acme/api', ['v1']);
    const credentials = credential === undefined ? NOBODY : always(credential);
    expect(await quickClient({ credentials }).resolve(referenceTo(registry, 'acme/api:v1'))).toBe(digest);
  });

  test('one token serves every request to a repository, and a token for pushing serves reading too', async () => {
    const registry = await registryStandIn({ auth: bearer });
    registry.seed('acme/api', ['v1']);
    const client = quickClient({ credentials: login('ci', 'secret') });
    const reference = referenceTo(registry, 'acme/api:v1');
    const manifest = await client.manifest(reference);
    if (manifest === undefined) throw new Error('not there');
    await client.tag(reference, 'v2', manifest);
    await client.resolve(reference);
    const tokens = registry.requests
      .filter(({ path }) => path === '/token')
      .map(({ query }) => new URLSearchParams(query).get('scope'));
    expect(tokens).toEqual(['repository:acme/api:pull', 'repository:acme/api:pull,push']);
    expect(registry.requests.filter(({ status }) => status === 401)).toHaveLength(2);
  });

  test('a token that runs out while it is used costs one new login per request', async () => {
    const registry = await registryStandIn({ auth: { ...bearer, tokenUses: 1 } });
    const digest = registry.seed('acme/api', ['v1']);
    const client = quickClient({ credentials: login('ci', 'secret') });
    for (let run = 0; run < 3; run += 1) {
      expect(await client.resolve(referenceTo(registry, 'acme/api:v1'))).toBe(digest);
    }
    expect(registry.requests.filter(({ path }) => path === '/token')).toHaveLength(3);
  });

  test('a token is not sent after its time', async () => {
    const clock = new FakeClock();
    const tokens = ['first', 'second'];
    const { fetch, asked } = scriptedFetch(({ url, authorization }) => {
      if (url.includes('/token')) return json({ access_token: tokens.shift(), expires_in: 100 });
      return authorization === null ? challenge('Bearer realm="https://r.test/token"') : served();
    });
    const client = quickClient({ fetch, now: clock.now });
    await client.resolve(referenceTo('r.test', 'acme/api:v1'));
    clock.time += 80_000;
    await client.resolve(referenceTo('r.test', 'acme/api:v1'));
    clock.time += 20_000;
    await client.resolve(referenceTo('r.test', 'acme/api:v1'));
    expect(asked.map(({ authorization }) => authorization)).toEqual([
      null,
      null,
      'Bearer first',
      'Bearer first',
      null,
      null,
      'Bearer second',
    ]);
  });

  test('an identity token goes to a server that knows no POST by GET', async () => {
    const { fetch, asked } = scriptedFetch(({ url, method, authorization }) => {
      if (url.includes('/token')) return method === 'POST' ? json({}, 404) : json({ token: 'given' });
      return authorization === null ? challenge('Bearer realm="https://r.test/token",service="s"') : served();
    });
    const client = quickClient({ fetch, credentials: always({ kind: 'identity-token', token: 'refresh' }) });
    await client.resolve(referenceTo('r.test', 'acme/api:v1'));
    const [, exchange, fallback] = asked;
    expect(Object.fromEntries(new URLSearchParams(exchange?.body))).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'refresh',
      client_id: 'waybill',
      service: 's',
      scope: 'repository:acme/api:pull',
    });
    expect(fallback?.method).toBe('GET');
    expect(asked.at(-1)?.authorization).toBe('Bearer given');
  });

  test('a registry token is sent as it is, and not again when it is refused', async () => {
    const { fetch, asked } = scriptedFetch(() => challenge('Bearer realm="https://r.test/token"'));
    const client = quickClient({ fetch, credentials: always({ kind: 'registry-token', token: 'ready' }) });
    expect((await refusal(client.resolve(referenceTo('r.test', 'acme/api:v1')))).code).toBe(
      'REGISTRY_DENIED',
    );
    expect(asked.map(({ authorization }) => authorization)).toEqual(['Bearer ready']);
  });

  test.each([
    'Bearer realm="Artifactory Realm"',
    'Basic realm="Artifactory Realm"',
    'Bearer realm="x", Basic realm="x"',
  ])('where the realm is no address (%s), the password is sent as it is', async (header) => {
    const { fetch, asked } = scriptedFetch(({ authorization }) =>
      authorization === null ? challenge(header) : served(),
    );
    await quickClient({ fetch, credentials: login('ci', 'secret') }).resolve(
      referenceTo('r.test', 'acme/api:v1'),
    );
    expect(asked.at(-1)?.authorization).toBe(`Basic ${Buffer.from('ci:secret').toString('base64')}`);
  });
});

test('every token is masked before it is sent', async () => {
  const masked: string[] = [];
  const { fetch, asked } = scriptedFetch(({ url, authorization }) => {
    if (url.includes('/token')) return json({ token: 'minted' });
    if (authorization === 'Bearer minted') expect(masked).toContain('minted');
    return authorization === null ? challenge('Bearer realm="https://r.test/token"') : served();
  });
  await quickClient({ fetch, mask: (secret) => masked.push(secret) }).resolve(
    referenceTo('r.test', 'acme/api:v1'),
  );
  expect(asked.at(-1)?.authorization).toBe('Bearer minted');
});
