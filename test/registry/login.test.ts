import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Credential } from '../../src/registry/credential.ts';
import { createDockerCredentials } from '../../src/registry/credentials.ts';
import { sha256 } from '../../src/registry/hash.ts';
import { runningRegistry } from '../sandbox/registry/running-registry.ts';
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
} from './client.ts';

const bearer = { kind: 'bearer', username: 'ci', password: 'secret' } as const;
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const MANIFEST_OF_NOTHING = {
  digest: sha256(Buffer.from('{}')),
  mediaType: MANIFEST,
  body: Buffer.from('{}'),
};

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
    const registry = await runningRegistry({ auth: { ...bearer, ...auth } });
    const digest = registry.seed('acme/api', ['v1']);
    const credentials = credential === undefined ? NOBODY : always(credential);
    expect(await quickClient({ credentials }).resolve(referenceTo(registry, 'acme/api:v1'))).toBe(digest);
  });

  test('one token serves every request to a repository, and a token for pushing serves reading too', async () => {
    const registry = await runningRegistry({ auth: bearer });
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
    const registry = await runningRegistry({ auth: { ...bearer, tokenUses: 1 } });
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

describe('no right', () => {
  test('without a login the fix is to log in', async () => {
    const registry = await runningRegistry({ auth: bearer });
    registry.seed('acme/api', ['v1']);
    const { code, message, hint } = await refusal(
      quickClient().resolve(referenceTo(registry, 'acme/api:v1')),
    );
    expect(code).toBe('REGISTRY_LOGIN_MISSING');
    expect(message).toBe(
      `${registry.host}/acme/api: the registry wants a login to read it, and there is none for ${registry.host} (UNAUTHORIZED: authentication required)`,
    );
    expect(hint).toContain('docker/login-action');
  });

  test.each([
    ['a wrong password', bearer, 'wrong'],
    ['a wrong password, sent as it is', { ...bearer, kind: 'basic' as const }, 'wrong'],
  ])('with %s the login is refused, and tried once', async (_what, auth, password) => {
    const registry = await runningRegistry({ auth });
    const client = quickClient({ credentials: login('ci', password) });
    const { code } = await refusal(client.resolve(referenceTo(registry, 'acme/api:v1')));
    expect(code).toBe('REGISTRY_DENIED');
    expect(registry.requests).toHaveLength(2);
  });

  test('a login that may only read cannot push', async () => {
    const registry = await runningRegistry({ auth: { ...bearer, push: false } });
    registry.seed('acme/api', ['v1']);
    const client = quickClient({ credentials: login('ci', 'secret') });
    const reference = referenceTo(registry, 'acme/api:v1');
    const manifest = await client.manifest(reference);
    if (manifest === undefined) throw new Error('not there');
    const { code, message } = await refusal(client.tag(reference, 'v2', manifest));
    expect([code, message]).toEqual([
      'REGISTRY_DENIED',
      expect.stringContaining('does not let this login push to it'),
    ]);
    expect([...registry.tags('acme/api').keys()]).toEqual(['v1']);
  });

  test.each([
    [NOBODY, 'REGISTRY_LOGIN_MISSING'],
    [login('ci', 'secret'), 'REGISTRY_DENIED'],
  ])('a 403 is about the right and not about the image', async (credentials, code) => {
    const registry = await runningRegistry();
    registry.seed('acme/api', ['v1']);
    registry.inject({ mode: 'denied', times: 9 });
    const refused = await refusal(quickClient({ credentials }).resolve(referenceTo(registry, 'acme/api:v1')));
    expect([refused.code, refused.message]).toEqual([code, expect.stringContaining('DENIED')]);
  });

  test.each([
    [
      'read',
      (client: ReturnType<typeof quickClient>) => client.resolve(referenceTo('ghcr.io', 'acme/api:v1')),
    ],
    [
      'write',
      (client: ReturnType<typeof quickClient>) =>
        client.tag(referenceTo('ghcr.io', 'acme/api'), 'v1', MANIFEST_OF_NOTHING),
    ],
  ])('on ghcr.io the hint names the permission to %s packages', async (level, act) => {
    const { fetch } = scriptedFetch(({ method }) =>
      method === 'GET' && level === 'write'
        ? json({}, 404)
        : json({ errors: [{ code: 'DENIED', message: 'permission_denied' }] }, 403),
    );
    const anonymous = await refusal(act(quickClient({ fetch })));
    expect(anonymous.hint).toContain(`"permissions: packages: ${level}"`);
    const known = await refusal(act(quickClient({ fetch, credentials: login('ci', 'secret') })));
    expect(known.hint).toContain(`"permissions: packages: ${level}"`);
    expect(known.hint).toContain('Manage Actions access');
  });
});

describe('a registry that wants more than it may have', () => {
  test.each([
    'http://169.254.169.254/',
    'https://evil.test/token',
    'http://r.test/token',
    'https://10.0.0.7/token',
  ])('is not followed to the token server %s', async (realm) => {
    const { fetch, asked } = scriptedFetch(() => challenge(`Bearer realm="${realm}",service="s"`));
    const client = quickClient({ fetch, credentials: login('ci', 'secret') });
    const { code, message } = await refusal(client.resolve(referenceTo('r.test', 'acme/api:v1')));
    expect([code, message]).toEqual([
      'REGISTRY_REFUSED',
      expect.stringContaining('a token server that is not asked'),
    ]);
    expect(asked.map(({ url, authorization }) => [url, authorization])).toEqual([
      ['https://r.test/v2/acme/api/manifests/v1', null],
    ]);
  });

  test('gets the login of its own name only', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'waybill-login-'));
    try {
      const auth = (user: string): { auth: string } => ({
        auth: Buffer.from(`${user}:pass-${user}`).toString('base64'),
      });
      const auths = { 'ghcr.io.evil.test': auth('a'), 'evil-ghcr.io': auth('b'), 'ghcr.io': auth('c') };
      await writeFile(join(folder, 'config.json'), JSON.stringify({ auths }));
      const credentials = createDockerCredentials({
        environment: { DOCKER_CONFIG: folder },
        home: undefined,
        mask: () => undefined,
      });
      const { fetch, asked } = scriptedFetch(({ authorization }) =>
        authorization === null ? challenge('Basic realm="r"') : served(),
      );
      const client = quickClient({ fetch, credentials });
      const hosts = ['ghcr.io', 'ghcr.io.evil.test', 'evil-ghcr.io'];
      for (const host of hosts) await client.resolve(referenceTo(host, 'acme/api:v1'));
      const failed = await refusal(client.resolve(referenceTo('evil.test', 'acme/api:v1')));
      expect(failed.code).toBe('REGISTRY_LOGIN_MISSING');
      const sent = asked.flatMap(({ url, authorization }) =>
        authorization === null
          ? []
          : [[new URL(url).host, Buffer.from(authorization.slice(6), 'base64').toString()]],
      );
      expect(sent).toEqual([
        ['ghcr.io', 'c:pass-c'],
        ['ghcr.io.evil.test', 'a:pass-a'],
        ['evil-ghcr.io', 'b:pass-b'],
      ]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  test.each([
    ['nothing', '{}'],
    ['a token with a line break', JSON.stringify({ token: 'a\r\nx-evil: 1' })],
    ['a page', '<html>'],
  ])('cannot give %s for a token', async (_what, body) => {
    const { fetch } = scriptedFetch(({ url }) =>
      url.includes('/token') ? new Response(body) : challenge('Bearer realm="https://r.test/token"'),
    );
    const { code, message } = await refusal(
      quickClient({ fetch }).resolve(referenceTo('r.test', 'acme/api:v1')),
    );
    expect([code, message]).toEqual([
      'REGISTRY_REFUSED',
      'r.test/acme/api: the token server r.test gave no token',
    ]);
  });

  test('cannot make the client log in twice for one request', async () => {
    const { fetch, asked } = scriptedFetch(({ url }) =>
      url.includes('/token') ? json({ token: 't' }) : challenge('Bearer realm="https://r.test/token"'),
    );
    await refusal(
      quickClient({ fetch, credentials: login('ci', 's') }).resolve(referenceTo('r.test', 'acme/api:v1')),
    );
    expect(asked).toHaveLength(3);
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
