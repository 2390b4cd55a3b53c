import { describe, expect, test } from '@jest/globals';
import { registryStandIn } from '../../stand-ins.ts';
import { digestOf, errorCode, pushBlob } from './push-blob.ts';

describe('blobs', () => {
  test('a chunked upload goes on where it stands and ends with its digest', async () => {
    const { url } = await registryStandIn();
    const opened = await fetch(`${url}/v2/acme/api/blobs/uploads/`, { method: 'POST' });
    expect([opened.status, opened.headers.get('range')]).toEqual([202, '0-0']);
    const location = opened.headers.get('location') ?? '';
    expect(location).toContain(opened.headers.get('docker-upload-uuid'));
    const headers = { 'content-range': '0-3' };
    const first = await fetch(location, { method: 'PATCH', body: 'abcd', headers });
    expect([first.status, first.headers.get('range')]).toEqual([202, '0-3']);
    const second = await fetch(first.headers.get('location') ?? '', { method: 'PATCH', body: 'ef' });
    expect(second.headers.get('range')).toBe('0-5');
    const stands = await fetch(location);
    expect([stands.status, stands.headers.get('range')]).toEqual([204, '0-5']);
    const digest = digestOf('abcdefgh');
    const ended = await fetch(`${location}?digest=${encodeURIComponent(digest)}`, {
      method: 'PUT',
      body: 'gh',
    });
    expect([ended.status, ended.headers.get('docker-content-digest')]).toEqual([201, digest]);
    expect(await (await fetch(ended.headers.get('location') ?? '')).text()).toBe('abcdefgh');
  });

  test.each(['4-7', '0-9', 'junk'])(
    'a chunk with the range %s does not follow and is refused',
    async (range) => {
      const { url } = await registryStandIn();
      const opened = await fetch(`${url}/v2/acme/api/blobs/uploads/`, { method: 'POST' });
      const location = opened.headers.get('location') ?? '';
      const headers = { 'content-range': range };
      const response = await fetch(location, { method: 'PATCH', body: 'abcd', headers });
      expect([response.status, response.headers.get('range')]).toEqual([416, '0-0']);
    },
  );

  test.each([`?digest=${digestOf('other')}`, '?digest=sha256:zz', ''])(
    'an upload ended with "%s" is refused',
    async (query) => {
      const { url } = await registryStandIn();
      const opened = await fetch(`${url}/v2/acme/api/blobs/uploads/`, { method: 'POST' });
      const response = await fetch((opened.headers.get('location') ?? '') + query, {
        method: 'PUT',
        body: 'abcd',
      });
      expect([response.status, await errorCode(response)]).toEqual([400, 'DIGEST_INVALID']);
      expect((await fetch(`${url}/v2/acme/api/blobs/${digestOf('abcd')}`)).status).toBe(404);
    },
  );

  test('an upload that is given up is gone', async () => {
    const { url } = await registryStandIn();
    const opened = await fetch(`${url}/v2/acme/api/blobs/uploads/`, { method: 'POST' });
    const location = opened.headers.get('location') ?? '';
    expect((await fetch(location, { method: 'DELETE' })).status).toBe(204);
    expect((await fetch(location)).status).toBe(404);
  });

  test('an upload belongs to its repository', async () => {
    const { url } = await registryStandIn();
    const opened = await fetch(`${url}/v2/acme/api/blobs/uploads/`, { method: 'POST' });
    const elsewhere = (opened.headers.get('location') ?? '').replace('/acme/api/', '/acme/web/');
    expect((await fetch(elsewhere)).status).toBe(404);
  });

  test('a blob is mounted from another repository, and uploaded when it is not there', async () => {
    const { url } = await registryStandIn();
    const digest = await pushBlob(url, 'acme/api', 'layer');
    const ask = (from: string): Promise<Response> =>
      fetch(`${url}/v2/acme/web/blobs/uploads/?mount=${digest}&from=${from}`, { method: 'POST' });
    expect((await ask('acme/none')).status).toBe(202);
    expect((await fetch(`${url}/v2/acme/web/blobs/${digest}`)).status).toBe(404);
    expect((await ask('acme/api')).status).toBe(201);
    expect((await fetch(`${url}/v2/acme/web/blobs/${digest}`)).status).toBe(200);
  });

  test.each([
    ['bytes=1-2', 206, 'ay', 'bytes 1-2/5'],
    ['bytes=3-', 206, 'er', 'bytes 3-4/5'],
    ['bytes=9-', 416, undefined, 'bytes */5'],
  ])('a GET of %s is %i', async (range, status, text, contentRange) => {
    const { url } = await registryStandIn();
    const digest = await pushBlob(url, 'acme/api', 'layer');
    const response = await fetch(`${url}/v2/acme/api/blobs/${digest}`, { headers: { range } });
    expect([response.status, response.headers.get('content-range')]).toEqual([status, contentRange]);
    if (text !== undefined) expect(await response.text()).toBe(text);
  });

  test('HEAD tells the length and sends nothing', async () => {
    const { url } = await registryStandIn();
    const digest = await pushBlob(url, 'acme/api', 'layer');
    const response = await fetch(`${url}/v2/acme/api/blobs/${digest}`, { method: 'HEAD' });
    expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([
      200,
      '5',
      '',
    ]);
  });

  test('a deleted blob is gone', async () => {
    const { url } = await registryStandIn();
    const blob = `${url}/v2/acme/api/blobs/${await pushBlob(url, 'acme/api', 'layer')}`;
    expect((await fetch(blob, { method: 'DELETE' })).status).toBe(202);
    expect((await fetch(blob, { method: 'DELETE' })).status).toBe(404);
  });
});
