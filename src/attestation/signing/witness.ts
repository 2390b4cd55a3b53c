import { createHash } from 'node:crypto';
import { envelopeToJSON, type BundleWithDsseEnvelope } from '@sigstore/bundle';
import { pem } from '@sigstore/core';
import { z } from 'zod';
import { ask, type Line, refusedBy, signingFailed } from './post.ts';

type Material = BundleWithDsseEnvelope['verificationMaterial'];

const entrySchema = z.object({
  body: z.string(),
  logID: z.string(),
  logIndex: z.number(),
  integratedTime: z.number(),
  verification: z.object({
    signedEntryTimestamp: z.string(),
    inclusionProof: z.object({
      logIndex: z.number(),
      treeSize: z.number(),
      rootHash: z.string(),
      hashes: z.array(z.string()),
      checkpoint: z.string(),
    }),
  }),
});
const bodySchema = z.object({ kind: z.string(), apiVersion: z.string() });

/** Has the public log keep what was signed, and returns its proof. */
export async function logged(
  { content }: BundleWithDsseEnvelope,
  certificate: Buffer,
  rekor: string,
  line: Line,
): Promise<Material['tlogEntries'][number]> {
  const what = 'an entry of its log';
  const url = `${rekor}/api/v1/log/entries`;
  const made = await ask(line, what, {
    url,
    body: {
      apiVersion: '0.0.1',
      kind: 'dsse',
      spec: {
        proposedContent: {
          envelope: JSON.stringify(envelopeToJSON(content.dsseEnvelope)),
          verifiers: [Buffer.from(pem.fromDER(certificate)).toString('base64')],
        },
      },
    },
  });
  // An answer was lost, and the entry is there: its address comes with the refusal.
  const uuid = made.status === 409 ? made.location?.split('/').at(-1) : undefined;
  const answer = uuid === undefined ? made : await ask(line, what, { url: `${url}/${uuid}` });
  if (answer.status !== 200 && answer.status !== 201) throw refusedBy(url, what, answer);
  const entry = entryIn(answer.bytes.toString('utf8'));
  if (entry === undefined) throw signingFailed(`${new URL(url).host} answered without an entry`);
  return entry;
}

function entryIn(text: string): Material['tlogEntries'][number] | undefined {
  try {
    const parsed = z.record(z.string(), entrySchema).safeParse(JSON.parse(text));
    const [entry, ...more] = parsed.success ? Object.values(parsed.data) : [];
    if (entry === undefined || more.length > 0) return undefined;
    const body = Buffer.from(entry.body, 'base64');
    const { kind, apiVersion } = bodySchema.parse(JSON.parse(body.toString('utf8')));
    const { signedEntryTimestamp, inclusionProof: proof } = entry.verification;
    return {
      logIndex: String(entry.logIndex),
      logId: { keyId: Buffer.from(entry.logID, 'hex') },
      kindVersion: { kind, version: apiVersion },
      integratedTime: String(entry.integratedTime),
      inclusionPromise: { signedEntryTimestamp: Buffer.from(signedEntryTimestamp, 'base64') },
      inclusionProof: {
        logIndex: String(proof.logIndex),
        treeSize: String(proof.treeSize),
        rootHash: Buffer.from(proof.rootHash, 'hex'),
        hashes: proof.hashes.map((hash) => Buffer.from(hash, 'hex')),
        checkpoint: { envelope: proof.checkpoint },
      },
      canonicalizedBody: body,
    };
  } catch {
    return undefined;
  }
}

/** Has a timestamp authority say that a signature exists now (RFC 3161). */
export async function stamped(signature: Buffer, authority: string, line: Line): Promise<Buffer> {
  const url = `${authority}/api/v1/timestamp`;
  const what = 'a timestamp';
  const answer = await ask(line, what, {
    url,
    body: {
      artifactHash: createHash('sha256').update(signature).digest('base64'),
      hashAlgorithm: 'sha256',
    },
  });
  if ((answer.status !== 200 && answer.status !== 201) || answer.bytes.length === 0)
    throw refusedBy(url, what, answer);
  return answer.bytes;
}
