import { describe, expect, test } from '@jest/globals';
import type { PlayedRegistry } from '../../../sandbox/registry/plays.ts';
import type { SandboxRegistry, SandboxRegistryOptions } from '../../../sandbox/registry/sandbox-registry.ts';
import { registryStandIn } from '../../stand-ins.ts';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const AUTHORIZATION = `Basic ${Buffer.from('ci:secret').toString('base64')}`;
const LOGIN = { kind: 'bearer', username: 'ci', password: 'secret' } as const;

function playing(plays: PlayedRegistry, options: SandboxRegistryOptions = {}): Promise<SandboxRegistry> {
  return registryStandIn({ plays, auth: LOGIN, ...options });
}

/** Sends a request as a client does that logs in: with a token for the scope that the 401 names. */
async function ask(
  registry: SandboxRegistry,
  method: string,
  path: string,
  init: { readonly body?: string; readonly type?: string } = {},
): Promise<{ readonly status: number; readonly said: string; readonly headers: Headers }> {
  const headers = { accept: MANIFEST, ...(init.type === undefined ? {} : { 'content-type': init.type }) };
  const send = (authorization?: string): Promise<Response> =>
    fetch(registry.url + path, {
      method,
      headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) },
      ...(init.body === undefined ? {} : { body: init.body }),
    });
  const first = await send();
  const scope = /scope="([^"]+)"/.exec(first.headers.get('www-authenticate') ?? '')?.[1] ?? '';
  const token = await fetch(`${registry.tokenServer}?scope=${scope}`, {
    headers: { authorization: AUTHORIZATION },
  });
  if (!token.ok)
    return { status: token.status, said: `no token: ${await token.text()}`, headers: token.headers };
  const answer: { token: string } = JSON.parse(await token.text());
  const second = await send(`Bearer ${answer.token}`);
  return { status: second.status, said: await second.text(), headers: second.headers };
}

/** The manifest that a tag names, as text. */
async function textOf(registry: SandboxRegistry, tag: string): Promise<string> {
  return (await ask(registry, 'GET', `/v2/acme/api/manifests/${tag}`)).said;
}

describe('a repository that is not there', () => {
  test.each<[PlayedRegistry, number, string]>([
    ['quay', 401, 'UNAUTHORIZED'],
    ['docker-hub', 401, 'UNAUTHORIZED'],
    ['ghcr', 403, 'no token'],
    ['harbor-2.7', 404, 'NAME_UNKNOWN'],
    ['gitlab', 404, 'NAME_UNKNOWN'],
    ['scaleway', 404, 'NAME_UNKNOWN'],
    ['ecr-immutable', 404, 'NAME_UNKNOWN'],
  ])('at %s is answered %i to a good login', async (plays, status, said) => {
    const registry = await playing(plays);
    const answer = await ask(registry, 'HEAD', '/v2/acme/api/manifests/v1');
    const got = await ask(registry, 'GET', '/v2/acme/api/manifests/v1');
    expect([answer.status, got.status]).toEqual([status, status]);
    expect(got.said).toContain(said);
  });

  test.each<[PlayedRegistry, number]>([
    ['quay', 202],
    ['ghcr', 202],
    ['docker-hub', 202],
    ['ecr-immutable', 404],
  ])('at %s answers the first push %i', async (plays, status) => {
    const registry = await playing(plays);
    expect((await ask(registry, 'POST', '/v2/acme/api/blobs/uploads/')).status).toBe(status);
  });

  test('with basic authentication is 401 too, until something is pushed', async () => {
    const registry = await registryStandIn({
      plays: 'quay',
      auth: { kind: 'basic', username: 'ci', password: 'secret' },
    });
    const read = (): Promise<Response> =>
      fetch(`${registry.url}/v2/acme/api/manifests/v1`, {
        headers: { accept: MANIFEST, authorization: AUTHORIZATION },
      });
    expect((await read()).status).toBe(401);
    registry.seed('acme/api', ['v1']);
    expect((await read()).status).toBe(200);
  });
});

describe('an immutable tag', () => {
  test('cannot be written again, not even on the digest that it has; a new tag can', async () => {
    const registry = await playing('ecr-immutable');
    registry.seed('acme/api', ['main']);
    const body = await textOf(registry, 'main');
    const put = (tag: string): ReturnType<typeof ask> =>
      ask(registry, 'PUT', `/v2/acme/api/manifests/${tag}`, { body, type: MANIFEST });
    const refused = await put('main');
    expect([refused.status, refused.said]).toEqual([
      400,
      expect.stringMatching(/TAG_INVALID.*'main' already exists in the 'acme\/api' repository.*immutable/),
    ]);
    expect((await put('v1')).status).toBe(201);
    expect((await put('v1')).status).toBe(400);
  });
});

test('an immutable tag of Harbor is told before what is pushed is read; a tag that moves, after it', async () => {
  const registry = await playing('harbor-immutable');
  registry.seed('acme/api', ['main']);
  const put = (tag: string): ReturnType<typeof ask> =>
    ask(registry, 'PUT', `/v2/acme/api/manifests/${tag}`, { body: 'no manifest', type: MANIFEST });
  const refused = await put('main');
  expect([refused.status, refused.said]).toEqual([
    412,
    expect.stringMatching(/PRECONDITION.*'api:main' configured as immutable/),
  ]);
  const other = await put('next');
  expect([other.status, other.said]).toEqual([400, expect.stringContaining('MANIFEST_INVALID')]);
});

test.each<[PlayedRegistry, string]>([
  ['harbor-2.7', 'harbor-registry'],
  ['ecr-immutable', 'ecr.amazonaws.com'],
])('%s calls itself %s when it asks for a login', async (plays, service) => {
  const { url } = await playing(plays);
  expect((await fetch(`${url}/v2/`)).headers.get('www-authenticate')).toContain(`service="${service}"`);
});

test('Aliyun has no referrers, and refuses the empty config and types that it does not know', async () => {
  const registry = await playing('aliyun');
  const digest = registry.seed('acme/api', ['v1']);
  expect((await ask(registry, 'GET', `/v2/acme/api/referrers/${digest}`)).status).toBe(404);
  const manifest: object = JSON.parse(await textOf(registry, 'v1'));
  for (const change of [
    { artifactType: 'application/vnd.waybill.record.v1+json' },
    { config: { mediaType: 'application/vnd.oci.empty.v1+json', digest, size: 2 } },
  ]) {
    const body = JSON.stringify({ ...manifest, ...change });
    const refused = await ask(registry, 'PUT', '/v2/acme/api/manifests/record', { body, type: MANIFEST });
    expect([refused.status, refused.said]).toEqual([400, expect.stringContaining('unknown media type')]);
  }
});

describe('referrers', () => {
  test.each<[PlayedRegistry, number]>([
    ['harbor-2.7', 401],
    ['ghcr', 404],
    ['gitlab', 404],
    ['quay', 200],
    ['ecr-immutable', 200],
  ])('at %s are answered %i', async (plays, status) => {
    const registry = await playing(plays);
    const digest = registry.seed('acme/api', ['v1']);
    expect((await ask(registry, 'GET', `/v2/acme/api/referrers/${digest}`)).status).toBe(status);
  });
});

describe('GitLab', () => {
  test('refuses an artifact of a type that it does not know', async () => {
    const registry = await playing('gitlab');
    registry.seed('acme/api', ['v1']);
    const manifest: object = JSON.parse(await textOf(registry, 'v1'));
    const put = (artifactType: string): ReturnType<typeof ask> =>
      ask(registry, 'PUT', '/v2/acme/api/manifests/record', {
        body: JSON.stringify({ ...manifest, artifactType }),
        type: MANIFEST,
      });
    const refused = await put('application/vnd.waybill.record.v1+json');
    expect([refused.status, refused.said]).toEqual([
      400,
      expect.stringContaining('unknown media type: application/vnd.waybill.record.v1+json'),
    ]);
    expect((await put('application/vnd.cncf.helm.config.v1+json')).status).toBe(201);
  });

  test('reads the tag sha256-<hex> as the digest', async () => {
    const registry = await playing('gitlab');
    const digest = registry.seed('acme/api', ['v1']);
    const answer = await ask(registry, 'GET', `/v2/acme/api/manifests/${digest.replace(':', '-')}`);
    expect([answer.status, answer.headers.get('docker-content-digest')]).toEqual([200, digest]);
  });
});

describe('Docker Hub', () => {
  test('counts a GET of a manifest as a pull, and a HEAD not', async () => {
    const registry = await playing('docker-hub', { pullLimit: 2 });
    registry.seed('acme/api', ['v1']);
    const path = '/v2/acme/api/manifests/v1';
    const first = await ask(registry, 'GET', path);
    expect(first.headers.get('ratelimit-remaining')).toBe('1;w=21600');
    const heads = [await ask(registry, 'HEAD', path), await ask(registry, 'HEAD', path)];
    expect(heads.map(({ headers }) => headers.get('ratelimit-remaining'))).toEqual([
      '1;w=21600',
      '1;w=21600',
    ]);
    expect(registry.pulls).toBe(1);
    await ask(registry, 'GET', path);
    const limited = await ask(registry, 'GET', path);
    expect([limited.status, limited.said]).toEqual([429, expect.stringContaining('TOOMANYREQUESTS')]);
    expect((await ask(registry, 'HEAD', path)).status).toBe(200);
    expect(registry.pulls).toBe(2);
  });
});

describe('Scaleway', () => {
  test('gives tokens on another address than its own, and names that address', async () => {
    const registry = await playing('scaleway');
    registry.seed('acme/api', ['v1']);
    expect(new URL(registry.tokenServer).port).not.toBe(new URL(registry.url).port);
    const refused = await fetch(`${registry.url}/v2/acme/api/manifests/v1`);
    expect(refused.headers.get('www-authenticate')).toContain(`realm="${registry.tokenServer}"`);
    expect((await fetch(`${registry.url}/token`)).status).toBe(404);
    expect((await ask(registry, 'GET', '/v2/acme/api/manifests/v1')).status).toBe(200);
  });

  test('names the address that it is told to, for a client that reaches it by a name', async () => {
    const registry = await playing('scaleway', { announcedTokenServer: 'https://api.scaleway.com/token' });
    const refused = await fetch(`${registry.url}/v2/acme/api/manifests/v1`);
    expect(refused.headers.get('www-authenticate')).toContain('realm="https://api.scaleway.com/token"');
  });
});

describe('GitHub’s packages', () => {
  test.each([
    ['a login that was given nothing', { ...LOGIN, hidden: ['acme/api'] }, 403],
    ['a login that may read', LOGIN, 200],
  ])('answer %s', async (_what, auth, status) => {
    const registry = await playing('ghcr', { auth });
    registry.seed('acme/api', ['v1']);
    expect((await ask(registry, 'GET', '/v2/acme/api/manifests/v1')).status).toBe(status);
  });
});
