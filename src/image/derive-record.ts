import { ANNOTATIONS, type AnnotationKey } from './labels.ts';
import type { Digest } from './digest.ts';
import { isPlainText } from './plain-text.ts';
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
  /** Of the configuration. They may be those of the base image, so they count less than annotations. */
  readonly labels: Readonly<Record<string, string>>;
  readonly created: string | undefined;
}

/** What the image says of its source. A part that is missing or cannot be read is undefined. */
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
 * The claim of the image: that of its annotations when they make one, else that of its labels. The two are
 * never mixed. A commit from one with a repository from the other could name a commit that never existed
 * there.
 */
export function sourceClaim(facts: Pick<ImageFacts, 'annotations' | 'labels'>): SourceClaim {
  const annotated = claimOf(facts.annotations);
  return annotated.source === undefined && annotated.commit === undefined ? claimOf(facts.labels) : annotated;
}

/**
 * The record that the image alone can give. It has no run, and a source only when the claim names both
 * repository and commit. `image` is `registry/repository`; `tags` are those known to point to the digest.
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
  return [facts.annotations[key]?.trim(), facts.labels[key]?.trim()].find(
    (text) => text !== undefined && isPlainText(text),
  );
}

/** Containers came in this year. Reproducible builders write 1970 or 0001, which says nothing. */
const FIRST_YEAR = 2013;

function buildTime(text: string | undefined): string | undefined {
  const { data: time } = recordSchema().shape.created.safeParse(text);
  return time === undefined || new Date(time).getUTCFullYear() < FIRST_YEAR ? undefined : time;
}
