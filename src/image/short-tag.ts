/** Longer tags are cut where people read them. */
const LONGEST = 40;
/** A commit or a digest, written out, that no letter or digit touches. */
const LONG_HEX = /(?<![0-9a-z])[0-9a-f]{40}(?:[0-9a-f]{24})?(?![0-9a-z])/gi;

/**
 * `sha-<40 hex>` becomes `sha-1a2b3c4`: a tag as people read it, with commits by their first seven digits.
 * Never compare with it.
 */
export function shortTag(tag: string): string {
  const short = tag.replace(LONG_HEX, (hex) => hex.slice(0, 7));
  return short.length <= LONGEST ? short : `${short.slice(0, LONGEST - 1)}…`;
}

/** Whether a tag names a commit and says nothing else to a person: `sha-<40 hex>`, `<40 hex>`. */
export function isCommitTag(tag: string): boolean {
  return /^(?:[a-z]{1,10}[-_.])?(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(tag);
}
