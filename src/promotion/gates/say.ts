import { shortDigest, type Digest } from '../../image/digest.ts';

/** `dev`, `dev and qa`, `dev, qa and eu`. */
export function list(names: readonly string[], word = 'and'): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1) ?? ''}`;
}

/** The tag, or the short digest where there is none. */
export function versionText({
  tag,
  digest,
}: {
  readonly tag: string | undefined;
  readonly digest: Digest;
}): string {
  return tag ?? shortDigest(digest);
}
