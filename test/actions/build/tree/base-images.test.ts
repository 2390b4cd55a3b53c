import { describe, expect, test } from '@jest/globals';
import { baseImages } from '../../../../src/actions/build/tree/base-images.ts';

const question = {
  buildArgs: [] as readonly string[],
  platforms: ['linux/amd64'],
  buildPlatform: 'linux/amd64',
  contexts: [] as readonly string[],
};
const of = (text: string, more: Partial<typeof question> = {}) => baseImages(text, { ...question, ...more });
const images = (...names: string[]) => ({ ok: true, value: names });

describe('the images that a Dockerfile takes', () => {
  test.each([
    ['one image', 'FROM alpine:3.20', ['alpine:3.20']],
    ['no image', 'FROM scratch', []],
    ['a digest', `FROM a.dev/b@sha256:${'1'.repeat(64)}`, [`a.dev/b@sha256:${'1'.repeat(64)}`]],
    ['small letters and flags', 'from --platform=linux/arm64 golang:1 as build\nFROM build', ['golang:1']],
    ['a stage of another case', 'FROM a AS Build\nFROM build', ['a']],
    ['a stage by its number', 'FROM a\nFROM b\nCOPY --from=0 /x /y', ['a', 'b']],
    ['an image to copy from', 'FROM a\nCOPY --link --from=b:2 /x /y', ['a', 'b:2']],
    ['a mount', 'FROM a\nRUN --mount=type=bind,from=c:1,target=/c --network=none x', ['a', 'c:1']],
    ['what looks like a flag later', 'FROM a\nRUN x --mount=type=bind,from=c\nCOPY x --from=d', ['a']],
    ['a declared value', 'ARG V=3\nARG B=alpine:$V\nFROM $B', ['alpine:3']],
    ['a value in quotes', 'ARG V="3.1" W=\'4\'\nFROM a:${V}-${W}', ['a:3.1-4']],
    ['what is there without a value', 'ARG V\nFROM a${V:-b}${V:+c}', ['ab']],
    ['lines that go on', 'FROM \\\n# why\n\n  alpine', ['alpine']],
    ['another escape', '# escape=`\nFROM `\n alpine\nRUN c:\\\nFROM b', ['alpine', 'b']],
    [
      'a here-document',
      'FROM a\nRUN <<EOF\nFROM b\nEOF\nCOPY <<"X" <<-Y /\nFROM c\nX\nFROM d\n\tY\nFROM e',
      ['a', 'e'],
    ],
    ['a shift of bits', 'FROM a AS b\nRUN echo $((1<<2))\nFROM c\nCOPY --from=d x y', ['a', 'c', 'd']],
    ['a text for a command', 'FROM a AS b\nRUN cat <<<hello\nFROM c', ['a', 'c']],
    ['what is quoted', 'FROM a AS b\nRUN echo "see <<EOF here"\nFROM c', ['a', 'c']],
    [
      'an end with a dash',
      "FROM a AS b\nRUN python <<'END-PY'\nfrom os import path\nEND-PY\nFROM c",
      ['a', 'c'],
    ],
    ['a numbered one', 'FROM a AS b\nRUN cat 3<<EOF\nFROM x\nEOF\nFROM c', ['a', 'c']],
    ['a comment', 'FROM a\n# FROM b\n  # FROM c', ['a']],
    ['Windows', '\ufeffFROM a\r\nFROM b\r\n', ['a', 'b']],
  ])('%s', (_, text, names) => {
    expect(of(text)).toEqual(images(...names));
  });

  test('an argument of the build wins over what is declared', () => {
    expect(of('ARG V=3\nFROM a:$V', { buildArgs: ['V=4'] })).toEqual(images('a:4'));
  });

  test('what is declared in a stage does not count behind FROM', () => {
    expect(of('ARG V=1\nFROM a:$V\nARG V=2\nFROM b:$V')).toEqual(images('a:1', 'b:1'));
  });

  test('a stage for each architecture counts for the platforms that are built', () => {
    const text = 'FROM a AS base-amd64\nFROM b AS base-arm64\nFROM base-$TARGETARCH\nFROM c-$TARGETARCH';
    expect(of(text, { platforms: ['linux/amd64', 'linux/arm64'] })).toEqual(
      images('a', 'b', 'c-amd64', 'c-arm64'),
    );
  });

  test('a context of the build is no image', () => {
    expect(of('FROM base\nCOPY --from=Tools x y', { contexts: ['base', 'tools'] })).toEqual(images());
  });

  test.each([
    ['FROM a\nRUN cat <<EOF\nFROM b', 'line 2 of the Dockerfile opens a here-document without an end'],
    ['FROM $NOWHERE', 'line 1 of the Dockerfile begins with $NOWHERE'],
    ['\nFROM a:${V#x}', 'line 2 of the Dockerfile begins with a:${V#x}'],
    ['FROM a\nCOPY --from=$X a b', 'line 2 of the Dockerfile copies from $X'],
  ])('it says where it cannot be told: %j', (text, problem) => {
    expect(of(text)).toEqual({ ok: false, problem: expect.stringContaining(problem) });
  });
});
