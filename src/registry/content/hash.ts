import { createHash } from 'node:crypto';
import { type Digest, parseDigest } from '../../image/digest.ts';

/** The digest of bytes, computed here. A digest in a header is compared with it and not relied on. */
export function sha256(bytes: Uint8Array): Digest {
  return parseDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
}
