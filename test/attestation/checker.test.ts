import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { createChecker, type AttestationChecker } from '../../src/attestation/attestation.ts';
import { bundledRoots } from '../../src/attestation/roots/trust-roots.ts';
import {
  EXTENSIONS,
  type Extensions,
  type SignedBundle,
  type SigstoreStandIn,
  startSigstore,
} from './sigstore-stand-in.ts';

const node = process.versions.node;
const bytes = (bundle: SignedBundle): Uint8Array => Buffer.from(JSON.stringify(bundle));
const fixture = (name: string): Buffer => readFileSync(new URL(`fixtures/${name}.json`, import.meta.url));

const without = (number: number): Extensions =>
  Object.fromEntries(Object.entries(EXTENSIONS).filter(([end]) => end !== String(number)));

let sigstore: SigstoreStandIn;
let check: AttestationChecker;
beforeAll(async () => {
  sigstore = await startSigstore();
  check = createChecker({ node, trustedRoot: JSON.stringify(sigstore.trustedRoot) });
});

describe('what people have published', () => {
  const known = createChecker({ node });

  test('a package of npm is signed by the workflow that published it', async () => {
    expect(await known(fixture('npm-sigstore-2.0.0'))).toMatchObject({
      kind: 'signed',
      root: 'public-good',
      claims: {
        repository: 'https://github.com/sigstore/sigstore-js',
        repositoryId: '495574555',
        signerUri: 'https://github.com/sigstore/sigstore-js/.github/workflows/release.yml@refs/heads/main',
        event: 'push',
      },
      signedAt: new Date('2023-08-18T16:05:35Z'),
    });
  });

  test('a release of a public repository verifies with the root of the public instance', async () => {
    expect(await known(fixture('github-cli-2.93.0'))).toMatchObject({
      kind: 'signed',
      root: 'public-good',
      claims: { repository: 'https://github.com/cli/cli', ref: 'refs/heads/trunk' },
    });
  });

  test('an attestation of a private repository verifies with the root of GitHub', async () => {
    expect(await known(fixture('private-demo-0.0.12'))).toMatchObject({ kind: 'signed', root: 'github' });
  });

  test('what GitHub itself signs names no workflow', async () => {
    expect(await known(fixture('github-release-0.1.9'))).toMatchObject({
      kind: 'refused',
      refusal: { code: 'CERTIFICATE_CLAIMS' },
    });
  });
});

describe('the instance that signs', () => {
  test('a trusted root of our own vouches for what it signed', async () => {
    expect(await check(bytes(await sigstore.sign()))).toMatchObject({
      kind: 'signed',
      root: 'custom',
      claims: { issuer: EXTENSIONS[8], ref: 'refs/heads/main', runner: 'github-hosted' },
    });
  });

  test('without it, nobody does', async () => {
    const checked = await createChecker({ node })(bytes(await sigstore.sign()));
    expect(checked).toMatchObject({ kind: 'refused', refusal: { code: 'UNTRUSTED_ROOT' } });
  });

  test('an instance of the same name with other keys is another one', async () => {
    const other = await startSigstore();
    const checked = await check(bytes(await other.sign()));
    expect(checked).toMatchObject({ kind: 'refused', refusal: { code: 'UNTRUSTED_ROOT' } });
  });

  test('a timestamp alone does not replace the log where the root has one', async () => {
    const checked = await check(bytes(await sigstore.sign({ isPrivate: true })));
    expect(checked).toMatchObject({ kind: 'refused', refusal: { code: 'TLOG' } });
  });

  test('a root without logs takes the timestamp of its authority', async () => {
    const privately = await startSigstore({ hasLogs: false });
    const trustedRoot = JSON.stringify(privately.trustedRoot);
    const checked = await createChecker({ node, trustedRoot })(bytes(await privately.sign()));
    expect(checked).toMatchObject({ kind: 'signed', root: 'custom' });
  });

  test.each(['tlogs', 'ctlogs', 'certificateAuthorities', 'timestampAuthorities'])(
    'a root is refused that does not say since when its %s are valid',
    async (part) => {
      const root: SignedBundle = structuredClone(sigstore.trustedRoot);
      const [first] = root[part];
      delete (first.publicKey ?? first).validFor.start;
      await expect(createChecker({ node, trustedRoot: JSON.stringify(root) })(bytes({}))).rejects.toThrow(
        /"trusted-root".*validFor\.start/,
      );
    },
  );

  test.each(['', '{}', '[]', 'null', 'x', '{"certificateAuthorities": 1}'])(
    'a root is refused that is none: %j',
    async (trustedRoot) => {
      await expect(createChecker({ node, trustedRoot })(bytes({}))).rejects.toThrow('"trusted-root"');
    },
  );

  test('the bundled roots are those that were reviewed', () => {
    expect(bundledRoots().map(({ name, thresholds }) => [name, Object.values(thresholds)])).toEqual([
      ['public-good', [1, 1, 1]],
      ['github', [0, 0, 1]],
    ]);
  });

  test('on a Node that is too old it says so', async () => {
    await expect(createChecker({ node: '20.20.2' })(bytes({}))).rejects.toThrow('on Node 20.20.2');
  });
});

describe('the certificate', () => {
  const required = [8, 9, 11, 12, 13, 14, 15, 17, 20];

  test.each(required)('without the extension %d nobody knows who signed', async (number) => {
    const extensions = without(number);
    const checked = await check(bytes(await sigstore.sign({ extensions, san: String(EXTENSIONS[9]) })));
    expect(checked).toMatchObject({ kind: 'refused', refusal: { code: 'CERTIFICATE_CLAIMS' } });
  });

  test.each([10, 16, 18, 19, 21, 22])('the extension %d may be missing', async (number) => {
    const extensions = without(number);
    expect(await check(bytes(await sigstore.sign({ extensions })))).toMatchObject({ kind: 'signed' });
  });

  test.each([
    ['no DER', Buffer.from('push')],
    ['another type of text', Buffer.from([0x13, 4, ...Buffer.from('push')])],
    ['a length that is too short', Buffer.from([0x0c, 3, ...Buffer.from('push')])],
    ['a length that is too long', Buffer.from([0x0c, 5, ...Buffer.from('push')])],
    ['the long form of a short length', Buffer.from([0x0c, 0x81, 4, ...Buffer.from('push')])],
    ['an indefinite length', Buffer.from([0x0c, 0x80, ...Buffer.from('push'), 0, 0])],
    ['a NUL', Buffer.from([0x0c, 5, ...Buffer.from('push\0')])],
    ['no UTF-8', Buffer.from([0x0c, 2, 0xff, 0xfe])],
    ['nothing', Buffer.from([0x0c, 0])],
  ])('an extension is refused that has %s', async (_, value) => {
    const checked = await check(bytes(await sigstore.sign({ extensions: { ...EXTENSIONS, 20: value } })));
    expect(checked).toMatchObject({ kind: 'refused', refusal: { code: 'CERTIFICATE_CLAIMS' } });
  });

  test('a long text is read whole', async () => {
    const ref = `refs/heads/${'x'.repeat(300)}`;
    const checked = await check(bytes(await sigstore.sign({ extensions: { ...EXTENSIONS, 14: ref } })));
    expect(checked).toMatchObject({ kind: 'signed', claims: { ref } });
  });

  test('another subject than the workflow is refused', async () => {
    const checked = await check(bytes(await sigstore.sign({ san: 'https://github.com/acme/evil' })));
    expect(checked).toMatchObject({ kind: 'refused', refusal: { code: 'CERTIFICATE_CLAIMS' } });
  });
});
