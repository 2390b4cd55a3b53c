import type { BoardVersion } from './board.ts';

/** The tag, or the digest where there is none. */
export function versionName({ tag, digest }: BoardVersion): string {
  return tag ?? (digest === undefined ? 'unknown' : shortHex(digest));
}

/** The first twelve digits. */
export function shortHex(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, 12);
}
