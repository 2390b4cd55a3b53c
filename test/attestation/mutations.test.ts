import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type AttestationChecker, createChecker } from '../../src/attestation/attestation.ts';
import { type SignedBundle, startSigstore } from './sigstore-stand-in.ts';

// Whatever is changed in a bundle that is accepted, it is never accepted as something else.

const node = process.versions.node;
const known = createChecker({ node });
const bytes = (bundle: SignedBundle): Uint8Array => Buffer.from(JSON.stringify(bundle));
const fixture = (name: string): SignedBundle =>
  JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8'));

const REAL = ['npm-sigstore-2.0.0', 'github-cli-2.93.0', 'private-demo-0.0.12'] as const;
/**
 * Bytes that are tried are so many apart, and others in each part. The seed moves them, so that commits take
 * turns. `WAYBILL_TEST_STRIDE=1` tries every byte, for a quarter of an hour.
 */
const STRIDE = Number(
  process.env['WAYBILL_TEST_STRIDE'] ?? (process.env['WAYBILL_TEST_ROUNDS'] === 'all' ? 13 : 97),
);
const FIRST = Number(process.env['WAYBILL_TEST_SEED'] ?? 0);

/** A place in a bundle: the keys on the way to it. */
type Path = readonly (string | number)[];

function placesOf(value: SignedBundle, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Object.keys(value).flatMap((key) =>
    placesOf(value[key], [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return path.length === 0 ? below : [path, ...below];
}

function at(bundle: SignedBundle, path: Path): SignedBundle {
  return path.reduce((value, key) => value[key], bundle);
}

function changed(
  bundle: SignedBundle,
  path: Path,
  change: (holder: SignedBundle, key: string | number) => void,
) {
  const copy = structuredClone(bundle);
  const key = path.at(-1);
  if (key === undefined) throw new TypeError('The bundle itself has no place');
  change(at(copy, path.slice(0, -1)), key);
  return copy;
}

/** What nothing but the reader of the bundle looks at: it may be missing, and means nothing. */
const MEANINGLESS = new Set(['keyid', 'timestampVerificationData', 'rfc3161Timestamps']);
/** The first version of the format does without the log's proof where there is its promise. */
const WITHOUT_PROOF = ['is deleted', 'is null'];

/** A field is deleted, emptied, or replaced by something of another kind. */
const MUTATIONS: readonly (readonly [string, (holder: SignedBundle, key: string | number) => void])[] = [
  [
    'is deleted',
    (holder, key) => (Array.isArray(holder) ? holder.splice(Number(key), 1) : delete holder[key]),
  ],
  ['is null', (holder, key) => void (holder[key] = null)],
  ['is empty', (holder, key) => void (holder[key] = '')],
  ['is a number', (holder, key) => void (holder[key] = 7)],
  ['is a list', (holder, key) => void (holder[key] = [])],
  ['is another text', (holder, key) => void (holder[key] = 'QUFB')],
];

describe.each(REAL)('%s', (name) => {
  const bundle = fixture(name);

  test('no broken shape of it is accepted', async () => {
    expect(await known(bytes(bundle))).toMatchObject({ kind: 'signed' });
    const accepted: string[] = [];
    let tried = 0;
    for (const path of placesOf(bundle)) {
      const isMeaningless = path.some((key) => MEANINGLESS.has(String(key)));
      if (isMeaningless && name !== 'private-demo-0.0.12') continue;
      if (path.at(-1) === 'keyid') continue;
      for (const [words, mutate] of MUTATIONS) {
        const mutant = changed(bundle, path, mutate);
        if (JSON.stringify(mutant) === JSON.stringify(bundle)) continue;
        tried += 1;
        const isOldForm =
          bundle['mediaType'].endsWith('version=0.1') &&
          path.at(-1) === 'inclusionProof' &&
          WITHOUT_PROOF.includes(words);
        if (isOldForm) expect(await known(bytes(mutant))).toMatchObject({ kind: 'signed' });
        else if ((await known(bytes(mutant))).kind === 'signed') accepted.push(`${path.join('.')} ${words}`);
      }
    }
    expect(accepted).toEqual([]);
    expect(tried).toBeGreaterThan(60);
  });

  test('no flipped byte of what is signed or proves it is accepted', async () => {
    const original = await known(bytes(bundle));
    const accepted: string[] = [];
    let tried = 0;
    for (const path of placesOf(bundle).filter(isProof)) {
      const raw = Buffer.from(at(bundle, path), 'base64');
      for (let index = (FIRST + tried) % STRIDE; index < raw.length; index += STRIDE) {
        const flipped = Buffer.from(raw);
        flipped.writeUInt8(flipped.readUInt8(index) ^ 1, index);
        const mutant = changed(
          bundle,
          path,
          (holder, key) => void (holder[key] = flipped.toString('base64')),
        );
        tried += 1;
        const checked = await known(bytes(mutant));
        // A timestamp brings certificates and more that nobody signs. What counts of it is the moment.
        const isSame =
          path.at(-1) === 'signedTimestamp' && isDeepStrictEqual(checked, { ...original, id: checked.id });
        if (checked.kind === 'signed' && !isSame) accepted.push(`${path.join('.')} ${index}`);
      }
    }
    expect(accepted).toEqual([]);
    expect(tried).toBeGreaterThan(30);
  });

  function isProof(path: Path): boolean {
    const key = String(path.at(-1));
    const isText = ['payload', 'sig', 'rawBytes', 'signedTimestamp', 'canonicalizedBody'].includes(key);
    return isText || ['signedEntryTimestamp', 'rootHash'].includes(key) || path.includes('hashes');
  }
});

test('a certificate whose signature leaves out bits is not accepted: nobody signs their number', async () => {
  const bundle = fixture('npm-sigstore-2.0.0');
  const [certificate] = bundle.verificationMaterial.x509CertificateChain.certificates;
  const bytesOf = Buffer.from(certificate.rawBytes, 'base64');
  // The head of the last part, a BIT STRING of 105 bytes, and then the number.
  const at = bytesOf.lastIndexOf(Buffer.from([0x03, 105, 0])) + 2;
  bytesOf.writeUInt8(1, at);
  certificate.rawBytes = bytesOf.toString('base64');
  expect(await known(bytes(bundle))).toMatchObject({ kind: 'refused' });
});

describe('changes that mean nothing', () => {
  let check: AttestationChecker;
  let bundle: SignedBundle;
  beforeAll(async () => {
    const sigstore = await startSigstore();
    check = createChecker({ node, trustedRoot: JSON.stringify(sigstore.trustedRoot) });
    bundle = await sigstore.sign();
  });

  const harmless: readonly (readonly [string, (bundle: SignedBundle) => SignedBundle])[] = [
    ['spaces', (it) => `\n${JSON.stringify(it, null, 4)}\n`],
    ['another order of keys', (it) => JSON.stringify(Object.fromEntries(Object.entries(it).reverse()))],
    ['a field that nobody knows', (it) => JSON.stringify({ ...it, later: { is: 1 } })],
    ['the other spelling of the media type', (it) => withType(it, ';version=0.3')],
    ['the name of the key', (it) => edited(it, (copy) => (copy.dsseEnvelope.signatures[0].keyid = 'a'))],
    [
      'no list of timestamps',
      (it) => edited(it, (copy) => delete copy.verificationMaterial.timestampVerificationData),
    ],
    ['numbers as numbers', (it) => edited(it, (copy) => numbers(copy.verificationMaterial.tlogEntries[0]))],
    ['the alphabet of addresses', (it) => edited(it, (copy) => urlSafe(copy.dsseEnvelope, 'payload'))],
    ['no padding', (it) => edited(it, (copy) => unpadded(copy.dsseEnvelope, 'payload'))],
    ['a certificate in a chain', (it) => chained(it)],
    ['escaped letters', (it) => JSON.stringify(it).replace('payload"', 'p\\u0061yload"')],
  ];
  test.each(harmless)('%s', async (_, change) => {
    const text = change(bundle);
    expect(text).not.toBe(JSON.stringify(bundle));
    expect(await check(Buffer.from(text))).toMatchObject({ kind: 'signed' });
  });
});

function edited(bundle: SignedBundle, change: (copy: SignedBundle) => unknown): string {
  const copy = structuredClone(bundle);
  change(copy);
  return JSON.stringify(copy);
}

function withType(bundle: SignedBundle, version: string): string {
  return JSON.stringify({ ...bundle, mediaType: `application/vnd.dev.sigstore.bundle+json${version}` });
}

function numbers(entry: SignedBundle): void {
  entry.logIndex = Number(entry.logIndex);
}

function urlSafe(holder: SignedBundle, key: string): void {
  holder[key] = holder[key].replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function unpadded(holder: SignedBundle, key: string): void {
  holder[key] = holder[key].replace(/=+$/, '');
}

function chained(bundle: SignedBundle): string {
  return edited(bundle, (copy) => {
    copy.mediaType = 'application/vnd.dev.sigstore.bundle+json;version=0.2';
    const { certificate, ...rest } = copy.verificationMaterial;
    copy.verificationMaterial = { ...rest, x509CertificateChain: { certificates: [certificate] } };
  });
}
