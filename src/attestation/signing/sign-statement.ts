import { generateKeyPairSync, sign } from 'node:crypto';
import { bundleToJSON, toDSSEBundle } from '@sigstore/bundle';
import { dsse } from '@sigstore/core';
import { certify } from './certificate.ts';
import type { Endpoints } from './endpoints.ts';
import type { Line } from './post.ts';
import type { RunIdentity } from './run-identity.ts';
import { logged, stamped } from './witness.ts';

const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

/**
 * Signs an in-toto statement as this run, with a key that lives as long as this call, and returns a Sigstore
 * bundle as JSON. Throws `SIGNING_FAILED` where a service does not do its part; then nothing is signed that
 * anybody would accept.
 */
export async function signStatement(
  statement: object,
  identity: RunIdentity,
  { fulcio, rekor, timestamps }: Endpoints,
  line: Line,
): Promise<object> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const payload = Buffer.from(JSON.stringify(statement));
  const certificate = await certify(privateKey, identity, fulcio, line);
  const signature = sign('sha256', dsse.preAuthEncoding(PAYLOAD_TYPE, payload), privateKey);
  const bundle = toDSSEBundle({
    artifact: payload,
    artifactType: PAYLOAD_TYPE,
    signature,
    certificate,
    certificateChain: false,
  });
  const [entry, stamp] = await Promise.all([
    rekor === undefined ? undefined : logged(bundle, certificate, rekor, line),
    timestamps === undefined ? undefined : stamped(signature, timestamps, line),
  ]);
  const { verificationMaterial: material } = bundle;
  material.tlogEntries = entry === undefined ? [] : [entry];
  material.timestampVerificationData = {
    rfc3161Timestamps: stamp === undefined ? [] : [{ signedTimestamp: stamp }],
  };
  return bundleToJSON(bundle);
}
