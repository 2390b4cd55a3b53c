import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { SandboxRegistry } from '../../../sandbox/registry/sandbox-registry.ts';
import { registryStandIn } from '../../stand-ins.ts';

const headers = { accept: 'application/vnd.oci.image.manifest.v1+json' };

function read(registry: SandboxRegistry): Promise<Response> {
  return fetch(`${registry.url}/v2/acme/api/manifests/v1`, { headers });
}

describe('faults', () => {
  test.each([
    ['unavailable', 503],
    ['too-many-requests', 429],
    ['denied', 403],
  ] as const)('%s is answered %i, once, and nothing is done', async (mode, status) => {
    const registry = await registryStandIn();
    registry.seed('acme/api', ['v1']);
    registry.inject({ mode, retryAfter: 7 });
    const response = await fetch(`${registry.url}/v2/acme/api/manifests/v1`, { method: 'DELETE' });
    expect([response.status, response.headers.get('retry-after')]).toEqual([
      status,
      status === 429 ? '7' : null,
    ]);
    expect((await read(registry)).status).toBe(200);
  });

  test('a lost answer belongs to a write that was done', async () => {
    const registry = await registryStandIn();
    registry.seed('acme/api', ['v1']);
    registry.inject({ mode: 'lose-answer' });
    await expect(fetch(`${registry.url}/v2/acme/api/manifests/v1`, { method: 'DELETE' })).rejects.toThrow();
    expect((await read(registry)).status).toBe(404);
    expect(registry.requests[0]).toMatchObject({ method: 'DELETE', status: 202 });
  });

  test('a wrong header leaves the body right, a tampered body the header', async () => {
    const registry = await registryStandIn();
    const digest = registry.seed('acme/api', ['v1']);
    const observed = async (): Promise<[string | null, boolean]> => {
      const response = await read(registry);
      const hash = createHash('sha256')
        .update(await response.bytes())
        .digest('hex');
      return [response.headers.get('docker-content-digest'), `sha256:${hash}` === digest];
    };
    registry.inject({ mode: 'wrong-digest-header' });
    expect(await observed()).toEqual([`sha256:${'0'.repeat(64)}`, true]);
    registry.inject({ mode: 'tampered-body' });
    expect(await observed()).toEqual([digest, false]);
    expect(await observed()).toEqual([digest, true]);
  });

  test('an endless body goes on until the client leaves', async () => {
    const registry = await registryStandIn();
    registry.seed('acme/api', ['v1']);
    registry.inject({ mode: 'endless-body' });
    const response = await read(registry);
    const reader = response.body?.getReader();
    let size = 0;
    while (size < 8 * 1024 * 1024) size += (await reader?.read())?.value?.byteLength ?? Infinity;
    expect(size).toBeLessThan(Infinity);
    await reader?.cancel();
  });

  test('a fault strikes what it matches, as often as it says', async () => {
    const registry = await registryStandIn();
    registry.seed('acme/api', ['v1']);
    registry.inject({ mode: 'unavailable', match: ({ path }) => path.endsWith('/v1'), times: 2 });
    expect((await fetch(`${registry.url}/v2/`)).status).toBe(200);
    expect([
      (await read(registry)).status,
      (await read(registry)).status,
      (await read(registry)).status,
    ]).toEqual([503, 503, 200]);
  });
});

test('requests are logged in order with path, query and status, and can be cleared', async () => {
  const registry = await registryStandIn();
  await fetch(`${registry.url}/v2/`);
  await fetch(`${registry.url}/v2/acme/api/tags/list?n=5`, { headers: { authorization: 'Basic eA==' } });
  expect(registry.requests).toEqual([
    { method: 'GET', path: '/v2/', query: '', status: 200, authorization: undefined },
    { method: 'GET', path: '/v2/acme/api/tags/list', query: 'n=5', status: 404, authorization: 'Basic eA==' },
  ]);
  registry.clearRequests();
  expect(registry.requests).toEqual([]);
});

test('a closed registry leaves its port', async () => {
  const first = await registryStandIn();
  const port = Number(new URL(first.url).port);
  await first.close();
  await expect(fetch(first.url)).rejects.toThrow();
  const second = await registryStandIn({ port });
  expect(second.url).toBe(first.url);
});
