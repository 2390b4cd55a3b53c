import { createServer as createTcpServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { fetchOverHttp, type Fetch } from '../../src/http/fetch-over-http.ts';
import { systemCode } from '../../src/registry/transport/system-error.ts';
import { endWithTest } from '../end-with-test.ts';
import { scriptedServer } from '../registry/scripted-server.ts';

// What our own has to do, Node's does: each test runs both.
const nodes: Fetch = (url, request) => globalThis.fetch(url, request);
const BOTH = [
  ['Node', nodes],
  ['our own', fetchOverHttp],
] as const;

/** Awaits a rejection, and returns what it is. */
async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => Promise.reject(new Error(`expected an error, got ${JSON.stringify(value)}`)),
    (thrown: unknown) => thrown,
  );
}

/** A server of bytes: what it sends is no HTTP where the test wants none. */
async function byteServer(bytes: string): Promise<string> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endWithTest(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

describe.each(BOTH)('an answer, by the fetch of %s', (_whose, fetch) => {
  test('has status, headers in any case, and its body as text and as bytes', async () => {
    const { url } = await scriptedServer((_request, response) =>
      response
        .writeHead(201, [
          ...['X-Seen', 'yes', 'Link', '<a>; rel="next"', 'link', '<b>; rel="last"'],
          ...['content-type', 'text/plain; charset=utf-8'],
        ])
        .end('\ufeffgrün'),
    );
    const answer = await fetch(`${url}/a?b=c`);
    expect(answer).toMatchObject({ status: 201, statusText: 'Created', ok: true, url: `${url}/a?b=c` });
    expect(answer.headers.get('x-SEEN')).toBe('yes');
    expect(answer.headers.has('X-seen')).toBe(true);
    expect(answer.headers.get('none')).toBeNull();
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'x-seen': 'yes',
      link: '<a>; rel="next", <b>; rel="last"',
    });
    expect(await answer.text()).toBe('grün');
    const bytes = await (await fetch(url)).arrayBuffer();
    expect(Buffer.from(bytes).toString('hex')).toBe(Buffer.from('\ufeffgrün').toString('hex'));
  });

  test.each([204, 304, 404, 500])('is no error with the status %i', async (status) => {
    const { url } = await scriptedServer((_request, response) => response.writeHead(status).end());
    const answer = await fetch(url);
    expect(answer).toMatchObject({ status, ok: status === 204 });
    expect(await answer.text()).toBe('');
  });

  test.each(['HEAD', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE'])(
    'to %s comes over one connection',
    async (method) => {
      const ports = new Set<number | undefined>();
      const { url, requests } = await scriptedServer(({ socket }, response) => {
        ports.add(socket.remotePort);
        response.writeHead(200, { 'content-length': 2 }).end('ok');
      });
      const body = method === 'HEAD' || method === 'GET' ? {} : { body: '{"a":"ü"}' };
      for (let turn = 0; turn < 3; turn += 1) {
        const answer = await fetch(url, { method, headers: { authorization: 'token x' }, ...body });
        await answer.text();
      }
      expect(requests[0]).toEqual({ method, url: '/', authorization: 'token x', body: body.body ?? '' });
      expect(requests).toHaveLength(3);
      // Node's own may open another while the first is being given back.
      if (fetch === fetchOverHttp) expect(ports.size).toBe(1);
    },
  );

  test('is asked for with a body of bytes, and with the length of what is sent', async () => {
    const lengths: unknown[] = [];
    const { url, requests } = await scriptedServer(({ headers }, response) => {
      lengths.push(headers['content-length']);
      response.end();
    });
    await (await fetch(url, { method: 'PUT', body: Buffer.from('grün') })).text();
    await (await fetch(url, { method: 'POST' })).text();
    expect(requests.map(({ body }) => body)).toEqual(['grün', '']);
    expect(lengths).toEqual(['5', '0']);
  });

  test('that was compressed comes out as it was, and is asked for so unless the caller says', async () => {
    const { url } = await scriptedServer(({ headers }, response) => {
      const isAsked = /\bgzip\b/.test(headers['accept-encoding'] ?? '');
      response.writeHead(200, isAsked ? { 'content-encoding': 'gzip' } : {});
      response.end(isAsked ? gzipSync('packed') : 'plain');
    });
    expect(await (await fetch(url)).text()).toBe('packed');
    expect(await (await fetch(url, { headers: { 'Accept-Encoding': 'identity' } })).text()).toBe('plain');
  });

  test.each([
    ['is cut off', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort'],
    ['is cut off within a chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n64\r\nshort'],
    [
      'is not what its encoding says',
      'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 5\r\n\r\nplain',
    ],
    [
      'ends within its encoding',
      `HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n${gzipSync('x'.repeat(99)).toString('latin1').slice(0, 9)}`,
    ],
  ])('that %s cannot be read to its end', async (_what, bytes) => {
    const answer = await fetch(await byteServer(bytes));
    expect(answer.status).toBe(200);
    expect(await rejection(answer.text())).toBeInstanceOf(Error);
  });

  test('of which nobody reads the rest does not fail the process', async () => {
    const { url } = await scriptedServer((_request, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('begun');
      setTimeout(() => response.destroy(), 20);
    });
    expect((await fetch(url)).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 60));
  });

  test('is given up by whoever cancels it, and by whoever stops reading', async () => {
    let closed = 0;
    const { url } = await scriptedServer((_request, response) => {
      response.on('close', () => (closed += 1));
      response.writeHead(200).write('begun');
    });
    await (await fetch(url)).body?.cancel();
    for await (const chunk of (await fetch(url)).body ?? []) {
      expect(Buffer.from(chunk).toString()).toBe('begun');
      break;
    }
    while (closed < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  });
});

describe.each(BOTH)('no answer, by the fetch of %s', (_whose, fetch) => {
  test.each([
    ['nobody listens', 'http://127.0.0.1:2/', /^ECONNREFUSED$/],
    ['the name does not exist', 'http://no-such-host.invalid/', /^(?:ENOTFOUND|EAI_AGAIN)$/],
  ])('where %s: the error of the system', async (_what, url, code) => {
    expect(systemCode(await rejection(fetch(url)))).toMatch(code);
  });

  test.each(['', 'HTTP/1.1 200', 'not HTTP at all\r\n\r\n'])('where the server sends %j', async (bytes) => {
    expect(await rejection(fetch(await byteServer(bytes)))).toBeInstanceOf(Error);
  });

  test.each(['ftp://127.0.0.1/', 'file:///etc/passwd', 'http://user:pass@127.0.0.1:1/', 'nonsense'])(
    'from %s',
    async (url) => {
      expect(await rejection(fetch(url))).toBeInstanceOf(TypeError);
    },
  );

  test.each(['before', 'in the head', 'in the body'])(
    'once a signal stops it %s: its reason',
    async (when) => {
      const stop = new AbortController();
      const reason = new Error('stopped by SIGTERM');
      const { url } = await scriptedServer((_request, response) => {
        if (when === 'in the body') response.writeHead(200).write('begun');
        setTimeout(() => stop.abort(reason), 20);
      });
      if (when === 'before') stop.abort(reason);
      const reading = (async () => (await fetch(url, { signal: stop.signal })).text())();
      expect(await rejection(reading)).toBe(reason);
    },
  );

  test('once its time is over: the reason of the clock', async () => {
    const { url } = await scriptedServer(() => undefined);
    const reason = await rejection(fetch(url, { signal: AbortSignal.timeout(20) }));
    expect(reason).toMatchObject({ name: 'TimeoutError' });
  });
});
