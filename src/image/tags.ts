import semver from 'semver';

/**
 * True for `1.4.0` and `v1.4.0`, tags that name one release for good. False for `v1`, `1.4`, `latest` and
 * branch names, which are meant to move. Leading zeros pass, so that calendar versions are protected too.
 */
export function isVersionTag(tag: string): boolean {
  return semver.valid(tag, { loose: true }) !== null;
}

/** The tag with the highest version, as it is written. Undefined when no tag is a version. */
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
