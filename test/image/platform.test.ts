import { describe, expect, test } from '@jest/globals';
import { isPlatform, parsePlatform } from '../../src/image/platform.ts';

describe('a platform, in the form that images carry', () => {
  test.each([
    ['linux/amd64', 'linux/amd64'],
    [' Linux/AMD64 ', 'linux/amd64'],
    ['linux/x86_64', 'linux/amd64'],
    ['linux/aarch64', 'linux/arm64'],
    ['linux/arm64/v8', 'linux/arm64'],
    ['linux/arm64/v9', 'linux/arm64/v9'],
    ['linux/arm64/v9.2', 'linux/arm64/v9.2'],
    ['linux/arm64/v10', 'linux/arm64/v10'],
    ['linux/amd64/v1', 'linux/amd64'],
    ['linux/386/v1', 'linux/386/v1'],
    ['linux/amd64/v8', 'linux/amd64/v8'],
    ['linux/amd64/v3', 'linux/amd64/v3'],
    ['linux/arm', 'linux/arm/v7'],
    ['linux/armhf', 'linux/arm/v7'],
    ['linux/arm/v6', 'linux/arm/v6'],
    ['linux/armel', 'linux/arm/v6'],
    ['linux/i386', 'linux/386'],
    ['linux/riscv64', 'linux/riscv64'],
    ['windows/amd64', 'windows/amd64'],
    ['wasip1/wasm', 'wasip1/wasm'],
    ['wasi/wasm', 'wasi/wasm'],
    ['darwin/arm64', 'darwin/arm64'],
    ['freebsd/amd64', 'freebsd/amd64'],
    ['linux/loong64', 'linux/loong64'],
    ['linux/mips', 'linux/mips'],
    ['linux/mipsle', 'linux/mipsle'],
    ['linux/mips64', 'linux/mips64'],
    ['linux/mips64le', 'linux/mips64le'],
    ['linux/ppc64', 'linux/ppc64'],
    ['linux/ppc64le', 'linux/ppc64le'],
    ['linux/s390x', 'linux/s390x'],
    ['linux/x86-64', 'linux/amd64'],
  ])('%s', (text, platform) => {
    expect(parsePlatform(text)).toEqual({ ok: true, value: platform });
  });
});

describe('what is no platform, with the nearest that is one', () => {
  test.each([
    ['linux/amd65', /^"amd65" is not an architecture\. Did you mean "amd64"\?$/],
    ['linus/amd64', /^"linus" is not an operating system\. Did you mean "linux"\?$/],
    ['arm64', /Did you mean "linux\/arm64"\?$/],
    ['x86_64', /Did you mean "linux\/amd64"\?$/],
    ['linux/arm/7', /not a variant such as v7/],
    ['linux/arm/v7/x', /^"v7\/x" is not a variant/],
    ['linux/arm/vx', /not a variant/],
    ['linux/arm/xv7', /not a variant/],
    ['linux/arm/v7x', /not a variant/],
    ['', /^"" is not os\/architecture$/],
    ['linux/', /^"linux\/" is not os\/architecture$/],
    ['foo bar', /^"foo bar" is not os\/architecture$/],
  ])('%s', (text, reason) => {
    expect(parsePlatform(text)).toEqual({ ok: false, problem: expect.stringMatching(reason) });
  });
});

test.each([
  ['linux/amd64', true],
  ['wasip1/wasm', true],
  ['linux/x86_64', true],
  ['linux/arm/v7', true],
  ['linux/arm64/v9.2', true],
  ['linux', false],
  ['linux/', false],
  ['/amd64', false],
  ['linux/arm/', false],
  ['linux/arm/v7/x', false],
  ['linux/arm/v_7', false],
  ['Linux/amd64', false],
  ['lin_ux/amd64', false],
  [' linux/amd64', false],
  ['linux/amd64 ', false],
  ['linux/arm 64', false],
])('a record can hold the platform %j: %s', (text, expected) => {
  expect(isPlatform(text)).toBe(expected);
});
