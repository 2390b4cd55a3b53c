import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  canonicalRepository,
  formatReference,
  lastSegment,
  parseReference,
  sameRepository,
  tryParseReference,
} from '../../src/image/reference.ts';
import { rounds } from '../rounds.ts';

const DIGEST_SHAPE = 'A digest is "sha256:" followed by 64 lowercase hexadecimal digits.';

const DIGEST = `sha256:${'0a'.repeat(32)}`;

describe('parseReference', () => {
  test.each([
    ['nginx', 'docker.io', 'library/nginx', undefined, undefined],
    ['library/nginx:1', 'docker.io', 'library/nginx', '1', undefined],
    ['index.docker.io/library/nginx', 'docker.io', 'library/nginx', undefined, undefined],
    ['registry-1.docker.io/nginx', 'docker.io', 'library/nginx', undefined, undefined],
    ['registry.hub.docker.com/acme/api', 'docker.io', 'acme/api', undefined, undefined],
    ['a.b-c.dev/app', 'a.b-c.dev', 'app', undefined, undefined],
    ['docker.io/nginx', 'docker.io', 'library/nginx', undefined, undefined],
    ['acme/api:v1', 'docker.io', 'acme/api', 'v1', undefined],
    ['host:5000/app', 'host:5000', 'app', undefined, undefined],
    ['host:5000/app:v1', 'host:5000', 'app', 'v1', undefined],
    ['localhost/app', 'localhost', 'app', undefined, undefined],
    ['[::1]:5000/app', '[::1]:5000', 'app', undefined, undefined],
    ['ghcr.io/acme/api:v1@' + DIGEST, 'ghcr.io', 'acme/api', 'v1', DIGEST],
    ['ghcr.io/acme/api@' + DIGEST, 'ghcr.io', 'acme/api', undefined, DIGEST],
    ['GHCR.io/acme/api', 'ghcr.io', 'acme/api', undefined, undefined],
    ['a__b/c-d.e', 'docker.io', 'a__b/c-d.e', undefined, undefined],
  ])('reads %s', (text, registry, repository, tag, digest) => {
    expect(parseReference(text)).toMatchObject({ registry, repository, tag, digest });
  });

  test.each([
    [''],
    [' nginx'],
    ['nginx:'],
    ['nginx:-v1'],
    ['nginx@sha256:abc'],
    ['nginx@' + DIGEST.toUpperCase()],
    ['-host.dev/app'],
    ['host-.dev/app'],
    ['host.dev:port/app'],
    ['host.dev:123456/app'],
    ['acme//api'],
    ['acme/../api'],
    ['acme/api/'],
    ['acme/Api'],
    ['аcme/api'],
    ['https://ghcr.io/acme/api'],
    ['a'.repeat(256)],
    ['nginx:' + 'v'.repeat(129)],
    ['ghcr.io/acme/api?x=1'],
  ])('refuses %j', (text) => {
    expect(tryParseReference(text)).toBeUndefined();
  });

  test('says how to mend it', () => {
    expect(() => parseReference('https://ghcr.io/acme/api', 'input image')).toThrow(
      expect.objectContaining({
        code: 'REFERENCE_INVALID',
        hint: 'Write it without the scheme: ghcr.io/acme/api',
        message: expect.stringContaining('input image'),
      }),
    );
  });

  test.each([
    ['ghcr.io/acme/api ', 'A reference has no spaces.'],
    ['ghcr.io/acme/ api', 'A reference has no spaces.'],
    ['docker://ghcr.io/acme/api', 'Write it without the scheme: ghcr.io/acme/api'],
    ['acme/API:v1', 'A repository name is lowercase: acme/api.'],
    ['acme/API@sha256:abc', 'A repository name is lowercase: acme/api.'],
    ['GHCR.io:443/Acme/Api', 'A repository name is lowercase: ghcr.io:443/acme/api.'],
    [`acme/api@SHA256:abc`, `After "@" comes the digest. It has 3 digits. ${DIGEST_SHAPE}`],
    ['acme/api@v1', `After "@" comes the digest. ${DIGEST_SHAPE}`],
    ['sha256:abc:d', DIGEST_SHAPE],
    [`acme/api:${'v'.repeat(129)}`, 'A tag has at most 128 characters, and this one has 129.'],
    [
      'acme/api:feature/login',
      'A tag has no slash; where "build" made one of a branch, it is feature-login.',
    ],
    ['api:feature/login', 'A tag has no slash; where "build" made one of a branch, it is feature-login.'],
    ['localhost:5000/api:-x', 'A tag begins with a letter, a digit or "_".'],
    ['acme/api:v1+build', 'A tag has letters, digits, "_", "." and "-" alone.'],
    ['acme/api:', 'Write [registry/]repository[:tag][@sha256:…], for example ghcr.io/acme/api:v1.4.0.'],
    [
      'acme/x-https://y',
      'Write [registry/]repository[:tag][@sha256:…], for example ghcr.io/acme/api:v1.4.0.',
    ],
  ])('says how to mend %j', (text, hint) => {
    expect(() => parseReference(text)).toThrow(expect.objectContaining({ hint }));
  });

  test('shows the beginning of a text that is too long to be read', () => {
    const text = `:${'x'.repeat(1000)}`;
    expect(() => parseReference(text)).toThrow(
      expect.objectContaining({
        message: `the image reference is not an image reference: "${text.slice(0, 300)}"`,
      }),
    );
  });

  test('keeps the spelling that was found', () => {
    expect(formatReference(parseReference('index.docker.io/library/nginx:1.2'))).toBe(
      'index.docker.io/library/nginx:1.2',
    );
  });

  test('compares by repository, whatever the spelling', () => {
    const spellings = [
      'nginx',
      'library/nginx:1',
      'docker.io/library/nginx',
      'index.docker.io/library/nginx@' + DIGEST,
    ];
    for (const spelling of spellings)
      expect(canonicalRepository(parseReference(spelling))).toBe('docker.io/library/nginx');
    expect(sameRepository(parseReference('nginx'), parseReference('ghcr.io/library/nginx'))).toBe(false);
  });

  test('prints every reference that it reads as it was written', () => {
    const component = fc.stringMatching(/^[a-z0-9]{1,8}(?:[._-][a-z0-9]{1,4})?$/);
    const host = fc.constantFrom('', 'ghcr.io/', 'localhost:5000/', 'registry.example.org:443/');
    const tag = fc.option(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,20}$/), { nil: undefined });
    const path = fc.array(component, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
    fc.assert(
      fc.property(host, path, tag, fc.boolean(), (registry, repository, version, pinned) => {
        const text = `${registry}${repository}${version === undefined ? '' : `:${version}`}${pinned ? `@${DIGEST}` : ''}`;
        expect(formatReference(parseReference(text))).toBe(text);
      }),
      rounds(1000),
    );
  });
});

test.each([
  ['ghcr.io/acme/api', 'api'],
  ['acme/shop/web', 'web'],
  ['nginx', 'nginx'],
])('the last segment of %s is %s', (repository, last) => {
  expect(lastSegment(repository)).toBe(last);
});
