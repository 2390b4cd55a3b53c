import { z } from 'zod';
import { WaybillError } from '../errors/waybill-error.ts';
import { type Digest, isDigest } from './digest.ts';
import { isPlatform } from './platform.ts';
import { isPlainText } from './plain-text.ts';
import { formatReference, isTag, tryParseReference } from './reference.ts';

/** The version of the record's schema. A reader refuses a newer one and never guesses. */
export const RECORD_VERSION = 1;

/** The artifact type under which a record is attached to its digest in the registry. */
export const RECORD_ARTIFACT_TYPE = 'application/vnd.waybill.record.v1+json';

function makeSchema() {
  const repository = z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'must be owner/repository');
  const commit = z
    .string()
    .regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/, 'must be a full commit SHA in lowercase hexadecimal');

  /** Anybody who may push writes records, so no field holds more than its name says. */
  const line = z.string().refine(isPlainText, 'must be one line of text, at most 256 characters');
  const address = z.url({ protocol: /^https?$/ }).max(2_000);

  return z.strictObject({
    schemaVersion: z.literal(RECORD_VERSION),
    /** `registry/repository`, without tag and digest. */
    image: z.string().refine((text) => {
      const reference = tryParseReference(text);
      return reference !== undefined && reference.tag === undefined && reference.digest === undefined;
    }, 'must be an image repository without tag and digest'),
    digest: z.custom<Digest>(
      (value) => typeof value === 'string' && isDigest(value),
      'must be sha256:<64 hex>',
    ),
    mediaType: line,
    /** Empty when the manifest does not say (an artifact that is not a container image). */
    platforms: z.array(z.string().refine(isPlatform, 'must be os/architecture[/variant]')),
    /** Tags that pointed to the digest when the record was made. For people; the digest is the identity. */
    tags: z.array(z.string().refine(isTag, 'must be a tag: letters, digits, "_", "." and "-", at most 128')),
    version: line.optional(),
    /** When the image was built, in RFC 3339, from `org.opencontainers.image.created`. */
    created: z.iso.datetime({ offset: true }).optional(),
    source: z
      .strictObject({ repository, commit, ref: line.optional(), server: address.optional() })
      .optional(),
    /** The workflow run that built or adopted it. */
    run: z
      .strictObject({
        id: z.string().regex(/^\d+$/, 'must be a run number'),
        attempt: z.number().int().positive(),
        url: address,
      })
      .optional(),
    /** A build found the image by its tag, and did not check who made it. Absent where it built the image. */
    reused: z.literal(true).optional(),
  });
}

let made: ReturnType<typeof makeSchema> | undefined;

/**
 * What a record has to be. It is made for the first record: most runs of a promotion name images otherwise.
 */
export function recordSchema(): ReturnType<typeof makeSchema> {
  return (made ??= makeSchema());
}

/** What is known of one built image. A part that nobody stated is absent, and never made up. */
export type ImageRecord = z.infer<ReturnType<typeof makeSchema>>;

/**
 * Reads a record from JSON text. Throws `RECORD_INVALID` with the path of each wrong field and its rule.
 * `what` names the place that the text came from.
 */
export function parseRecord(text: string, what = 'the record'): ImageRecord {
  const value = parseJson(text, what);
  const version =
    typeof value === 'object' && value !== null && 'schemaVersion' in value ? value.schemaVersion : undefined;
  if (typeof version === 'number' && version > RECORD_VERSION) {
    throw new WaybillError(
      'RECORD_INVALID',
      `${what} has schemaVersion ${version}; this Waybill reads up to ${RECORD_VERSION}`,
      {
        hint: 'Use the same major version of Waybill in the workflow that records and the one that promotes.',
      },
    );
  }
  const result = recordSchema().safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.') || '(top)'}: ${issue.message}`);
  throw new WaybillError('RECORD_INVALID', `${what} is not a Waybill record: ${problems.join('; ')}`, {
    hint: 'Pass the `record` output of the build or record action as it is.',
  });
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new WaybillError('RECORD_INVALID', `${what} is not JSON: ${detail}`, {
      cause,
      hint: 'Pass the `record` output of the build or record action as it is.',
    });
  }
}

/** The record as one line of JSON, with its keys in the order of the schema. */
export function formatRecord(record: ImageRecord): string {
  return JSON.stringify(recordSchema().parse(record));
}

/** `registry/repository@digest`. */
export function recordReference(record: Pick<ImageRecord, 'image' | 'digest'>): string {
  return formatReference({ spelling: record.image, tag: undefined, digest: record.digest });
}
