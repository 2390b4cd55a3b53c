import { ANNOTATIONS, type AnnotationKey } from './labels.ts';
import type { Digest } from './digest.ts';
import { isPlatform } from './platform.ts';
import { type ImageRecord, RECORD_VERSION, recordSchema } from './record.ts';
import { parseCommit, parseSource, type SourceRepository } from './source.ts';

/** What an image says of itself, as the registry served it. */
export interface ImageFacts {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly platforms: readonly string[];
  /** Of the manifest or index. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Of the configuration. An image inherits them from its base image, so they count less than annotations. */
  readonly labels: Readonly<Record<string, string>>;
  readonly created: string | undefined;
}

/** What the image claims about its source; parts that it does not say, or not in a readable way, are undefined. */
export interface SourceClaim {
  readonly source: SourceRepository | undefined;
  readonly commit: string | undefined;
}

export const NO_CLAIM: SourceClaim = { source: undefined, commit: undefined };

/** The claim of one set of labels or annotations. */
export function claimOf(values: Readonly<Record<string, string>>): SourceClaim {
  return {
    source: parseSource(values[ANNOTATIONS.source] ?? ''),
    commit: parseCommit(values[ANNOTATIONS.revision] ?? ''),
  };
}

/**
 * The claim of the image: that of its annotations when they make one, else that of its labels. The two are not mixed: a
 * commit from one and a repository from the other could name a commit that never existed there.
 */
export function sourceClaim(facts: Pick<ImageFacts, 'annotations' | 'labels'>): SourceClaim {
  const annotated = claimOf(facts.annotations);
  return annotated.source === undefined && annotated.commit === undefined ? claimOf(facts.labels) : annotated;
}

/**
 * The record that can be made from the image alone: no run, and a source only when the image names both repository and
 * commit. `image` is `registry/repository`, `tags` those known to point to the digest,
 * `claim` what to take for its source.
 */
export function deriveRecord(
  image: string,
  facts: ImageFacts,
  tags: readonly string[],
  claim: SourceClaim = sourceClaim(facts),
): ImageRecord {
  const { source, commit } = claim;
  const server = source?.server;
  const version = said(facts, ANNOTATIONS.version);
  const created = buildTime(said(facts, ANNOTATIONS.created)) ?? buildTime(facts.created);
  return {
    schemaVersion: RECORD_VERSION,
    image,
    digest: facts.digest,
    mediaType: facts.mediaType,
    platforms: facts.platforms.filter(isPlatform),
    tags: [...tags],
    ...(version === undefined ? {} : { version }),
    ...(created === undefined ? {} : { created }),
    ...(source === undefined || commit === undefined
      ? {}
      : { source: { repository: source.repository, commit, ...(server === undefined ? {} : { server }) } }),
  };
}

function said(facts: ImageFacts, key: AnnotationKey): string | undefined {
  return facts.annotations[key]?.trim() || facts.labels[key]?.trim() || undefined;
}

/** The year containers came: reproducible builders write 1970 or 0001 to say that they do not tell. */
const FIRST_YEAR = 2013;

function buildTime(text: string | undefined): string | undefined {
  const time = recordSchema.shape.created.safeParse(text);
  if (!time.success || time.data === undefined) return undefined;
  return new Date(time.data).getUTCFullYear() < FIRST_YEAR ? undefined : time.data;
}
