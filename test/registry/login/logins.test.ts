import { describe, expect, test } from '@jest/globals';
import type { SandboxRegistry } from '../../../sandbox/registry/sandbox-registry.ts';
import type { Credentials } from '../../../src/registry/login/credential.ts';
import { createLogins, type RegistryLogin } from '../../../src/registry/login/logins.ts';
import { canonicalRegistry } from '../../../src/registry/login/registry-name.ts';
import { fetchByName } from '../by-name.ts';
import { NOBODY, always, login, quickClient, referenceTo, refusal } from '../client.ts';
import { registryStandIn } from '../../stand-ins.ts';

const GIVEN: RegistryLogin = { registry: 'registry.acme.dev', username: 'given', password: 'g' };
const WORKFLOW: RegistryLogin = { registry: 'ghcr.io', username: 'alice', password: 'ghs_token' };

async function userOf(
  registry: string,
  sources: { readonly given?: RegistryLogin; readonly docker?: Credentials },
): Promise<string | undefined> {
  const logins = createLogins({
    given: sources.given,
    docker: sources.docker ?? NOBODY,
    workflow: WORKFLOW,
    mask: () => undefined,
  });
  const credential = await logins.of(registry);
  return credential?.kind === 'password' ? credential.username : undefined;
}

describe('the order of logins', () => {
  const left = login('left', 'by docker');

  test.each([
    ['the one that is given', 'registry.acme.dev', { given: GIVEN, docker: left }, 'given'],
    ['the one that docker has, for another registry', 'quay.io', { given: GIVEN, docker: left }, 'left'],
    ['the one that docker has for ghcr.io', 'ghcr.io', { docker: left }, 'left'],
    ['the token of the workflow for ghcr.io', 'ghcr.io', {}, 'alice'],
    ['the one that is given for ghcr.io', 'ghcr.io', { given: { ...GIVEN, registry: 'ghcr.io' } }, 'given'],
    ['nobody elsewhere', 'quay.io', { given: GIVEN }, undefined],
    ['nobody at a lookalike', 'ghcr.io.evil.test', {}, undefined],
  ])('%s', async (_what, registry, sources, user) => {
    expect(await userOf(registry, sources)).toBe(user);
  });

  test('every form of a password is masked', async () => {
    const masked: string[] = [];
    const sources = { given: GIVEN, docker: NOBODY, workflow: undefined };
    await createLogins({ ...sources, mask: (secret) => masked.push(secret) }).of('registry.acme.dev');
    expect(masked).toEqual(['g', Buffer.from('given:g').toString('base64')]);
  });

  test.each([
    ['index.docker.io', 'docker.io'],
    ['https://index.docker.io/v1/', 'docker.io'],
    ['GHCR.io', 'ghcr.io'],
    ['https://registry.acme.dev:5000/', 'registry.acme.dev:5000'],
  ])('%s is %s', (text, registry) => {
    expect(canonicalRegistry(text)).toBe(registry);
  });

  test.each(['ghcr.io/acme', 'acme', 'https://evil.test?ghcr.io', ''])('%j is no registry', (text) => {
    expect(() => canonicalRegistry(text)).toThrow('is not the host of a registry');
  });
});

describe('ghcr.io, with the token of the workflow', () => {
  const token = createLogins({ given: undefined, docker: NOBODY, workflow: WORKFLOW, mask: () => undefined });

  async function github(auth: object = {}): Promise<SandboxRegistry> {
    const login = { kind: 'bearer', username: 'alice', password: 'ghs_token' } as const;
    return registryStandIn({
      plays: 'ghcr',
      auth: { ...login, ...auth },
      announcedTokenServer: 'https://ghcr.io/token',
    });
  }

  const read = (registry: SandboxRegistry): Promise<string | undefined> =>
    quickClient({ fetch: fetchByName(registry, 'ghcr.io'), credentials: token }).resolve(
      referenceTo('ghcr.io', 'acme/api:v1'),
    );

  test('reads a private package', async () => {
    const registry = await github();
    const digest = registry.seed('acme/api', ['v1']);
    expect(await read(registry)).toBe(digest);
  });

  test('reads what everybody may read, where the token may not read packages', async () => {
    const registry = await github({ password: 'another', anonymousPull: true });
    const digest = registry.seed('acme/api', ['v1']);
    expect(await read(registry)).toBe(digest);
  });

  test('that was given no access says where access is given', async () => {
    const registry = await github({ hidden: ['acme/api'] });
    registry.seed('acme/api', ['v1']);
    const { code, hint } = await refusal(read(registry));
    expect(code).toBe('REGISTRY_DENIED');
    expect(hint).toContain('packages: read');
    expect(hint).toContain('"Manage Actions access"');
  });

  test('a login that somebody set up is not left aside when it is wrong', async () => {
    const registry = await github({ anonymousPull: true });
    registry.seed('acme/api', ['v1']);
    const fetch = fetchByName(registry, 'ghcr.io');
    const wrong = always({ kind: 'password', username: 'alice', password: 'wrong' });
    const client = quickClient({ fetch, credentials: wrong });
    expect((await refusal(client.resolve(referenceTo('ghcr.io', 'acme/api:v1')))).code).toBe(
      'REGISTRY_LOGIN_REJECTED',
    );
  });
});

describe('a token server under another domain', () => {
  const credentials = login('ci', 'secret');

  async function elsewhere(tokenServer: string): Promise<SandboxRegistry> {
    const auth = { kind: 'bearer', username: 'ci', password: 'secret' } as const;
    return registryStandIn({ plays: 'scaleway', auth, announcedTokenServer: tokenServer });
  }

  test.each(['fr-par', 'nl-ams', 'pl-waw'])('is known for Scaleway in %s', async (region) => {
    const host = `rg.${region}.scw.cloud`;
    const registry = await elsewhere('https://api.scaleway.com/registry-internal/token');
    const digest = registry.seed('acme/api', ['v1']);
    const client = quickClient({ fetch: fetchByName(registry, host, 'api.scaleway.com'), credentials });
    expect(await client.resolve(referenceTo(host, 'acme/api:v1'))).toBe(digest);
  });

  test('is asked where the owner trusts it for this registry', async () => {
    const registry = await elsewhere('https://gitlab.acme.io/token');
    const digest = registry.seed('acme/api', ['v1']);
    const fetch = fetchByName(registry, 'images.acme.dev', 'gitlab.acme.io');
    const trusting = (host: string, of: string): ReturnType<typeof quickClient> =>
      quickClient({ fetch, credentials, trustedTokenServer: { registry: of, host } });
    const reference = referenceTo('images.acme.dev', 'acme/api:v1');
    expect(await trusting('gitlab.acme.io', 'images.acme.dev').resolve(reference)).toBe(digest);
    for (const [host, of] of [
      ['gitlab.acme.io', 'other.acme.dev'],
      ['evil.test', 'images.acme.dev'],
      ['gitlab.acme.io:8443', 'images.acme.dev'],
    ] as const) {
      const { code, message, hint } = await refusal(trusting(host, of).resolve(reference));
      expect(code).toBe('REGISTRY_REFUSED');
      expect(message).toContain('the token server gitlab.acme.io, which is not asked');
      expect(hint).toContain('"registry: images.acme.dev" and "registry-token-server: gitlab.acme.io"');
    }
  });
});
