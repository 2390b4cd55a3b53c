import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseDigest } from '../../../src/image/digest.ts';
import { parseReference, tryParseReference } from '../../../src/image/reference.ts';
import {
  blobUrl,
  endpointOf,
  manifestUrl,
  referrersUrl,
  uploadsUrl,
} from '../../../src/registry/transport/endpoint.ts';
import { NOBODY, quickClient, refusal } from '../client.ts';
import { rounds } from '../../rounds.ts';

const DIGEST = parseDigest(`sha256:${'ab'.repeat(32)}`);

describe('endpointOf', () => {
  test.each([
    ['ghcr.io', 'https://ghcr.io/'],
    ['docker.io', 'https://registry-1.docker.io/'],
    ['registry.example.com:8443', 'https://registry.example.com:8443/'],
    ['10.0.0.1:5000', 'https://10.0.0.1:5000/'],
    ['localhost.example.com', 'https://localhost.example.com/'],
    ['127.0.0.1.example.com', 'https://127.0.0.1.example.com/'],
    ['localhost', 'http://localhost/'],
    ['localhost:5000', 'http://localhost:5000/'],
    ['ghcr.io:443', 'https://ghcr.io/'],
    ['127.0.0.1:5000', 'http://127.0.0.1:5000/'],
    ['127.9.9.9:5000', 'http://127.9.9.9:5000/'],
    ['[::1]:5000', 'http://[::1]:5000/'],
    ['[fd00::1]:5000', 'https://[fd00::1]:5000/'],
  ])('%s answers at %s', (registry, url) => {
    expect(endpointOf(registry).href).toBe(url);
  });

  test.each([
    '',
    'a b',
    'user@ghcr.io',
    'ghcr.io/x',
    'ghcr.io?x',
    'ghcr.io#x',
    'ghcr.io:99999',
    '[::1',
    '127.1',
    '0x7f.0.0.1:5000',
    '1.2',
    'a.0',
    '[::0001]',
  ])('%j is no registry', (registry) => {
    expect(() => endpointOf(registry)).toThrow(/is not the name of a registry/);
  });
});

describe('addresses of a repository', () => {
  const at = parseReference('ghcr.io/acme/api');

  test.each([
    [manifestUrl(at, 'v1'), 'https://ghcr.io/v2/acme/api/manifests/v1'],
    [manifestUrl(at, DIGEST), `https://ghcr.io/v2/acme/api/manifests/${DIGEST}`],
    [blobUrl(at, DIGEST), `https://ghcr.io/v2/acme/api/blobs/${DIGEST}`],
    [uploadsUrl(at), 'https://ghcr.io/v2/acme/api/blobs/uploads/'],
    [
      referrersUrl(at, DIGEST, 'a/b+c&d'),
      `https://ghcr.io/v2/acme/api/referrers/${DIGEST}?artifactType=a%2Fb%2Bc%26d`,
    ],
    [
      manifestUrl(parseReference('nginx'), 'latest'),
      'https://registry-1.docker.io/v2/library/nginx/manifests/latest',
    ],
  ])('%s', (url, expected) => {
    expect(url.href).toBe(expected);
  });

  const hostile = [
    '../app',
    'a/../b',
    'a/./b',
    'a//b',
    '/a',
    'a/',
    'a?b',
    'a#b',
    'a%2e',
    'A',
    'а',
    'a b',
    'a:b',
    'a@b',
    '',
  ];
  test.each(hostile)('a repository named %j is never sent anywhere', async (repository) => {
    const asked: string[] = [];
    const fetch: typeof globalThis.fetch = (url) => {
      asked.push(String(url));
      return Promise.reject(new Error('sent'));
    };
    const registry = quickClient({ fetch, credentials: NOBODY });
    const reference = { registry: 'ghcr.io', repository, tag: 'v1', digest: undefined, spelling: 'x' };
    expect((await refusal(registry.resolve(reference))).code).toBe('REFERENCE_INVALID');
    expect(asked).toEqual([]);
  });

  test.each(['../v1', '-v1', 'v1?x', 'sha256:zz', '', 'v'.repeat(129), 'v1/..'])(
    'a tag named %j is never sent anywhere',
    (tag) => {
      expect(() => manifestUrl(at, tag)).toThrow(/is neither a tag nor a digest/);
    },
  );

  test('whatever parses as a reference stays below its own repository', () => {
    const text = fc.oneof(
      fc.string(),
      fc.stringMatching(/^[a-z0-9.\-:/@_]{1,60}$/),
      fc.stringMatching(
        /^[a-z0-9]{1,8}\.(?:io|test)(?::[0-9]{1,5})?(?:\/[a-z0-9._-]{1,8}){1,3}:[A-Za-z0-9._-]{1,20}$/,
      ),
    );
    fc.assert(
      fc.property(text, (spelling) => {
        const reference = tryParseReference(spelling);
        fc.pre(reference !== undefined);
        const [, host = '', port = '1'] = /^(.+?)(?::0*(\d+))?$/.exec(reference.registry) ?? [];
        // Hosts that end in a number are addresses, or nothing; they have tests of their own.
        fc.pre(Number(port) < 65_536 && !/(?:^|\.)(?:\d+|0x[\da-f]*)$|xn--/.test(host));
        const url = manifestUrl(reference, reference.digest ?? reference.tag ?? 'latest');
        const prefix = `/v2/${reference.repository}/manifests/`;
        expect(url.pathname.startsWith(prefix)).toBe(true);
        expect(url.pathname.slice(prefix.length)).not.toMatch(/[/%]/);
        expect([url.search, url.hash, url.username, url.password]).toEqual(['', '', '', '']);
        expect(url.origin).toBe(endpointOf(reference.registry).origin);
      }),
      rounds(500),
    );
  });
});
