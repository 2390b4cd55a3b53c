import { describe, expect, test } from '@jest/globals';
import { WaybillError } from '../../../src/errors/waybill-error.ts';
import type { ImageRecord } from '../../../src/image/record.ts';
import {
  bareVersion,
  parseImageRequests,
  tagOf,
  type Version,
  versionOf,
} from '../../../src/promotion/lane/image-request.ts';
import { digestOf } from '../gates/a-question.ts';

const DIGEST = digestOf('2');

function aRecord(image: string, more: Partial<ImageRecord> = {}): ImageRecord {
  return {
    schemaVersion: 1,
    image,
    digest: DIGEST,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    platforms: [],
    tags: [],
    ...more,
  };
}

function refusal(run: () => unknown): WaybillError {
  try {
    run();
  } catch (error) {
    if (error instanceof WaybillError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** Each entry as `name is text`, or the image of its record. */
function entries(input: string): readonly string[] {
  return parseImageRequests(input).map((entry) =>
    entry.kind === 'record'
      ? `record of ${entry.record.image}`
      : `${entry.name ?? 'no name'} is ${entry.text}`,
  );
}

describe('the input "images"', () => {
  const api = aRecord('ghcr.io/acme/api');
  const web = aRecord('ghcr.io/acme/web');
  const apiLine = JSON.stringify(api);
  const webLine = JSON.stringify(web);
  test.each<[string, string, readonly string[]]>([
    ['nothing', ' \n\n', []],
    ['a tag for a name', 'api=v2', ['api is v2']],
    ['blanks around the sign', ' api = v2 ', ['api is v2']],
    ['a reference without a name', 'ghcr.io/acme/api:v2', ['no name is ghcr.io/acme/api:v2']],
    ['several lines, with Windows line ends', 'api=v2\r\n\r\n  web=v3\r\n', ['api is v2', 'web is v3']],
    ['a second sign in the text', 'api=v2=v3', ['api is v2=v3']],
    ['a record on one line', apiLine, ['record of ghcr.io/acme/api']],
    ['a record over several lines', `\n ${JSON.stringify(api, null, 2)}`, ['record of ghcr.io/acme/api']],
    [
      'a list of records',
      JSON.stringify([api, web], null, 2),
      ['record of ghcr.io/acme/api', 'record of ghcr.io/acme/web'],
    ],
    ['an empty list', '[]', []],
    [
      'a record a line',
      `${apiLine}\n${webLine}`,
      ['record of ghcr.io/acme/api', 'record of ghcr.io/acme/web'],
    ],
    ['a record after text', `web=v3\n${apiLine}`, ['web is v3', 'record of ghcr.io/acme/api']],
    ['commas', 'api=v2,web=v3', ['api is v2', 'web is v3']],
    ['commas with blanks, and one too many', 'api=v2, web=v3,\n', ['api is v2', 'web is v3']],
    ['commas and lines', 'api=v2,web=v3\njob=v4', ['api is v2', 'web is v3', 'job is v4']],
    ['a list of texts', '["api=v2", "web=v3,job=v4"]', ['api is v2', 'web is v3', 'job is v4']],
    [
      'a list of the outputs of a matrix',
      JSON.stringify([apiLine, webLine]),
      ['record of ghcr.io/acme/api', 'record of ghcr.io/acme/web'],
    ],
  ])('reads %s', (_what, input, expected) => {
    expect(entries(input)).toEqual(expected);
  });

  test.each([
    ['no name before the sign', 'api=v1\n\n=v2', 'Line 2 of "images" cannot be read: "=v2"'],
    ['no text after the sign', 'api=', 'Line 1 of "images" cannot be read: "api="'],
    ['two references on a line', 'api=v1 v2', 'Line 1 of "images" cannot be read: "api=v1 v2"'],
  ])('refuses %s, and says on which line', (_what, input, message) => {
    const error = refusal(() => parseImageRequests(input));
    expect([error.code, error.message]).toEqual(['INPUT_INVALID', message]);
    expect(error.hint).toContain('name=tag');
  });

  test.each([
    ['a list as YAML has it', '- api=v2', 'Write it without the marks around it: api=v2.'],
    ['quotes', '"api=v2"', 'Write it without the marks around it: api=v2.'],
    ['a list that is no JSON', '[api=v2]', 'Write one image a line'],
    ['the output "json"', `{"image":"x","record":${apiLine}}`, 'Pass its output "record".'],
    ['the outputs "json" of a matrix', `[{"image":"x","record":${apiLine}}]`, 'Pass its output "record".'],
  ])('refuses %s, and says what to write', (_what, input, hint) => {
    const error = refusal(() => parseImageRequests(input));
    expect([error.code, error.hint]).toEqual(['INPUT_INVALID', expect.stringContaining(hint)]);
  });

  test.each([
    ['too short', 'api=sha256:abc', 'It has 3 digits.'],
    ['in capitals', `api=${DIGEST.toUpperCase()}`, `It is lowercase: ${DIGEST}.`],
    ['of another kind', `api=sha512:${'a'.repeat(128)}`, 'It is a SHA512 digest'],
    ['without sha256:', `api=${'d'.repeat(64)}`, '"sha256:" is missing before it'],
    ['too long, without a name', `${DIGEST}a`, 'It has 65 digits.'],
  ])('refuses a digest that is %s', (_what, input, hint) => {
    const error = refusal(() => parseImageRequests(input));
    expect([error.code, error.hint]).toEqual(['DIGEST_INVALID', expect.stringContaining(hint)]);
  });

  test('shows the first 200 characters of a line that it refuses', () => {
    const { message } = refusal(() => parseImageRequests(`=${'x'.repeat(400)}`));
    expect(message).toContain(`"=${'x'.repeat(199)}"`);
  });

  test.each([
    ['a record on a line', `web=v3\n{"image":"api"}`, 'line 2 of "images"'],
    ['an entry of a list', `[${apiLine}, {}]`, 'entry 2 of "images"'],
    ['a record alone', '{\n"image": "api"\n}', 'the input "images"'],
  ])('refuses %s that is none, and says where', (_what, input, where) => {
    const error = refusal(() => parseImageRequests(input));
    expect(error.code).toBe('RECORD_INVALID');
    expect(error.message).toContain(where);
  });
});

describe('what is asked of an image', () => {
  const ask = (text: string): Version => versionOf(text, 'api', 'ghcr.io/acme/api');
  test.each<[string, string, Version]>([
    ['a tag', 'v2', { tag: 'v2', digest: undefined }],
    ['a digest', DIGEST, { tag: undefined, digest: DIGEST }],
    ['a digest behind its sign', `@${DIGEST}`, { tag: undefined, digest: DIGEST }],
    ['a tag with its digest', `v2@${DIGEST}`, { tag: 'v2', digest: DIGEST }],
    ['its own repository with a tag', 'ghcr.io/acme/api:v2', { tag: 'v2', digest: undefined }],
    ['its own repository with a digest', `ghcr.io/acme/api@${DIGEST}`, { tag: undefined, digest: DIGEST }],
  ])('is %s', (_what, text, expected) => {
    expect(ask(text)).toEqual(expected);
  });

  test('is its repository where that looks like a tag, and a tag where it does not', () => {
    expect(refusal(() => versionOf('nginx', 'nginx', 'nginx')).message).toContain(
      'names no tag and no digest',
    );
    expect(versionOf('nginx', 'api', 'ghcr.io/acme/api')).toEqual({ tag: 'nginx', digest: undefined });
  });

  test.each([
    [
      'another repository',
      'ghcr.io/acme/web:v2',
      'INPUT_INVALID',
      /asks for api from ghcr\.io\/acme\/web:v2, but api is ghcr\.io\/acme\/api/,
    ],
    [
      'no version',
      'ghcr.io/acme/api',
      'INPUT_INVALID',
      /names no tag and no digest for api: ghcr\.io\/acme\/api/,
    ],
    ['what is no reference', 'UPPER/case:v1', 'REFERENCE_INVALID', /the reference of api/],
    ['a tag with what is no digest', 'v2@sha256:12', 'DIGEST_INVALID', /the digest in "v2@sha256:12"/],
  ])('is not %s', (_what, text, code, says) => {
    const error = refusal(() => ask(text));
    expect([error.code, error.message]).toEqual([code, expect.stringMatching(says)]);
    expect(error.hint).not.toBe('');
  });

  test('says nothing of a repository where none is known', () => {
    expect(bareVersion('ghcr.io/acme/api:v2')).toBeUndefined();
    expect(bareVersion(`ghcr.io/acme/api@${DIGEST}`)).toBeUndefined();
  });
});

describe('the tag beside the digest of a record', () => {
  test.each<[string, string[], string | undefined, string | undefined]>([
    ['the tag of its version', ['main', '1.9', 'v1.4.0', 'sha-1234567'], '1.4.0', 'v1.4.0'],
    ['the very version', ['v1.3.0', '1.4.0'], '1.4.0', '1.4.0'],
    ['a tag that looks like a version', ['main', 'sha-1234567', 'v1.4'], undefined, 'v1.4'],
    ['a tag that looks like a version of two figures', ['main', 'v10.4'], undefined, 'v10.4'],
    ['a version that stands at the beginning only', ['nightly-1.4', 'sha-1234567'], undefined, 'sha-1234567'],
    ['the tag of the commit, before one that moves', ['main', 'sha-1234567'], 'pr-12', 'sha-1234567'],
    ['a whole commit only', ['main', 'sha-123456', 'sha-1234567-dev'], undefined, 'main'],
    ['the first, where nothing else is there', ['main', 'latest'], undefined, 'main'],
    ['none, where there are no tags', [], '1.4.0', undefined],
  ])('is %s', (_which, tags, version, expected) => {
    const more = version === undefined ? { tags } : { tags, version };
    expect(tagOf(aRecord('ghcr.io/acme/api', more))).toBe(expected);
  });
});
