import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { FakeClock, quickClient, referenceTo, refusal, scriptedFetch } from './client.ts';
import { registryStandIn } from '../stand-ins.ts';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const NOWHERE = `sha256:${'0'.repeat(64)}`;

describe('resolve', () => {
  test.each([
    [{}, 'acme/api:v1'],
    [{ platforms: ['linux/amd64', 'linux/arm64'] }, 'acme/api:v1'],
    [{ mediaTypes: 'docker' as const }, 'acme/api:v1'],
    [{}, 'acme/api'],
  ])('of an image %j by tag is its digest (%s)', async (image, name) => {
    const registry = await registryStandIn();
    const digest = registry.seed('acme/api', ['v1', 'latest'], image);
    expect(await quickClient().resolve(referenceTo(registry, name))).toBe(digest);
  });

  test('of a digest is that digest when it is there, also with a tag that moved on', async () => {
    const registry = await registryStandIn();
    const old = registry.seed('acme/api', ['v1'], { content: 'old' });
    registry.seed('acme/api', ['v1'], { content: 'new' });
    expect(await quickClient().resolve(referenceTo(registry, `acme/api:v1@${old}`))).toBe(old);
  });

  test.each(['acme/api:v2', 'acme/none:v1', `acme/api@${NOWHERE}`])(
    'of %s, which is not there, is undefined',
    async (name) => {
      const registry = await registryStandIn();
      registry.seed('acme/api', ['v1']);
      expect(await quickClient().resolve(referenceTo(registry, name))).toBeUndefined();
    },
  );
});

describe('a registry that contradicts itself', () => {
  test.each([
    ['a header of other bytes, by tag', 'wrong-digest-header', 'v1'],
    ['a header of other bytes, by digest', 'wrong-digest-header', 'digest'],
    ['other bytes, by tag', 'tampered-body', 'v1'],
  ] as const)('with %s is not believed', async (_what, mode, by) => {
    const registry = await registryStandIn();
    const digest = registry.seed('acme/api', ['v1']);
    registry.inject({ mode, times: 9 });
    const name = by === 'v1' ? 'acme/api:v1' : `acme/api@${digest}`;
    const { code, message } = await refusal(quickClient().resolve(referenceTo(registry, name)));
    expect(code).toBe('DIGEST_MISMATCH');
    expect(message).toContain(`${registry.host}/acme/api`);
  });

  test('with other bytes under a digest is not believed, though its header is right', async () => {
    const registry = await registryStandIn();
    const digest = registry.seed('acme/api', ['v1']);
    registry.inject({ mode: 'tampered-body' });
    const { code } = await refusal(quickClient().manifest(referenceTo(registry, `acme/api@${digest}`)));
    expect(code).toBe('DIGEST_MISMATCH');
  });

  test('with another manifest than the digest asked for, and a header that fits it, is not believed', async () => {
    const body = JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests: [] });
    const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
    const headers = { 'content-type': INDEX, 'docker-content-digest': digest };
    const { fetch } = scriptedFetch(() => new Response(body, { headers }));
    const { code, message } = await refusal(
      quickClient({ fetch }).manifest(referenceTo('r.test', `acme/api@${NOWHERE}`)),
    );
    expect([code, message]).toEqual([
      'DIGEST_MISMATCH',
      expect.stringContaining(`it sent bytes of ${digest}`),
    ]);
  });

  test('without any header is hashed all the same', async () => {
    const body = JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests: [] });
    const { fetch } = scriptedFetch(
      () => new Response(body, { headers: { 'content-type': `${INDEX}; charset=utf-8` } }),
    );
    const manifest = await quickClient({ fetch }).manifest(referenceTo('r.test', 'acme/api:v1'));
    const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
    expect(manifest).toEqual({ digest, mediaType: INDEX, body: Buffer.from(body) });
  });

  test.each([
    ['a page', 'text/html', '<html></html>', /it answered text\/html/],
    [
      'an old manifest',
      'application/vnd.docker.distribution.manifest.v1+prettyjws',
      '{}',
      /manifest\.v1\+prettyjws/,
    ],
    ['another type inside than outside', INDEX, JSON.stringify({ mediaType: MANIFEST }), /calls itself/],
    ['no type at all', '', '{}', /nothing known/],
  ])('with %s is refused', async (_what, type, body, why) => {
    const { fetch } = scriptedFetch(
      () => new Response(Buffer.from(body), { headers: type === '' ? {} : { 'content-type': type } }),
    );
    const { code, message } = await refusal(
      quickClient({ fetch }).resolve(referenceTo('r.test', 'acme/api:v1')),
    );
    expect([code, message]).toEqual(['REGISTRY_REFUSED', expect.stringMatching(why)]);
  });
});

describe('a registry that is not well', () => {
  test.each(['unavailable', 'lose-answer', 'too-many-requests'] as const)(
    '(%s) is asked again',
    async (mode) => {
      const registry = await registryStandIn();
      const digest = registry.seed('acme/api', ['v1']);
      registry.inject({ mode, times: 3 });
      expect(await quickClient().resolve(referenceTo(registry, 'acme/api:v1'))).toBe(digest);
      expect(registry.requests).toHaveLength(4);
    },
  );

  test('is given up after four tries, and that is not absence', async () => {
    const registry = await registryStandIn();
    registry.inject({ mode: 'unavailable', times: 9 });
    const { code, message } = await refusal(quickClient().resolve(referenceTo(registry, 'acme/api:v1')));
    expect(code).toBe('REGISTRY_UNAVAILABLE');
    expect(message).toBe(
      `${registry.host}/acme/api: the registry answered 503 (UNAVAILABLE: service unavailable) to a request to read it`,
    );
    expect(registry.requests).toHaveLength(4);
  });

  test('is waited for exactly as long as it says, and not asked meanwhile', async () => {
    const registry = await registryStandIn();
    const digest = registry.seed('acme/api', ['v1']);
    registry.inject({ mode: 'too-many-requests', retryAfter: 60 });
    const clock = new FakeClock();
    const asked: number[] = [];
    const fetch: typeof globalThis.fetch = (input, init) => {
      asked.push(clock.time);
      return globalThis.fetch(input, init);
    };
    const client = quickClient({ now: clock.now, sleep: clock.sleep, fetch });
    expect(await client.resolve(referenceTo(registry, 'acme/api:v1'))).toBe(digest);
    expect(clock.waits).toEqual([60_000]);
    expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBe(60_000);
  });

  test('that says a date is waited for until then', async () => {
    const clock = new FakeClock();
    const until = new Date(clock.time + 90_000).toUTCString();
    const { fetch } = scriptedFetch(() =>
      clock.waits.length === 0
        ? new Response(null, { status: 429, headers: { 'retry-after': until } })
        : new Response(null, { status: 404 }),
    );
    await quickClient({ fetch, now: clock.now, sleep: clock.sleep }).resolve(
      referenceTo('r.test', 'acme/api:v1'),
    );
    expect(clock.waits).toEqual([90_000]);
  });

  test('that asks for more patience than there is gets none, and the message says until when', async () => {
    const registry = await registryStandIn();
    registry.inject({ mode: 'too-many-requests', retryAfter: 3600 });
    const clock = new FakeClock();
    const client = quickClient({ now: clock.now, sleep: clock.sleep, deadline: 600_000 });
    const { code, message } = await refusal(client.resolve(referenceTo(registry, 'acme/api:v1')));
    expect(code).toBe('RATE_LIMITED');
    expect(message).toContain('until 2026-01-01T01:00:00.000Z');
    expect(clock.waits).toEqual([]);
    expect(registry.requests).toHaveLength(1);
  });

  test('says why in one line that cannot act on the log', async () => {
    const body = JSON.stringify({
      errors: [{ code: 'X', message: 'bad\n::error::gone\u001b[31m\u202eabc' }],
    });
    const { fetch } = scriptedFetch(() => new Response(body, { status: 400 }));
    const { message } = await refusal(quickClient({ fetch }).resolve(referenceTo('r.test', 'acme/api:v1')));
    expect(message).toBe(
      'r.test/acme/api: the registry answered 400 (X: bad : :error: :gone [31m abc) to a request to read it',
    );
  });

  test('is not there at all: the message names the host and what to check', async () => {
    const fetch: typeof globalThis.fetch = () =>
      Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ENOTFOUND' } }));
    const { code, message, hint } = await refusal(
      quickClient({ fetch }).resolve(referenceTo('gchr.io', 'acme/api:v1')),
    );
    expect(code).toBe('REGISTRY_UNAVAILABLE');
    expect(message).toContain('gchr.io/acme/api');
    expect(hint).toContain('Check the spelling of gchr.io');
  });

  test('has a certificate nobody trusts: the hint says how to add an authority', async () => {
    const fetch: typeof globalThis.fetch = () =>
      Promise.reject(
        Object.assign(new TypeError('fetch failed'), { cause: { code: 'SELF_SIGNED_CERT_IN_CHAIN' } }),
      );
    const { hint } = await refusal(quickClient({ fetch }).resolve(referenceTo('r.test', 'acme/api:v1')));
    expect(hint).toContain('NODE_EXTRA_CA_CERTS');
  });
});

describe('a manifest without an end', () => {
  test('is dropped at 4 MiB', async () => {
    const registry = await registryStandIn();
    registry.seed('acme/api', ['v1']);
    registry.inject({ mode: 'endless-body', times: 9 });
    const { code, message } = await refusal(quickClient().resolve(referenceTo(registry, 'acme/api:v1')));
    expect([code, message]).toEqual([
      'REGISTRY_REFUSED',
      expect.stringContaining('larger than 4194304 bytes'),
    ]);
    expect(registry.requests).toHaveLength(1);
  });

  test('costs less than 64 MiB of memory', async () => {
    const registry = await registryStandIn();
    registry.seed('acme/api', ['v1']);
    registry.inject({ mode: 'endless-body', match: ({ path }) => path.includes('/acme/api/') });
    const script = join(dirname(fileURLToPath(import.meta.url)), 'memory-of-a-read.ts');
    const child = spawn(process.execPath, ['--no-warnings', script, registry.host], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    await new Promise((resolve) => child.on('close', resolve));
    const measured: { code: string; grown: number } = JSON.parse(text);
    expect(measured.code).toBe('REGISTRY_REFUSED');
    expect(measured.grown).toBeLessThan(64 * 1024 * 1024);
  });
});
