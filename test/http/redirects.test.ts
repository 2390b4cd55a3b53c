import { describe, expect, test } from '@jest/globals';
import { fetchOverHttp, type Fetch } from '../../src/http/fetch-over-http.ts';
import { scriptedServer } from '../registry/scripted-server.ts';

const nodes: Fetch = (url, request) => globalThis.fetch(url, request);
const STATUSES = [301, 302, 303, 307, 308];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** What a request through a redirect became: to the same server, or to another. */
async function followed(fetch: Fetch, status: number, method: string, elsewhere: boolean): Promise<unknown> {
  const seen: unknown[] = [];
  const other = await scriptedServer(({ headers }, response) => {
    seen.push(headers['content-type'], headers['x-own']);
    response.end();
  });
  const first = await scriptedServer(({ url, headers }, response) => {
    if (url === '/moved') {
      seen.push(headers['content-type'], headers['x-own']);
      response.end();
    } else response.writeHead(status, { location: elsewhere ? `${other.url}/moved` : '/moved' }).end('moved');
  });
  const body = method === 'GET' || method === 'HEAD' ? {} : { body: 'sent' };
  const headers = { authorization: 'token x', 'content-type': 'text/plain', 'x-own': '1' };
  const answer = await fetch(`${first.url}/old`, { method, headers, ...body });
  expect(answer.url).toBe(`${elsewhere ? other.url : first.url}/moved`);
  const [request] = elsewhere ? other.requests : first.requests.slice(1);
  return { ...request, seen };
}

describe('a redirect', () => {
  test.each(STATUSES.flatMap((status) => METHODS.map((method) => [status, method] as const)))(
    'with %i of a %s becomes what the fetch of Node makes of it, here and elsewhere',
    async (status, method) => {
      for (const elsewhere of [false, true]) {
        const ours = await followed(fetchOverHttp, status, method, elsewhere);
        expect(ours).toEqual(await followed(nodes, status, method, elsewhere));
      }
    },
  );

  test.each(STATUSES)('with %i is handed over where the caller follows it', async (status) => {
    const { url, requests } = await scriptedServer((_request, response) =>
      response.writeHead(status, { location: '/moved' }).end(),
    );
    for (const fetch of [nodes, fetchOverHttp]) {
      const answer = await fetch(url, { redirect: 'manual' });
      expect(answer.status).toBe(status);
      expect(answer.headers.get('location')).toBe('/moved');
      await answer.body?.cancel();
    }
    expect(requests).toHaveLength(2);
  });

  test('without end is given up after twenty', async () => {
    const counts: number[] = [];
    for (const fetch of [nodes, fetchOverHttp]) {
      const { url, requests } = await scriptedServer((request, response) =>
        response.writeHead(302, { location: `${request.url ?? ''}x` }).end(),
      );
      await expect(fetch(url)).rejects.toThrow();
      counts.push(requests.length);
    }
    expect(counts).toEqual([21, 21]);
  });

  test.each(['file:///etc/passwd', 'http://user:pass@127.0.0.1:1/', 'http://'])(
    'to %s is not followed',
    async (location) => {
      const { url } = await scriptedServer((_request, response) =>
        response.writeHead(302, { location }).end(),
      );
      for (const fetch of [nodes, fetchOverHttp]) await expect(fetch(url)).rejects.toThrow(TypeError);
    },
  );
});
