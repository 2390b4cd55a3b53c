import { describe, expect, test } from '@jest/globals';
import type { SandboxRegistry } from '../../../sandbox/registry/sandbox-registry.ts';
import { registryStandIn } from '../../stand-ins.ts';

const ACCEPT = 'application/vnd.oci.image.manifest.v1+json';
const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

async function token(registry: SandboxRegistry, scope: string, authorization?: string): Promise<string> {
  const headers = authorization === undefined ? {} : { authorization };
  const response = await fetch(`${registry.url}/token?service=s&scope=${scope}`, { headers });
  const answer: { token: string } = JSON.parse(await response.text());
  return answer.token;
}

function read(registry: SandboxRegistry, authorization?: string): Promise<Response> {
  const headers = { accept: ACCEPT, ...(authorization === undefined ? {} : { authorization }) };
  return fetch(`${registry.url}/v2/acme/api/manifests/v1`, { headers });
}

function openUpload(registry: SandboxRegistry, authorization: string): Promise<Response> {
  return fetch(`${registry.url}/v2/acme/api/blobs/uploads/`, { method: 'POST', headers: { authorization } });
}

describe('basic authentication', () => {
  test.each([
    [undefined, 401],
    [basic('ci', 'wrong'), 401],
    [basic('ci', 'secret'), 200],
  ])('%s is answered %i', async (authorization, status) => {
    const registry = await registryStandIn({ auth: { kind: 'basic', username: 'ci', password: 'secret' } });
    registry.seed('acme/api', ['v1']);
    const response = await read(registry, authorization);
    expect(response.status).toBe(status);
    expect(response.headers.get('www-authenticate')).toBe(
      status === 401 ? 'Basic realm="sandbox-registry",service="sandbox-registry"' : null,
    );
  });
});

describe('token authentication', () => {
  const auth = { kind: 'bearer', username: 'ci', password: 'secret' } as const;

  test('a request without a token is told where to get one, and for what', async () => {
    const registry = await registryStandIn({ auth });
    const response = await read(registry);
    expect(response.headers.get('www-authenticate')).toBe(
      `Bearer realm="${registry.url}/token",service="sandbox-registry",scope="repository:acme/api:pull"`,
    );
    const ping = await fetch(`${registry.url}/v2/`);
    expect([ping.status, ping.headers.get('www-authenticate')]).toEqual([
      401,
      `Bearer realm="${registry.url}/token",service="sandbox-registry"`,
    ]);
  });

  test.each([
    ['the scope asked for', 'repository:acme/api:pull', 200],
    ['several scopes', 'repository:acme/web:pull&scope=repository:acme/api:pull', 200],
    ['another repository', 'repository:acme/web:pull', 401],
    ['no scope', '', 401],
  ])('a token for %s reads as it should', async (_what, scope, status) => {
    const registry = await registryStandIn({ auth });
    registry.seed('acme/api', ['v1']);
    const issued = await token(registry, scope, basic('ci', 'secret'));
    expect((await read(registry, `Bearer ${issued}`)).status).toBe(status);
  });

  test.each([
    ['a stranger', { ...auth }, undefined, 'repository:acme/api:pull', 401],
    [
      'a stranger where pulling is free',
      { ...auth, anonymousPull: true },
      undefined,
      'repository:acme/api:pull',
      200,
    ],
    ['a wrong token', { ...auth, anonymousPull: true }, 'Bearer made-up', 'repository:acme/api:pull', 401],
  ])('%s is let in or not', async (_what, rules, authorization, scope, status) => {
    const registry = await registryStandIn({ auth: rules });
    registry.seed('acme/api', ['v1']);
    const issued = authorization ?? `Bearer ${await token(registry, scope)}`;
    expect((await read(registry, issued)).status).toBe(status);
  });

  test('a wrong password gets no token', async () => {
    const registry = await registryStandIn({ auth: { ...auth, anonymousPull: true } });
    const headers = { authorization: basic('ci', 'wrong') };
    expect((await fetch(`${registry.url}/token?scope=repository:acme/api:pull`, { headers })).status).toBe(
      401,
    );
  });

  test.each([
    [true, 202],
    [false, 401],
  ])('with push %s an upload is answered %i', async (push, status) => {
    const registry = await registryStandIn({ auth: { ...auth, push } });
    const issued = await token(registry, 'repository:acme/api:pull,push', basic('ci', 'secret'));
    const response = await openUpload(registry, `Bearer ${issued}`);
    expect(response.status).toBe(status);
    if (status === 401)
      expect(response.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
  });

  test.each([
    [{ grant_type: 'password', username: 'ci', password: 'secret' }, 200],
    [{ grant_type: 'password', username: 'ci', password: 'wrong' }, 401],
    [{ grant_type: 'refresh_token', refresh_token: 'refresh-me' }, 200],
    [{ grant_type: 'refresh_token', refresh_token: 'other' }, 401],
  ])('a POST of %j is answered %i', async (form, status) => {
    const registry = await registryStandIn({ auth: { ...auth, identityToken: 'refresh-me' } });
    registry.seed('acme/api', ['v1']);
    const body = new URLSearchParams({ service: 's', scope: 'repository:acme/api:pull', ...form });
    const response = await fetch(`${registry.url}/token`, { method: 'POST', body });
    expect(response.status).toBe(status);
    if (status !== 200) return;
    const answer: { access_token: string; expires_in: number } = JSON.parse(await response.text());
    expect(answer.expires_in).toBe(300);
    expect((await read(registry, `Bearer ${answer.access_token}`)).status).toBe(200);
  });

  test('a login that asks for it gets a refresh token that works', async () => {
    const registry = await registryStandIn({ auth });
    const body = new URLSearchParams({
      grant_type: 'password',
      username: 'ci',
      password: 'secret',
      access_type: 'offline',
    });
    const login: { refresh_token: string } = JSON.parse(
      await (await fetch(`${registry.url}/token`, { method: 'POST', body })).text(),
    );
    const again = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: login.refresh_token });
    expect((await fetch(`${registry.url}/token`, { method: 'POST', body: again })).status).toBe(200);
  });

  test('a token with a number of uses is refused after them', async () => {
    const registry = await registryStandIn({ auth: { ...auth, tokenUses: 1 } });
    registry.seed('acme/api', ['v1']);
    const issued = `Bearer ${await token(registry, 'repository:acme/api:pull', basic('ci', 'secret'))}`;
    expect((await read(registry, issued)).status).toBe(200);
    expect((await read(registry, issued)).status).toBe(401);
  });

  test('a mount needs the right to read where it comes from', async () => {
    const registry = await registryStandIn({ auth });
    const digest = registry.seed('acme/private', ['v1']);
    const issued = await token(registry, 'repository:acme/api:pull,push', basic('ci', 'secret'));
    const manifest: { layers: { digest: string }[] } = JSON.parse(
      await (
        await fetch(`${registry.url}/v2/acme/private/manifests/${digest}`, {
          headers: {
            accept: ACCEPT,
            authorization: `Bearer ${await token(registry, 'repository:acme/private:pull', basic('ci', 'secret'))}`,
          },
        })
      ).text(),
    );
    const url = `${registry.url}/v2/acme/api/blobs/uploads/?mount=${manifest.layers[0]?.digest}&from=acme/private`;
    const headers = { authorization: `Bearer ${issued}` };
    expect((await fetch(url, { method: 'POST', headers })).status).toBe(202);
  });
});
