import { describe, expect, test } from '@jest/globals';
import { decodeManifest } from '../../../src/manifest/text/decode.ts';
import { edited, NEW, refusals } from '../promotion.ts';
import { yaml } from '../../yaml.ts';
import { KUSTOMIZATION } from './kustomization.ts';

describe('the bytes of the file', () => {
  test('CRLF stays CRLF, also on an inserted line', () => {
    const text = KUSTOMIZATION.replaceAll('\n', '\r\n');
    const after = `images:\r\n- name: ghcr.io/acme/app\r\n  newTag: v2\r\n  digest: ${NEW}\r\n`;
    expect(edited('kustomization.yaml', text)).toBe(after);
  });

  test('CRLF is written also behind a last line that has no ending', () => {
    expect(edited('kustomization.yaml', KUSTOMIZATION.trimEnd().replaceAll('\n', '\r\n'))).toBe(
      `images:\r\n- name: ghcr.io/acme/app\r\n  newTag: v2\r\n  digest: ${NEW}`,
    );
  });

  test('mixed line endings stay mixed', () => {
    const text = 'a: 1\r\nimage: ghcr.io/acme/app:v1\nb: 2\r\n';
    expect(edited('values.yaml', text)).toBe(text.replace(':v1', `:v2@${NEW}`));
  });

  test('no final newline is added, not even by an insertion', () => {
    expect(edited('kustomization.yaml', KUSTOMIZATION.trimEnd())).toBe(
      yaml`
        images:
        - name: ghcr.io/acme/app
          newTag: v2
          digest: ${NEW}`,
    );
  });

  test('a byte order mark stays and the first key is found', () => {
    expect(edited('kustomization.yaml', `\ufeff${KUSTOMIZATION}`)).toBe(
      `\ufeffimages:\n- name: ghcr.io/acme/app\n  newTag: v2\n  digest: ${NEW}\n`,
    );
  });

  test.each([
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x61, 0x00), 'it is UTF-16'],
    ['Latin-1', Uint8Array.of(0x63, 0x61, 0x66, 0xe9), 'it is not UTF-8'],
    ['an overlong sequence', Uint8Array.of(0xc0, 0xaf), 'it is not UTF-8'],
    ['half a surrogate pair', Uint8Array.of(0xed, 0xa0, 0x80), 'it is not UTF-8'],
    ['NUL', Uint8Array.of(0x61, 0x00), 'it holds a NUL character'],
    [
      'a Git LFS pointer',
      new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\noid sha256:1\n'),
      'Git LFS pointer',
    ],
  ])('refused: %s', (_name, bytes, reason) => {
    expect(decodeManifest('a.yaml', bytes)).toMatchObject({
      ok: false,
      problem: {
        code: 'FILE_UNREADABLE',
        message: expect.stringContaining(reason),
        location: { file: 'a.yaml' },
      },
    });
  });

  test('UTF-8 with a byte order mark decodes to the same bytes', () => {
    const bytes = Uint8Array.of(0xef, 0xbb, 0xbf, 0xf0, 0x9f, 0x9a, 0x80);
    const decoded = decodeManifest('a.yaml', bytes);
    expect(decoded).toEqual({ ok: true, value: { path: 'a.yaml', text: '\ufeff🚀' } });
  });

  test.each([
    ['a carriage return alone', 'a: 1\nimage: ghcr.io/acme/app:v1\r# c\n', 2],
    ['a carriage return too many', 'a: 1\r\r\nimage: ghcr.io/acme/app:v1\r\n', 1],
    ['NEL in a comment', 'image: ghcr.io/acme/app:v1 # a\x85b: c\n', 1],
    ['a line separator between keys', 'a: 1\n# c\u2028image: x\nimage: ghcr.io/acme/app:v1\n', 2],
  ])('refused, as readers disagree on the lines: %s', (_name, text, line) => {
    expect(refusals('values.yaml', text)).toEqual([
      { code: 'FILE_UNREADABLE', message: expect.stringContaining('take for a line break'), line },
    ]);
  });

  test('such a character inside quotes stays', () => {
    const text = 'a: "x\u2028y"\n\'b\x85\': c\nimage: ghcr.io/acme/app:v1\n';
    expect(edited('values.yaml', text)).toBe(text.replace(':v1', `:v2@${NEW}`));
  });

  test('a text with half a surrogate pair is refused', () => {
    expect(refusals('a.yaml', 'image: ghcr.io/acme/app:v1\nb: \ud800\n')).toMatchObject([
      { code: 'FILE_UNREADABLE' },
    ]);
  });
});
