import semver from 'semver';

/**
 * True for a tag that names one release for good: a whole semantic version with an optional `v`. `v1` and `1.4` are meant
 * to move, and so are `latest` and branch names. Leading zeros pass, so that calendar versions are protected too.
 */
export function isVersionTag(tag: string): boolean {
  return semver.valid(tag, { loose: true }) !== null;
}

/** The highest version among the tags, as it is written, or undefined when none is a version. */
export function highestVersion(tags: readonly string[]): string | undefined {
  return tags
    .filter(isVersionTag)
    .toSorted((a, b) => semver.rcompare(a, b, { loose: true }))
    .at(0);
}

/** The tag under which the image of a commit is found again: `sha-` and the full commit SHA. */
export function commitTag(commit: string): string {
  return `sha-${commit}`;
}
