import semver from 'semver';

// Apart from the other tags, because every run reads references and few compare versions.

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
