import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createDockerCredentials } from '../../src/registry/login/credentials.ts';
import { challenge, login, quickClient, referenceTo, refusal, scriptedFetch } from './client.ts';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

function served(): Response {
  const body = JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST });
  return new Response(body, { headers: { 'content-type': MANIFEST } });
}

const json = (value: unknown, status = 200): Response => new Response(JSON.stringify(value), { status });

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
    expect([code, message]).toEqual(['REGISTRY_REFUSED', expect.stringContaining('which is not asked')]);
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
