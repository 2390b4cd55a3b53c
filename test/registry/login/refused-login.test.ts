import { describe, expect, test } from '@jest/globals';
import { sha256 } from '../../../src/registry/content/hash.ts';
import { NOBODY, login, quickClient, referenceTo, refusal, scriptedFetch } from '../client.ts';
import { registryStandIn } from '../../stand-ins.ts';

const bearer = { kind: 'bearer', username: 'ci', password: 'secret' } as const;
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const MANIFEST_OF_NOTHING = {
  digest: sha256(Buffer.from('{}')),
  mediaType: MANIFEST,
  body: Buffer.from('{}'),
};

const json = (value: unknown, status = 200): Response => new Response(JSON.stringify(value), { status });

describe('no right', () => {
  test('without a login the fix is to log in', async () => {
    const registry = await registryStandIn({ auth: bearer });
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
    ['a wrong password', bearer, 'wrong', 'REGISTRY_LOGIN_REJECTED'],
    ['a wrong password, sent as it is', { ...bearer, kind: 'basic' as const }, 'wrong', 'REGISTRY_DENIED'],
  ])('with %s the login is refused, and tried once', async (_what, auth, password, expected) => {
    const registry = await registryStandIn({ auth });
    const client = quickClient({ credentials: login('ci', password) });
    const { code } = await refusal(client.resolve(referenceTo(registry, 'acme/api:v1')));
    expect(code).toBe(expected);
    expect(registry.requests).toHaveLength(2);
  });

  test('a login that may only read cannot push', async () => {
    const registry = await registryStandIn({ auth: { ...bearer, push: false } });
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
    const registry = await registryStandIn();
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
      method !== 'PUT' && level === 'write'
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
