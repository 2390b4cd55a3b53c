import { beforeEach, describe, expect, test } from '@jest/globals';
import type { RegistryFault, SandboxRegistry } from '../../../sandbox/registry/sandbox-registry.ts';
import { parseDigest } from '../../../src/image/digest.ts';
import { fetchOverHttp } from '../../../src/http/fetch-over-http.ts';
import type { Fetch } from '../../../src/registry/transport/http-transport.ts';
import { login, quickClient, referenceTo, refusal, subjectAt } from '../client.ts';
import { registryStandIn } from '../../stand-ins.ts';
import { PRIVATE } from '../../actions/stage.ts';

const IMAGE = { platforms: ['linux/amd64', 'linux/arm64'], attestations: true };
const HERE = login('ci', 'registry-secret');

let source: SandboxRegistry;
let target: SandboxRegistry;
let digest: string;

beforeEach(async () => {
  [source, target] = [await registryStandIn(PRIVATE), await registryStandIn(PRIVATE)];
  digest = source.seed('acme/api', ['v1'], IMAGE);
});

const copy = (fetch?: Fetch) =>
  quickClient({ credentials: HERE, ...(fetch === undefined ? {} : { fetch }) }).copy(
    subjectAt(source, 'acme/api', digest),
    referenceTo(target, 'prod/api'),
  );

function writesOf(registry: SandboxRegistry): readonly string[] {
  return registry.requests
    .filter(({ method }) => method !== 'GET' && method !== 'HEAD')
    .map(({ method, path }) => `${method} ${path}`);
}

const through: readonly (readonly [string, Fetch])[] = [
  ['fetch over http', fetchOverHttp],
  // Behind a proxy it is Node's own.
  ["Node's fetch", (url, init) => globalThis.fetch(url, init)],
];

test.each(through)('%s sends the same', async (_name, fetch) => {
  expect(await copy(fetch)).toMatchObject({ changed: true, blobs: { mounted: 0, present: 0 } });
  expect(await copy(fetch)).toMatchObject({ changed: false, bytes: 0 });
});

test('a copy that dies at any request goes on where it was, and is whole before it has the digest', async () => {
  digest = source.seed('acme/api', ['v2'], {});
  const step = process.env['WAYBILL_TEST_ROUNDS'] === 'all' ? 1 : 3;
  for (let request = 1; ; request += step) {
    let left = request;
    const dying: Fetch = async (url, init) => {
      left -= 1;
      if (left <= 0) throw new Error('killed');
      return fetchOverHttp(url, init);
    };
    const quick = { credentials: HERE, fetch: dying, deadline: 1 };
    const from = subjectAt(source, 'acme/api', digest);
    const to = referenceTo(target, `prod/at-${request}`);
    const ended = await quickClient(quick)
      .copy(from, to)
      .then(
        () => 'whole',
        () => 'died',
      );
    const client = quickClient({ credentials: HERE });
    const there = await client.resolve({ ...to, digest: parseDigest(digest) });
    const again = await client.copy(from, to);
    expect(again).toMatchObject({ digest, passedOver: [] });
    if (there !== undefined) expect(again.blobs.sent).toBe(0);
    if (ended === 'whole') break;
  }
});

const lost: readonly (readonly [string, RegistryFault['match']])[] = [
  ['of a blob', ({ method, path }) => method === 'PUT' && path.includes('/blobs/uploads/')],
  ['of an opened upload', ({ method, path }) => method === 'POST' && path.endsWith('/blobs/uploads/')],
  ['of a manifest', ({ method, path }) => method === 'PUT' && path.includes('/manifests/')],
];

describe('an answer that is lost', () => {
  test.each(lost)('%s is asked for, and nothing is sent twice', async (_what, match) => {
    target.inject({ mode: 'lose-answer', ...(match === undefined ? {} : { match }) });
    expect(await copy()).toMatchObject({ digest, passedOver: [] });
    const puts = writesOf(target).filter((line) => line.includes('/manifests/'));
    expect(new Set(puts).size).toBe(puts.length);
  });

  test('of a blob that is read is asked for again', async () => {
    source.inject({
      mode: 'lose-answer',
      match: ({ method, path }) => method === 'GET' && path.includes('/blobs/'),
    });
    expect(await copy()).toMatchObject({ digest, passedOver: [] });
  });
});

test.each(['unavailable', 'too-many-requests'] as const)('%s is waited for on both sides', async (mode) => {
  const blobs: RegistryFault['match'] = ({ path }) => path.includes('/blobs/');
  for (const registry of [source, target]) registry.inject({ mode, match: blobs, times: 2 });
  expect(await copy()).toMatchObject({ digest, passedOver: [] });
});

test('bytes that are others than their digest are not written, and neither is the image', async () => {
  source.inject({
    mode: 'tampered-body',
    times: 99,
    match: ({ method, path }) => method === 'GET' && path.includes('/blobs/'),
  });
  expect((await refusal(copy())).code).toBe('DIGEST_MISMATCH');
  expect(writesOf(target).filter((line) => line.includes('/manifests/'))).toEqual([]);
});

test('bytes without end are broken off', async () => {
  source.inject({
    mode: 'endless-body',
    times: 99,
    match: ({ method, path }) => method === 'GET' && path.includes('/blobs/'),
  });
  expect((await refusal(copy())).code).toBe('DIGEST_MISMATCH');
});

test('a copy that is not as it was is found', async () => {
  target.inject({
    mode: 'tampered-body',
    times: 99,
    match: ({ method, path }) => method === 'GET' && path.includes('/manifests/'),
  });
  expect((await refusal(copy())).code).toBe('DIGEST_MISMATCH');
});

test('an image of the same registry is mounted, and no blob is read', async () => {
  const at = (repository: string) => referenceTo(source, repository);
  const client = quickClient({ credentials: HERE });
  const copied = await client.copy(subjectAt(source, 'acme/api', digest), at('prod/api'));
  expect(copied).toMatchObject({ bytes: 0, blobs: { sent: 0 } });
  expect(copied.blobs.mounted).toBeGreaterThan(0);
  expect(source.requests.filter(({ method, path }) => method === 'GET' && path.includes('/blobs/'))).toEqual(
    [],
  );
});

test('a mount that the registry does not allow is an upload', async () => {
  const mount = ({ method, path }: { readonly method: string; readonly path: string }) =>
    method === 'POST' && path.endsWith('/blobs/uploads/');
  source.inject({ mode: 'denied', match: mount });
  const client = quickClient({ credentials: HERE });
  const copied = await client.copy(subjectAt(source, 'acme/api', digest), referenceTo(source, 'prod/api'));
  expect(copied.blobs.sent).toBe(1);
});

test('a mount that ends in an upload sends each blob once, with the login that the mount got', async () => {
  const deaf: Fetch = async (url, init) => {
    url.searchParams.delete('mount');
    return fetchOverHttp(url, init);
  };
  const client = quickClient({ credentials: HERE, fetch: deaf });
  const copied = await client.copy(subjectAt(source, 'acme/api', digest), referenceTo(source, 'prod/api'));
  expect(copied.blobs).toMatchObject({ mounted: 0, present: 0 });
  const sent = writesOf(source).filter((line) => line.startsWith('PUT') && line.includes('/blobs/uploads/'));
  const read = source.requests.filter(({ method, path }) => method === 'GET' && path.includes('/blobs/'));
  expect(sent).toHaveLength(copied.blobs.sent);
  expect(read).toHaveLength(copied.blobs.sent);
});

test('a login that may not push there is told so, and nothing is written', async () => {
  const readers = await registryStandIn({
    auth: { kind: 'bearer', username: 'ci', password: 'registry-secret', push: false },
  });
  const client = quickClient({ credentials: HERE });
  const end = refusal(client.copy(subjectAt(source, 'acme/api', digest), referenceTo(readers, 'prod/api')));
  expect((await end).code).toBe('REGISTRY_DENIED');
});

describe('an artifact that cannot be copied', () => {
  const TYPE = 'application/vnd.example';
  const attach = (to: SandboxRegistry, repository: string, subject: string, text: string) =>
    quickClient({ credentials: HERE }).attach(subjectAt(to, repository, subject), {
      artifactType: TYPE,
      content: Buffer.from(text),
      annotations: {},
    });

  test('is passed over, and keeps neither the image nor the others', async () => {
    const bad = await attach(source, 'acme/api', digest, 'bad');
    const good = await attach(source, 'acme/api', digest, 'good');
    source.inject({
      mode: 'missing',
      times: 99,
      match: ({ method, path }) => method === 'GET' && path.endsWith(`/manifests/${bad.digest}`),
    });
    const copied = await copy();
    expect(copied.artifacts).toEqual([good.digest]);
    expect(copied.passedOver).toHaveLength(1);
  });

  /**
   * A `fetch` to which the source lists these for every digest: anybody who may push can write such a list.
   */
  const listing =
    (listed: (subject: string) => readonly string[]): Fetch =>
    async (url, init) => {
      const [, subject = ''] = /\/referrers\/(sha256:\w+)$/.exec(url.pathname) ?? [];
      if (url.host !== source.host || subject === '') return fetchOverHttp(url, init);
      const mediaType = 'application/vnd.oci.image.manifest.v1+json';
      const manifests = listed(subject).map((of) => ({ mediaType, digest: of, size: 2, artifactType: TYPE }));
      const headers = { 'content-type': 'application/vnd.oci.image.index.v1+json' };
      return Response.json({ schemaVersion: 2, manifests }, { headers });
    };

  test.each([
    ['a manifest of another image', { content: 'other' }],
    ['an index', { content: 'other', platforms: ['linux/amd64', 'linux/arm64'] }],
  ])('does not come along for what it does not name: %s', async (_, image) => {
    const other = source.seed('acme/api', [], image);
    const { passedOver, artifacts } = await copy(listing((subject) => (subject === digest ? [other] : [])));
    expect(artifacts).toEqual([]);
    expect(passedOver.map(({ message }) => message)).toEqual([
      expect.stringContaining(`${other} is not copied: it belongs to nothing and not to ${digest}`),
    ]);
  });

  test('is one of more than two hundred of the image, whatever they belong to', async () => {
    const many = (subject: string) =>
      Array.from({ length: 90 }, (_, at) => `${subject.slice(0, 60)}${String(at).padStart(11, '0')}`);
    const { passedOver } = await copy(listing(many));
    expect(passedOver).toHaveLength(201);
    expect(passedOver.at(-1)?.message).toContain(`more than 200 artifacts belong to ${digest}`);
  });

  test('is one whose list the other registry holds under a tag', async () => {
    const held = await registryStandIn({ ...PRIVATE, plays: 'harbor-immutable', referrers: false });
    const to = referenceTo(held, 'prod/api');
    const client = quickClient({ credentials: HERE });
    const from = subjectAt(source, 'acme/api', digest);
    await client.copy(from, to);
    await attach(held, 'prod/api', digest, 'their own');
    await attach(source, 'acme/api', digest, 'ours');
    const copied = await quickClient({ credentials: HERE }).copy(from, to);
    expect(copied.passedOver).toMatchObject([{ code: 'TAG_IMMUTABLE' }]);
  });
});
