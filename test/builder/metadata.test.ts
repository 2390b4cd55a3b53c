import { expect, test } from '@jest/globals';
import { pushedDigest } from '../../src/builder/metadata.ts';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

test('the digest is that of what was pushed, not of the configuration', () => {
  const metadata = JSON.stringify({
    'buildx.build.ref': 'default/default/1',
    'containerimage.config.digest': `sha256:${'f'.repeat(64)}`,
    'containerimage.digest': DIGEST,
  });
  expect(pushedDigest(metadata)).toBe(DIGEST);
});

test.each([
  ['no file', ''],
  ['no JSON', '{"containerimage.digest":'],
  ['no digest', '{"containerimage.config.digest":"sha256:ab"}'],
  ['an empty digest', '{"containerimage.digest":""}'],
  ['a digest that is none', '{"containerimage.digest":"sha256:xyz"}'],
  ['another type', '{"containerimage.digest":7}'],
  ['null', 'null'],
])('%s is an error, never an empty digest', (_, metadata) => {
  expect(() => pushedDigest(metadata)).toThrow(expect.objectContaining({ code: 'DIGEST_MISSING' }));
});
