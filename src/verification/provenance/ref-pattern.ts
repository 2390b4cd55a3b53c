/**
 * Whether a ref is what a pattern says, from its first character to its last. `*` stands for any characters,
 * every other character for itself. The time is bounded by both lengths, whatever anybody writes.
 */
export function matchesRef(pattern: string, ref: string): boolean {
  let [at, of] = [0, 0];
  let [star, resume] = [-1, 0];
  while (at < ref.length) {
    if (pattern[of] === '*') {
      star = of;
      resume = at;
      of += 1;
    } else if (pattern[of] === ref[at]) {
      of += 1;
      at += 1;
    } else if (star >= 0) {
      of = star + 1;
      resume += 1;
      at = resume;
    } else {
      return false;
    }
  }
  while (pattern[of] === '*') of += 1;
  return of === pattern.length;
}

/** A branch or a tag; not what GitHub makes of a pull request. */
export function isBranchOrTag(ref: string): boolean {
  return /^refs\/(?:heads|tags)\/./.test(ref);
}
