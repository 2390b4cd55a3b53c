import { describe, expect, test } from '@jest/globals';
import { type HttpAsk, createTransport } from '../../../src/registry/transport/http-transport.ts';
import { type ScriptedServer, scriptedServer } from '../scripted-server.ts';

const transport = createTransport(globalThis.fetch);

function get(url: string, extra: Partial<HttpAsk> = {}): HttpAsk {
  return {
    method: 'GET',
    url: new URL(url),
    headers: {},
    limit: 1000,
    authorization: 'Bearer secret',
    ...extra,
  };
}

function redirecting(status: number, location: () => string): Promise<ScriptedServer> {
  return scriptedServer((_request, response) => response.writeHead(status, { location: location() }).end());
}

/** A `fetch` that answers from a table and notes what it was asked. */
function tableFetch(table: Record<string, { status: number; location?: string }>): {
  fetch: typeof globalThis.fetch;
  asked: { url: string; authorization: string | null }[];
} {
  const asked: { url: string; authorization: string | null }[] = [];
  const fetch: typeof globalThis.fetch = (input, init) => {
    const url = String(input);
    asked.push({ url, authorization: new Headers(init?.headers).get('authorization') });
    const entry = table[url] ?? { status: 200 };
    const headers = entry.location === undefined ? {} : { location: entry.location };
    return Promise.resolve(new Response(null, { status: entry.status, headers }));
  };
  return { fetch, asked };
}

describe('redirects', () => {
  test.each([301, 302, 303, 307, 308])('a %i to another origin goes without the login', async (status) => {
    const storage = await scriptedServer((_request, response) => response.end('blob'));
    const registry = await redirecting(status, () => `${storage.url}/signed`);
    const outcome = await transport(get(`${registry.url}/blob`));
    expect(outcome).toMatchObject({ kind: 'answer', status: 200, body: Buffer.from('blob') });
    expect(registry.requests[0]?.authorization).toBe('Bearer secret');
    expect(storage.requests).toMatchObject([{ url: '/signed', authorization: undefined }]);
  });

  test('another name of this machine is another origin', async () => {
    const { fetch, asked } = tableFetch({
      'http://127.0.0.1:5000/a': { status: 307, location: 'http://localhost:5000/b' },
    });
    await createTransport(fetch)(get('http://127.0.0.1:5000/a'));
    expect(asked).toEqual([
      { url: 'http://127.0.0.1:5000/a', authorization: 'Bearer secret' },
      { url: 'http://localhost:5000/b', authorization: null },
    ]);
  });

  test('within one origin the login stays, and comes back after a detour', async () => {
    const { fetch, asked } = tableFetch({
      'https://ghcr.io/a': { status: 302, location: '/b' },
      'https://ghcr.io/b': { status: 302, location: 'https://cdn.test/c' },
    });
    await createTransport(fetch)(get('https://ghcr.io/a'));
    expect(asked.map(({ authorization }) => authorization)).toEqual(['Bearer secret', 'Bearer secret', null]);
  });

  test.each([
    ['https://ghcr.io/a', 'http://ghcr.io/b', /from https to http/],
    ['https://ghcr.io/a', 'https://169.254.169.254/b', /private network/],
    ['https://ghcr.io/a', 'https://10.1.2.3/b', /private network/],
    ['https://ghcr.io/a', 'https://[fd00::1]/b', /private network/],
    ['https://ghcr.io/a', 'https://localhost/b', /private network/],
    ['https://ghcr.io/a', 'https://user:pass@cdn.test/b', /user name/],
    ['https://ghcr.io/a', 'file:///etc/passwd', /file:/],
    ['https://ghcr.io/a', 'https://[', /malformed/],
  ])('from %s to %s is not followed', async (from, location, why) => {
    const { fetch, asked } = tableFetch({ [from]: { status: 307, location } });
    const outcome = await createTransport(fetch)(get(from));
    expect(outcome).toMatchObject({
      kind: 'failure',
      reason: 'redirect',
      detail: expect.stringMatching(why),
    });
    expect(asked).toHaveLength(1);
  });

  test('a circle ends', async () => {
    const { fetch, asked } = tableFetch({ 'https://ghcr.io/a': { status: 302, location: '/a' } });
    const outcome = await createTransport(fetch)(get('https://ghcr.io/a'));
    expect(outcome).toMatchObject({ kind: 'failure', reason: 'redirect', transient: false });
    expect(asked).toHaveLength(11);
  });

  test('a write is not turned into a read', async () => {
    const { fetch, asked } = tableFetch({ 'https://ghcr.io/a': { status: 302, location: '/b' } });
    const outcome = await createTransport(fetch)(
      get('https://ghcr.io/a', { method: 'PUT', body: Buffer.from('x') }),
    );
    expect(outcome).toMatchObject({ kind: 'failure', reason: 'redirect' });
    expect(asked).toHaveLength(1);
  });

  test('a 307 of the same host keeps method and body of a write', async () => {
    const server: ScriptedServer = await scriptedServer((request, response) =>
      request.url === '/here'
        ? response.writeHead(307, { location: '/there' }).end()
        : response.writeHead(201).end(),
    );
    await transport(get(`${server.url}/here`, { method: 'PUT', body: Buffer.from('bytes') }));
    expect(server.requests.at(-1)).toMatchObject({ method: 'PUT', url: '/there', body: 'bytes' });
  });

  test.each([307, 308])('a %i to another host does not get the body of a write', async (status) => {
    const second = await redirecting(200, () => '');
    const first = await redirecting(status, () => `${second.url}/there`);
    const outcome = await createTransport(fetch)({
      ...{ method: 'POST', url: new URL(`${first.url}/token`), headers: {}, limit: 1_000 },
      body: Buffer.from('refresh_token=secret'),
    });
    expect(outcome).toMatchObject({ kind: 'failure', reason: 'redirect', transient: false });
    expect(second.requests).toEqual([]);
  });
});

describe('limits', () => {
  test('an answer over the limit is dropped, whatever its length header says', async () => {
    const server = await scriptedServer((_request, response) => response.end('x'.repeat(1001)));
    expect(await transport(get(server.url))).toMatchObject({
      kind: 'failure',
      reason: 'too-large',
      transient: false,
    });
  });

  test('an answer of exactly the limit is taken', async () => {
    const server = await scriptedServer((_request, response) => response.end('x'.repeat(1000)));
    const outcome = await transport(get(server.url));
    expect(outcome.kind === 'answer' && outcome.body.byteLength).toBe(1000);
  });

  test('of an error only the first 64 KiB are kept', async () => {
    const server = await scriptedServer((_request, response) =>
      response.writeHead(404).end('x'.repeat(200_000)),
    );
    const outcome = await transport(get(server.url));
    expect(outcome.kind === 'answer' && [outcome.status, outcome.body.byteLength]).toEqual([404, 65_536]);
  });

  test('an answer that stops half-way runs into the idle time', async () => {
    const impatient = createTransport(globalThis.fetch, { idle: 50, total: 10_000 });
    const server = await scriptedServer((_request, response) => response.writeHead(200).write('half'));
    expect(await impatient(get(server.url))).toMatchObject({
      kind: 'failure',
      reason: 'timeout',
      transient: true,
    });
  });

  test('an answer that drips runs into the total time', async () => {
    const impatient = createTransport(globalThis.fetch, { idle: 10_000, total: 100 });
    const timers: NodeJS.Timeout[] = [];
    const server = await scriptedServer((_request, response) => {
      response.writeHead(200);
      timers.push(setInterval(() => response.write('.'), 10));
    });
    const outcome = await impatient(get(server.url));
    timers.forEach(clearInterval);
    expect(outcome).toMatchObject({ kind: 'failure', reason: 'timeout', transient: true });
  });

  test('a connection that breaks is worth another try, a name that does not exist is not', async () => {
    const server = await scriptedServer((_request, response) => response.destroy());
    expect(await transport(get(server.url))).toMatchObject({ kind: 'failure', transient: true });
    const failing = (code: string) =>
      createTransport(() =>
        Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error(), { code }) })),
      );
    expect(await failing('ENOTFOUND')(get('https://none.test'))).toMatchObject({
      detail: 'ENOTFOUND',
      transient: false,
    });
    expect(await failing('CERT_HAS_EXPIRED')(get('https://x.test'))).toMatchObject({ transient: false });
  });
});
