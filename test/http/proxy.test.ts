import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from '@jest/globals';
import { useEnvironmentProxy } from '../../src/http/http.ts';
import { registryStandIn } from '../stand-ins.ts';

const running: Server[] = [];

afterEach(async () => {
  await Promise.all(
    running.splice(0).map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    ),
  );
});

/** A proxy that leads every CONNECT to one port of this machine, and notes what was asked for. */
async function proxyTo(port: number): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer();
  server.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    const upstream = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  running.push(server);
  const address = await new Promise<AddressInfo | string | null>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve(server.address())),
  );
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}`, asked };
}

/**
 * Fetches an address in a process of its own, because a proxy is set for a whole process. Returns the status,
 * or the error.
 */
async function fetchThrough(environment: Record<string, string>, url: string): Promise<string> {
  const script = join(dirname(fileURLToPath(import.meta.url)), 'fetch-through-proxy.ts');
  const child = spawn(process.execPath, ['--no-warnings', script, url], {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  await new Promise((resolve) => child.on('close', resolve));
  return text;
}

describe('useEnvironmentProxy', () => {
  test.each([{}, { HTTPS_PROXY: '', http_proxy: '' }])('with %j there is no proxy', (environment) => {
    expect(useEnvironmentProxy(environment)).toEqual({ kind: 'none' });
  });

  test('with NODE_USE_ENV_PROXY Node has done it already; the password of the proxy is not told', () => {
    const environment = { NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: 'http://user:pass@proxy.test:3128' };
    expect(useEnvironmentProxy(environment)).toEqual({ kind: 'used', proxy: 'proxy.test:3128' });
  });

  test.each(['http_proxy', 'HTTP_PROXY'])('%s is where requests go', async (name) => {
    const registry = await registryStandIn();
    const proxy = await proxyTo(Number(new URL(registry.url).port));
    expect(await fetchThrough({ [name]: proxy.url }, 'http://registry.test/v2/')).toBe('200');
    expect(proxy.asked).toEqual(['registry.test:80']);
  });

  test('loopback and NO_PROXY go past it', async () => {
    const registry = await registryStandIn();
    const proxy = await proxyTo(1);
    expect(await fetchThrough({ http_proxy: proxy.url }, `${registry.url}/v2/`)).toBe('200');
    expect(
      await fetchThrough(
        { http_proxy: proxy.url, NO_PROXY: 'registry.invalid' },
        'http://registry.invalid/v2/',
      ),
    ).not.toBe('200');
    expect(proxy.asked).toEqual([]);
  });
});
