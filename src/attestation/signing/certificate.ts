import { createPublicKey, type KeyObject, sign } from 'node:crypto';
import { pem } from '@sigstore/core';
import { z } from 'zod';
import { ask, type Line, refusedBy, signingFailed } from './post.ts';
import type { RunIdentity } from './run-identity.ts';

const chainSchema = z.object({ chain: z.object({ certificates: z.array(z.string()).min(1) }) });
const answerSchema = z.object({
  signedCertificateEmbeddedSct: chainSchema.optional(),
  signedCertificateDetachedSct: chainSchema.optional(),
});

/**
 * A certificate of Fulcio that says whose run holds a key. The run proves the key by signing its own subject
 * with it.
 */
export async function certify(
  key: KeyObject,
  { token, subject }: RunIdentity,
  fulcio: string,
  line: Line,
): Promise<Buffer<ArrayBuffer>> {
  const url = `${fulcio}/api/v2/signingCert`;
  const what = 'a certificate';
  const answer = await ask(line, what, {
    url,
    body: {
      credentials: { oidcIdentityToken: token },
      publicKeyRequest: {
        publicKey: {
          algorithm: 'ECDSA',
          content: createPublicKey(key).export({ format: 'pem', type: 'spki' }).toString(),
        },
        proofOfPossession: sign('sha256', Buffer.from(subject), key).toString('base64'),
      },
    },
  });
  if (answer.status !== 200 && answer.status !== 201) throw refusedBy(url, what, answer);
  const [first] = certificatesIn(answer.bytes.toString('utf8'));
  if (first === undefined) throw signingFailed(`${new URL(url).host} answered without a certificate`);
  return pem.toDER(first);
}

function certificatesIn(text: string): readonly string[] {
  try {
    const { data } = answerSchema.safeParse(JSON.parse(text));
    return (
      (data?.signedCertificateEmbeddedSct ?? data?.signedCertificateDetachedSct)?.chain.certificates ?? []
    );
  } catch {
    return [];
  }
}
