import { createHash, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { initializeCA, initializeCTLog, initializeTLog, initializeTSA } from '@sigstore/mock';
import { dsse } from '@sigstore/core';
import { statementFor } from '../verification/provenance/a-statement.ts';

/**
 * The certificate extensions of Fulcio, by the end of their identifiers (sigstore/fulcio, docs/oid-info.md).
 */
export type Extensions = Readonly<Record<number, string | Uint8Array>>;

/** What a run of `acme/shop` on `main` gets into its certificate. */
export const EXTENSIONS: Extensions = {
  8: 'https://token.actions.githubusercontent.com',
  9: 'https://github.com/acme/shop/.github/workflows/build.yml@refs/heads/main',
  10: 'a'.repeat(40),
  11: 'github-hosted',
  12: 'https://github.com/acme/shop',
  13: 'a'.repeat(40),
  14: 'refs/heads/main',
  15: '804070735',
  16: 'https://github.com/acme',
  17: '16248153',
  18: 'https://github.com/acme/shop/.github/workflows/build.yml@refs/heads/main',
  19: 'a'.repeat(40),
  20: 'push',
  21: 'https://github.com/acme/shop/actions/runs/1/attempts/1',
  22: 'public',
};

const DIGEST = `sha256:${'1'.repeat(64)}` as const;

/** What is to be signed, and by whom. What is left out is as a run on `main` does it. */
export interface Signing {
  readonly extensions?: Extensions;
  /** The subject alternative name; the workflow where it is left out. */
  readonly san?: string;
  readonly statement?: object;
  readonly payloadType?: string;
  /** Signs with a timestamp of the authority and without a log, as private repositories do. */
  readonly isPrivate?: boolean;
}

/** The authorities and the log behind the services of an instance. */
export interface SigstoreParts {
  readonly root: Uint8Array;
  readonly tsa: Awaited<ReturnType<typeof initializeTSA>>;
  /** A certificate for a key; the subject is the workflow in the extensions. */
  certify(key: KeyObject, extensions: Extensions, san?: string): Promise<Uint8Array>;
  log(entry: object): Promise<object>;
}

/** An instance of Sigstore of our own: what it signs is as real as what the public one does. */
export interface SigstoreStandIn {
  readonly trustedRoot: object;
  /** What its services are made of. */
  readonly parts: SigstoreParts;
  sign(signing?: Signing): Promise<SignedBundle>;
}

/** A bundle as JSON, loosely typed so that a test can break it anywhere. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type SignedBundle = any;

const ARC = '1.3.6.1.4.1.57264.1.';
const START = new Date('2020-01-01T00:00:00Z').toISOString();

export async function startSigstore({ hasLogs = true } = {}): Promise<SigstoreStandIn> {
  // Milliseconds would be cut off in certificates, which then begin after what they sign. The authorities are
  // made a moment from now, and sign after that.
  const clock = new Date(Math.floor(Date.now() / 1000) * 1000 + 60_000);
  const [caKey, ctKey, logKey, tsaKey] = [pair('P-384'), pair('P-256'), pair('P-256'), pair('P-384')];
  const ctLog = await initializeCTLog(ctKey, clock);
  const ca = await initializeCA(caKey, hasLogs ? ctLog : undefined, clock);
  const tlog = await initializeTLog('https://rekor.example', logKey, clock);
  const tsa = await initializeTSA(tsaKey, clock);
  const logOf = (publicKey: Buffer, id: Buffer, baseUrl: string) => ({
    baseUrl,
    hashAlgorithm: 'SHA2_256',
    publicKey: {
      rawBytes: publicKey.toString('base64'),
      keyDetails: 'PKIX_ECDSA_P256_SHA_256',
      validFor: { start: START },
    },
    logId: { keyId: id.toString('base64') },
  });
  const authority = (...certificates: readonly ArrayBufferView[]) => ({
    subject: { organization: 'sigstore.mock', commonName: 'sigstore' },
    uri: 'https://authority.example',
    certChain: { certificates: certificates.map((raw) => ({ rawBytes: base64(raw) })) },
    validFor: { start: START },
  });
  const trustedRoot = {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: hasLogs ? [logOf(tlog.publicKey, sha256(tlog.publicKey), 'https://rekor.example')] : [],
    ctlogs: hasLogs ? [logOf(ctLog.publicKey, Buffer.from(bytes(ctLog.logID)), 'https://ct.example')] : [],
    certificateAuthorities: [authority(ca.rootCertificate)],
    timestampAuthorities: [authority(tsa.intCertificate, tsa.rootCertificate)],
  };

  const certify: SigstoreParts['certify'] = async (publicKey, extensions, san) =>
    bytes(
      await ca.issueCertificate({
        publicKey: publicKey.export({ format: 'der', type: 'spki' }),
        subjectAltName: san ?? String(extensions[9] ?? 'https://nobody.example'),
        extensions: Object.entries(extensions).map(([end, value]) => ({
          oid: `${ARC}${end}`,
          // The stand-in writes what it is given where it is told that the form is the old one.
          ...(typeof value === 'string' ? { value } : { value: value as never, legacy: true }),
        })),
      }),
    );

  const signBundle = async (signing: Signing = {}): Promise<SignedBundle> => {
    const { extensions = EXTENSIONS, statement = statementFor(DIGEST) } = signing;
    const { payloadType = 'application/vnd.in-toto+json', isPrivate = !hasLogs } = signing;
    const key = pair('P-256');
    const certificate = await certify(key.publicKey, extensions, signing.san);
    const payload = Buffer.from(JSON.stringify(statement));
    const signature = sign('sha256', dsse.preAuthEncoding(payloadType, payload), key.privateKey);
    const entries = isPrivate ? [] : [entryOf(await tlog.log(logged(payload, signature, certificate)))];
    const stamped = isPrivate
      ? [{ signedTimestamp: base64(await tsa.timestamp(stampRequest(signature))) }]
      : [];
    return {
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      verificationMaterial: {
        certificate: { rawBytes: base64(certificate) },
        tlogEntries: entries,
        timestampVerificationData: { rfc3161Timestamps: stamped },
      },
      dsseEnvelope: {
        payload: payload.toString('base64'),
        payloadType,
        signatures: [{ sig: signature.toString('base64') }],
      },
    };
  };
  const parts = { root: bytes(ca.rootCertificate), tsa, certify, log: (entry: object) => tlog.log(entry) };
  return { trustedRoot, parts, sign: signBundle };
}

/** The form in which the log keeps a signed envelope. */
function logged(payload: Buffer, signature: Buffer, certificate: ArrayBufferView): object {
  const pem = `-----BEGIN CERTIFICATE-----\n${base64(certificate)}\n-----END CERTIFICATE-----\n`;
  return {
    apiVersion: '0.0.1',
    kind: 'dsse',
    spec: {
      payloadHash: { algorithm: 'sha256', value: sha256(payload).toString('hex') },
      signatures: [
        { signature: signature.toString('base64'), verifier: Buffer.from(pem).toString('base64') },
      ],
    },
  };
}

/** An entry as the log answers it. */
interface LogEntry {
  readonly body: string;
  readonly integratedTime: number;
  readonly logID: string;
  readonly logIndex: number;
  readonly verification: {
    readonly signedEntryTimestamp: string;
    readonly inclusionProof: {
      readonly logIndex: number;
      readonly rootHash: string;
      readonly treeSize: number;
      readonly checkpoint: string;
    };
  };
}

function entryOf(answer: object): object {
  const [entry]: LogEntry[] = Object.values(answer);
  if (entry === undefined) throw new TypeError('The log did not keep the entry');
  const proof = entry.verification.inclusionProof;
  return {
    logIndex: String(entry.logIndex),
    logId: { keyId: Buffer.from(entry.logID, 'hex').toString('base64') },
    kindVersion: { kind: 'dsse', version: '0.0.1' },
    integratedTime: String(entry.integratedTime),
    inclusionPromise: { signedEntryTimestamp: entry.verification.signedEntryTimestamp },
    inclusionProof: {
      logIndex: String(proof.logIndex),
      rootHash: Buffer.from(proof.rootHash, 'hex').toString('base64'),
      treeSize: String(proof.treeSize),
      hashes: [],
      checkpoint: { envelope: proof.checkpoint },
    },
    canonicalizedBody: entry.body,
  };
}

function stampRequest(signature: Buffer) {
  return {
    artifactHash: sha256(signature),
    hashAlgorithmOID: '2.16.840.1.101.3.4.2.1',
    nonce: 1,
    policyOID: '1.2.3.4.1',
    certReq: false,
  };
}

function pair(namedCurve: string): { publicKey: KeyObject; privateKey: KeyObject } {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

function sha256(data: Uint8Array): Buffer {
  return createHash('sha256').update(data).digest();
}

function bytes(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function base64(view: ArrayBufferView): string {
  return Buffer.from(bytes(view)).toString('base64');
}
