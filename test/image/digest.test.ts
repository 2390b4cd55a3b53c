import { expect, test } from '@jest/globals';
import { errorsOf } from '../../src/errors/waybill-error.ts';
import { isDigest, parseDigest, shortDigest } from '../../src/image/digest.ts';

const HEX = '0123456789abcdef'.repeat(4);

test('a digest is read as it is, and shown with twelve digits', () => {
  const digest = parseDigest(`sha256:${HEX}`);
  expect(digest).toBe(`sha256:${HEX}`);
  expect(shortDigest(digest)).toBe('sha256:0123456789ab');
});

test.each([
  ['nothing', ''],
  ['one digit too few', `sha256:${HEX.slice(1)}`],
  ['one digit too many', `sha256:0${HEX}`],
  ['capitals', `sha256:${HEX.toUpperCase()}`],
  ['a letter that is no digit', `sha256:g${HEX.slice(1)}`],
  ['another algorithm', `sha512:${HEX}${HEX}`],
  ['the digits alone', HEX],
  ['text before it', `x sha256:${HEX}`],
  ['text after it', `sha256:${HEX} `],
  ['a line break after it', `sha256:${HEX}\n`],
  ['its sign', `@sha256:${HEX}`],
])('a text with %s is no digest, and the error shows it', (_what, text) => {
  expect(isDigest(text)).toBe(false);
  const messages = [undefined, 'the input "to"'].map((what) => {
    try {
      parseDigest(text, what);
      return ['nothing was refused'];
    } catch (thrown) {
      return errorsOf(thrown).map(({ code, message }) => `${code} ${message}`);
    }
  });
  const quoted = JSON.stringify(text.slice(0, 100));
  expect(messages).toEqual([
    [`DIGEST_INVALID the digest is not a SHA-256 digest: ${quoted}`],
    [`DIGEST_INVALID the input "to" is not a SHA-256 digest: ${quoted}`],
  ]);
});
