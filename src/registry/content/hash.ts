import { createHash } from 'node:crypto';
import { type Digest, parseDigest } from '../../image/digest.ts';

/** The digest of bytes, computed here: a header that names one is compared with it and never believed. */
export function sha256(bytes: Uint8Array): Digest {
  return parseDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
}
