import { createHash } from 'node:crypto';

/**
 * The object id that git gives to these bytes as a file: SHA-1, or SHA-256 where `like` is an id of that
 * length (gitformat-pack, hash-function-transition).
 */
export function blobOid(bytes: Uint8Array, like: string): string {
  const hash = createHash(like.length === 64 ? 'sha256' : 'sha1');
  return hash.update(`blob ${bytes.byteLength}\0`).update(bytes).digest('hex');
}
