import { type ImageFacts, deriveRecord, type SourceClaim, sourceClaim } from './derive-record.ts';
import type { ImageRecord } from './record.ts';
import { sameSource } from './source.ts';
import { isVersionTag } from './version-tags.ts';

/** What is part of the digest itself: labels and annotations. Nobody can change it and keep the digest. */
export type OwnFacts = Pick<ImageRecord, 'version' | 'created' | 'source'> & {
  /** A source that is named in part only. */
  readonly claim: SourceClaim;
};

/**
 * What is known of an image. Everybody who may push can attach a record, so what is not in `own` is shown as
 * what a record says. It decides no gate and no order, and makes no link.
 */
export type KnownImage = ImageRecord & { readonly own?: OwnFacts };

export function ownFacts(image: ImageFacts): OwnFacts {
  const { version, created, source } = deriveRecord('', image, []);
  return {
    claim: sourceClaim(image),
    ...(version === undefined ? {} : { version }),
    ...(created === undefined ? {} : { created }),
    ...(source === undefined ? {} : { source }),
  };
}

/** A record beside what the image says of itself, and each point in which the two contradict. */
export interface Joined {
  readonly known: KnownImage;
  readonly contradictions: readonly string[];
}

/** Adds a record to what the image says of itself. Where both speak, the image counts. */
export function joinRecord(record: ImageRecord, own: OwnFacts): Joined {
  const { version, created, source, ...rest } = record;
  const parts = [joinedVersion(version, own), joinedTime(created, own), joinedSource(source, own)] as const;
  const [toVersion, toTime, toSource] = parts;
  return {
    known: {
      ...rest,
      ...(toVersion.value === undefined ? {} : { version: toVersion.value }),
      ...(toTime.value === undefined ? {} : { created: toTime.value }),
      ...(toSource.value === undefined ? {} : { source: toSource.value }),
      own,
    },
    contradictions: parts.flatMap(({ contradiction }) => contradiction ?? []),
  };
}

interface Part<Value> {
  readonly value: Value | undefined;
  readonly contradiction?: string;
}

/** A label that names a branch says no version: a release of the same digest is named by the record alone. */
function joinedVersion(said: string | undefined, { version }: OwnFacts): Part<string> {
  if (version === undefined || !isVersionTag(version)) return { value: said ?? version };
  if (said === undefined || said === version || !isVersionTag(said)) return { value: version };
  return { value: version, contradiction: differs('the version', version, said) };
}

function joinedTime(said: string | undefined, { created }: OwnFacts): Part<string> {
  if (created === undefined || said === undefined || Date.parse(said) === Date.parse(created))
    return { value: created ?? said };
  return { value: created, contradiction: differs('when it was built', created, said) };
}

function joinedSource(
  said: ImageRecord['source'],
  { source, claim }: OwnFacts,
): Part<NonNullable<ImageRecord['source']>> {
  if (said === undefined) return { value: source };
  const recorded = { server: said.server, repository: said.repository };
  const agrees =
    (claim.source === undefined || sameSource(claim.source, recorded)) &&
    (claim.commit === undefined || claim.commit === said.commit);
  // The record of the same commit knows the ref as well.
  if (agrees) return { value: source === undefined ? said : { ...said, ...source } };
  const image = [claim.source?.repository, claim.commit].filter((part) => part !== undefined).join('@');
  const contradiction = differs('the source', image, `${said.repository}@${said.commit}`);
  return { value: source, contradiction };
}

function differs(what: string, image: string, record: string): string {
  return `${what}: the image says ${image}, and a record says ${record}`;
}

/**
 * The source where it is not a record alone that names it: the image does, or `waybill.yaml` names the same
 * repository. Undefined otherwise.
 */
export function vouchedSource(
  image: KnownImage | undefined,
  configured: string | undefined,
): ImageRecord['source'] {
  const source = image?.source;
  if (source === undefined || image?.own?.source !== undefined) return source;
  return source.repository.toLowerCase() === configured?.toLowerCase() ? source : undefined;
}
