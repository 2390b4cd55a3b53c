import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseDigest } from '../../../src/image/digest.ts';
import { commitMessage } from '../../../src/promotion/lane/commit-message.ts';
import { ORDINARY } from '../../../src/promotion/lane/purpose.ts';
import { formatTrailers, parseTrailers, type Trailers } from '../../../src/promotion/lane/trailers.ts';
import { SITE } from './a-site.ts';
import { rounds } from '../../rounds.ts';

const digest = (letter: string) => parseDigest(`sha256:${letter.repeat(64)}`);

const TRAILERS: Trailers = {
  environment: 'staging',
  images: [
    {
      name: 'api',
      repository: 'ghcr.io/acme/api',
      tag: 'v1.4.0',
      digest: digest('a'),
      from: [digest('b'), digest('c')],
    },
    { name: 'web', repository: 'localhost:5000/web', tag: undefined, digest: digest('d'), from: [] },
  ],
  sources: [`acme/shop@${'1'.repeat(40)}`],
  plan: { key: 'e'.repeat(64), tree: 'f'.repeat(40) },
};

describe('the trailers of a promotion commit', () => {
  test('are written as the documentation shows them', () => {
    expect(formatTrailers(TRAILERS)).toBe(
      `Waybill-Environment: staging
Waybill-Image: api ghcr.io/acme/api:v1.4.0@${digest('a')} (from ${digest('b')}, ${digest('c')})
Waybill-Image: web localhost:5000/web@${digest('d')}
Waybill-Source: acme/shop@${'1'.repeat(40)}
Waybill-Plan: ${'e'.repeat(64)} ${'f'.repeat(40)}`,
    );
  });

  test.each([
    ['alone', (text: string) => text],
    ['after a subject', (text: string) => `Promote\n\n${text}\n`],
    ['with CRLF', (text: string) => `Promote\n\n${text}`.replaceAll('\n', '\r\n')],
    ['indented by a squash', (text: string) => `Ship it (#4)\n\n* Promote\n\n${text.replace(/^/gm, '  ')}`],
    ['with a line after them', (text: string) => `${text}\n\nCo-authored-by: a <a@b>`],
    ['with a sign-off among them', (text: string) => text.replace('\n', '\nSigned-off-by: a <a@b>\n')],
  ])('are read back %s', (_where, place) => {
    expect(parseTrailers(place(formatTrailers(TRAILERS)))).toEqual([TRAILERS]);
  });

  test('of several commits squashed into one are several sets', () => {
    const prod = { ...TRAILERS, environment: 'prod' };
    const message = `Both\n\n* One\n\n${formatTrailers(TRAILERS)}\n\n* Two\n\n${formatTrailers(prod)}`;
    expect(parseTrailers(message)).toEqual([TRAILERS, prod]);
  });

  test.each([
    ['no environment before it', `Waybill-Image: api ghcr.io/acme/api@${digest('a')}`, []],
    ['a digest that is none', 'Waybill-Environment: dev\nWaybill-Image: api x@sha256:1', []],
    ['no digest', 'Waybill-Environment: dev\nWaybill-Image: api ghcr.io/acme/api:v1', []],
    ['text in a sentence', 'We use Waybill-Environment: dev', undefined],
  ])('that have %s are left out', (_what, message, images) => {
    expect(parseTrailers(message)[0]?.images).toEqual(message.startsWith('Waybill-Env') ? images : undefined);
  });

  test('never throw, whatever a message says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(400), (noise, at) => {
        const text = formatTrailers(TRAILERS);
        parseTrailers(`${text.slice(0, at)}${noise}${text.slice(at)}`);
      }),
      rounds(1000),
    );
  });
});

test('the commit message names every image, from and to, and ends with the trailers', () => {
  const lane = { environment: 'dev', unit: 'shop', images: ['api', 'web'], site: SITE };
  const image = {
    name: 'api',
    repository: 'ghcr.io/acme/api',
    tag: 'v2',
    digest: digest('a'),
    record: undefined,
  };
  const from = { digests: [digest('b')], tags: ['v1'], record: undefined };
  const message = commitMessage({
    lane,
    placed: [{ image, from }],
    key: 'e'.repeat(64),
    tree: 'f'.repeat(40),
    purpose: ORDINARY,
  });
  expect(message).toBe(
    `Promote api v2 to dev

api: v1 (sha256:bbbbbbbbbbbb) -> v2 (sha256:aaaaaaaaaaaa)

Waybill-Environment: dev
Waybill-Lane: acme/config@main dev/shop into main
Waybill-Home: 7
Waybill-Image: api ghcr.io/acme/api:v2@${digest('a')} (from ${digest('b')})
Waybill-Plan: ${'e'.repeat(64)} ${'f'.repeat(40)}
`,
  );
});
