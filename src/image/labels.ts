/**
 * The annotation keys of the image specification that Waybill reads and writes (opencontainers/image-spec,
 * annotations.md). The configuration of an image has labels with the same keys.
 */
export const ANNOTATIONS = {
  created: 'org.opencontainers.image.created',
  revision: 'org.opencontainers.image.revision',
  source: 'org.opencontainers.image.source',
  title: 'org.opencontainers.image.title',
  url: 'org.opencontainers.image.url',
  version: 'org.opencontainers.image.version',
} as const;

export type AnnotationKey = (typeof ANNOTATIONS)[keyof typeof ANNOTATIONS];

/** What a build knows about the image that it makes. */
interface BuildFacts {
  /** The last part of the repository's name. */
  readonly title: string;
  readonly serverUrl: string;
  /** `owner/repository`. */
  readonly repository: string;
  readonly commit: string;
  /** A release, or the name of the branch. It is always set: the base image's version would be inherited. */
  readonly version: string;
  readonly created: Date;
}

/** The labels and annotations of the image specification that every build sets. */
export function standardLabels(facts: BuildFacts): Readonly<Record<string, string>> {
  const address = `${facts.serverUrl}/${facts.repository}`;
  return {
    [ANNOTATIONS.created]: facts.created.toISOString(),
    [ANNOTATIONS.revision]: facts.commit,
    [ANNOTATIONS.source]: address,
    [ANNOTATIONS.title]: facts.title,
    [ANNOTATIONS.url]: address,
    [ANNOTATIONS.version]: facts.version,
  };
}

/** `1.4.0`, `main`, `pr-12`: the release of an image, else what it was built for, else its commit. */
export function versionName(release: string | undefined, ref: string | undefined, commit: string): string {
  if (release !== undefined) return release;
  const pull = /^refs\/pull\/(\d+)\//.exec(ref ?? '');
  if (pull?.[1] !== undefined) return `pr-${pull[1]}`;
  return ref?.replace(/^refs\/(?:heads|tags)\//, '') ?? commit.slice(0, 12);
}
