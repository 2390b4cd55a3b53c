import { X509Certificate as StrictCertificate } from 'node:crypto';
import { type Bundle, bundleFromJSON } from '@sigstore/bundle';
import { X509Certificate } from '@sigstore/core';
import { no, ok, type Result } from '../../errors/result.ts';

/** A bundle with one signed envelope and the certificate of who signed it. */
export interface ReadBundle {
  readonly bundle: Bundle;
  readonly certificate: X509Certificate;
  readonly payloadType: string;
  readonly payload: Uint8Array;
}

/** GitHub takes no larger ones. */
const LARGEST_BUNDLE = 16 * 1024 * 1024;
const MEDIA_TYPES: readonly string[] = [
  'application/vnd.dev.sigstore.bundle+json;version=0.1',
  'application/vnd.dev.sigstore.bundle+json;version=0.2',
  'application/vnd.dev.sigstore.bundle+json;version=0.3',
  'application/vnd.dev.sigstore.bundle.v0.3+json',
];
/** Each is checked, and an attestation has one or two. */
const MOST_PROOFS = 8;

/** Reads a Sigstore bundle; the problem is half a sentence. No signature has been checked then. */
export function readBundle(bytes: Uint8Array): Result<ReadBundle> {
  if (bytes.byteLength > LARGEST_BUNDLE) return no(`it has ${bytes.byteLength} bytes`);
  try {
    return understand(bundleFromJSON(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))));
  } catch {
    return no('it is no Sigstore bundle');
  }
}

function understand(bundle: Bundle): Result<ReadBundle> {
  if (!MEDIA_TYPES.includes(bundle.mediaType)) return no('it has a media type that is not known');
  const { content, verificationMaterial: material } = bundle;
  if (content.$case !== 'dsseEnvelope') return no('it signs no statement');
  const { signatures, payload, payloadType } = content.dsseEnvelope;
  if (signatures.length !== 1) return no(`it has ${signatures.length} signatures`);
  const proofs = [...material.tlogEntries, ...(material.timestampVerificationData?.rfc3161Timestamps ?? [])];
  if (proofs.length > MOST_PROOFS) return no(`it has ${proofs.length} log entries and timestamps`);
  if (!material.tlogEntries.every(isOneProof)) return no('its log entry contradicts itself');
  const [first, ...more] = certificatesOf(material);
  if (first === undefined) return no('it has no certificate');
  // A root that comes with what it should prove proves nothing; the bundle format forbids it.
  if (more.some((certificate) => certificate.subject.equals(certificate.issuer)))
    return no('it brings a root certificate');
  return ok({ bundle, certificate: first, payload, payloadType });
}

function certificatesOf({ content }: Bundle['verificationMaterial']): readonly X509Certificate[] {
  const raw =
    content.$case === 'certificate'
      ? [content.certificate]
      : content.$case === 'x509CertificateChain'
        ? content.x509CertificateChain.certificates
        : [];
  return raw.map(({ rawBytes }) => parseCertificate(Buffer.copyBytesFrom(rawBytes)));
}

/** Sigstore's own reader takes bytes for a certificate that no other program does. */
function parseCertificate(bytes: Buffer<ArrayBuffer>): X509Certificate {
  if (!bytes.equals(new StrictCertificate(bytes).raw))
    throw new TypeError('There is more than a certificate');
  const certificate = X509Certificate.parse(bytes);
  // The signature is the last of it, behind the number of bits of it that do not count. Nothing signs that
  // number.
  if (bytes.at(-1 - certificate.signatureValue.length) !== 0)
    throw new TypeError('The signature is cut within a byte');
  return certificate;
}

type LogEntry = Bundle['verificationMaterial']['tlogEntries'][number];

/**
 * The log signs the size and the hash of its tree in the checkpoint. The same beside it, which nothing signs,
 * has to be the same.
 */
function isOneProof({ inclusionProof }: LogEntry): boolean {
  if (inclusionProof === undefined) return true;
  const { checkpoint, treeSize, rootHash } = inclusionProof;
  const [, size, hash] = (checkpoint?.envelope ?? '').split('\n');
  return size === treeSize && hash === Buffer.from(rootHash).toString('base64');
}
