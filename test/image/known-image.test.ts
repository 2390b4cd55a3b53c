import { describe, expect, test } from '@jest/globals';
import { joinRecord, type OwnFacts, vouchedSource } from '../../src/image/known-image.ts';
import { parseDigest } from '../../src/image/digest.ts';
import type { ImageRecord } from '../../src/image/record.ts';

const [A, B] = ['a'.repeat(40), 'b'.repeat(40)];
const SHOP = { repository: 'acme/shop', commit: A, server: 'https://github.com' };
const NO_CLAIM = { source: undefined, commit: undefined };
const CLAIM = { source: { server: 'https://github.com', repository: 'acme/shop' }, commit: A };

function said(more: Partial<ImageRecord> = {}): ImageRecord {
  return {
    schemaVersion: 1,
    image: 'ghcr.io/acme/api',
    digest: parseDigest(`sha256:${'1'.repeat(64)}`),
    mediaType: 'application/vnd.oci.image.index.v1+json',
    platforms: [],
    tags: ['main'],
    ...more,
  };
}

const own = (more: Partial<OwnFacts> = {}): OwnFacts => ({ claim: NO_CLAIM, ...more });

describe('a record beside an image', () => {
  test('that says nothing adds what it says, and none of it is the image’s own', () => {
    const record = said({ version: 'v1.4.0', created: '2026-01-01T00:00:00Z', source: SHOP });
    expect(joinRecord(record, own())).toEqual({ known: { ...record, own: own() }, contradictions: [] });
  });

  test('that says the same agrees, and tells the ref besides', () => {
    const image = own({ version: 'v1.4.0', created: '2026-01-01T00:00:00Z', source: SHOP, claim: CLAIM });
    const ref = 'refs/tags/v1.4.0';
    const record = said({
      version: 'v1.4.0',
      created: '2026-01-01T01:00:00+01:00',
      source: { ...SHOP, repository: 'Acme/shop', ref },
    });
    const { known, contradictions } = joinRecord(record, image);
    expect(contradictions).toEqual([]);
    expect(known).toMatchObject({ created: '2026-01-01T00:00:00Z', source: { ...SHOP, ref } });
  });

  test.each<[string, Partial<ImageRecord>, Partial<OwnFacts>, Partial<ImageRecord>, string]>([
    [
      'another version',
      { version: 'v99.0.0' },
      { version: 'v1.4.0' },
      { version: 'v1.4.0' },
      'the version: the image says v1.4.0, and a record says v99.0.0',
    ],
    [
      'another time',
      { created: '2099-01-01T00:00:00Z' },
      { created: '2026-01-01T00:00:00Z' },
      { created: '2026-01-01T00:00:00Z' },
      'when it was built: the image says 2026-01-01T00:00:00Z, and a record says 2099-01-01T00:00:00Z',
    ],
    [
      'another commit',
      { source: { ...SHOP, commit: B } },
      { source: SHOP, claim: CLAIM },
      { source: SHOP },
      `the source: the image says acme/shop@${A}, and a record says acme/shop@${B}`,
    ],
    [
      'another repository than the half of a source that the image names',
      { source: { ...SHOP, repository: 'evil/shop' } },
      { claim: { ...CLAIM, commit: undefined } },
      {},
      `the source: the image says acme/shop, and a record says evil/shop@${A}`,
    ],
    [
      'another commit than the half of a source that the image names',
      { source: { ...SHOP, commit: B } },
      { claim: { ...CLAIM, source: undefined } },
      {},
      `the source: the image says ${A}, and a record says acme/shop@${B}`,
    ],
  ])('that says %s does not count, and both values are told', (_what, record, image, expected, told) => {
    const joined = joinRecord(said(record), own(image));
    expect(joined.known).toEqual({ ...said(expected), own: own(image) });
    expect(joined.contradictions).toEqual([told]);
  });

  test('names the release of an image that was built for a branch', () => {
    const joined = joinRecord(said({ version: 'v1.4.0' }), own({ version: 'main' }));
    expect(joined).toMatchObject({ known: { version: 'v1.4.0' }, contradictions: [] });
    expect(joinRecord(said(), own({ version: 'main' })).known.version).toBe('main');
  });
});

test.each([
  ['the image names it', joinRecord(said(), own({ source: SHOP, claim: CLAIM })).known, undefined, SHOP],
  ['waybill.yaml names the repository', said({ source: SHOP }), 'Acme/Shop', SHOP],
  ['waybill.yaml names another repository', said({ source: SHOP }), 'acme/other', undefined],
  ['a record alone names it', joinRecord(said({ source: SHOP }), own()).known, undefined, undefined],
  ['nobody names it', said(), 'acme/shop', undefined],
  ['nothing is known', undefined, 'acme/shop', undefined],
])('a source is vouched for as it should be where %s', (_what, image, configured, expected) => {
  expect(vouchedSource(image, configured)).toEqual(expected);
});
