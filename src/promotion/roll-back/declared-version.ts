import { type Digest, isDigest } from '../../image/digest.ts';
import type { DeclaredParts } from '../../manifest/plan-edits.ts';

/** A version of an image as a file wrote it: a digest, with the tag beside it, or a tag alone. */
export type WrittenVersion =
  | { readonly digest: Digest; readonly tag: string | undefined }
  | { readonly digest: undefined; readonly tag: string };

/** What a place declares; undefined when it writes neither a tag nor a digest. */
export function versionIn({ tag, digest }: DeclaredParts): WrittenVersion | undefined {
  const named = tag === '' ? undefined : tag;
  if (digest !== undefined && isDigest(digest)) return { digest, tag: named };
  return named === undefined ? undefined : { digest: undefined, tag: named };
}

/**
 * Two versions with the same key are the same. The key is the digest, or the tag where no digest was written.
 */
export function versionKey(version: WrittenVersion): string {
  return version.digest ?? `tag ${version.tag}`;
}

/** Each version once, in its first spelling. */
export function distinct(versions: readonly WrittenVersion[]): readonly WrittenVersion[] {
  const seen = new Map(versions.toReversed().map((version) => [versionKey(version), version]));
  return versions.filter((version) => seen.get(versionKey(version)) === version);
}
