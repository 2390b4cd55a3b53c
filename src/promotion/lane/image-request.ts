import { WaybillError } from '../../errors/waybill-error.ts';
import { isDigest, parseDigest, type Digest } from '../../image/digest.ts';
import { type ImageRecord, parseRecord } from '../../image/record.ts';
import {
  type ImageReference,
  isTag,
  parseReference,
  sameRepository,
  tryParseReference,
} from '../../image/reference.ts';

/** One entry of the input `images`, before it is known which image of the config repo it means. */
export type ImageRequest =
  | { readonly kind: 'record'; readonly record: ImageRecord }
  /** `name=reference`, `name=tag`, `reference` or `tag`. */
  | { readonly kind: 'text'; readonly name: string | undefined; readonly text: string };

const HINT =
  'Write one image a line: a record, name=registry/repository@sha256:…, name=tag, or registry/repository:tag.';

/**
 * Reads the input `images`. It has one entry a line, a record or text. Or it is one JSON text over several
 * lines, a record or a list of records. Throws `INPUT_INVALID` or `RECORD_INVALID` and names the entry.
 */
export function parseImageRequests(input: string): readonly ImageRequest[] {
  const whole = /^\s*[[{]/.test(input) ? tryJson(input) : undefined;
  if (Array.isArray(whole)) {
    return whole.map((entry, index) =>
      recordRequest(JSON.stringify(entry), `entry ${index + 1} of "images"`),
    );
  }
  if (whole !== undefined) return [recordRequest(input, 'the input "images"')];
  const lines = input
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.map((line, index) => {
    if (line.startsWith('{')) return recordRequest(line, `line ${index + 1} of "images"`);
    return textRequest(line, index + 1);
  });
}

function textRequest(line: string, number: number): ImageRequest {
  const equals = line.indexOf('=');
  const name = equals === -1 ? undefined : line.slice(0, equals).trim();
  const text = line.slice(equals + 1).trim();
  if (name === '' || text === '' || /\s/.test(text)) {
    throw new WaybillError(
      'INPUT_INVALID',
      `Line ${number} of "images" cannot be read: ${JSON.stringify(line.slice(0, 200))}`,
      {
        hint: HINT,
      },
    );
  }
  return { kind: 'text', name, text };
}

function recordRequest(text: string, what: string): ImageRequest {
  return { kind: 'record', record: parseRecord(text, what) };
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What an entry asks for, of an image whose repository is known. */
export interface Version {
  readonly tag: string | undefined;
  readonly digest: Digest | undefined;
}

/**
 * Reads the text after `name=` for the image that lives in `repository`: a whole reference to it, a tag,
 * `@digest` or `tag@digest`. Throws `INPUT_INVALID` when the reference is to another repository, or has
 * neither tag nor digest.
 */
export function versionOf(text: string, name: string, repository: string): Version {
  const own = parseReference(repository, `the repository of ${name}`);
  const full = tryParseReference(text);
  if (full !== undefined && sameRepository(full, own)) return versioned(full, text, name);
  const bare = bareVersion(text);
  if (bare !== undefined) return bare;
  parseReference(text, `the reference of ${name}`);
  throw new WaybillError(
    'INPUT_INVALID',
    `"images" asks for ${name} from ${text}, but ${name} is ${repository}`,
    {
      hint: `Promote ${repository}, or change the repository of ${name} where it is declared.`,
    },
  );
}

function versioned(reference: ImageReference, text: string, name: string): Version {
  const { tag, digest } = reference;
  if (tag !== undefined || digest !== undefined) return { tag, digest };
  throw new WaybillError('INPUT_INVALID', `"images" names no tag and no digest for ${name}: ${text}`, {
    hint: `${HINT} Nothing is taken for granted, also not "latest".`,
  });
}

/** A tag, a digest or both, without a repository before them. */
export function bareVersion(text: string): Version | undefined {
  if (isDigest(text)) return { tag: undefined, digest: text };
  const at = text.indexOf('@');
  const tag = at === -1 ? text : text.slice(0, at);
  if (tag !== '' && !isTag(tag)) return undefined;
  if (at === -1) return { tag, digest: undefined };
  return {
    tag: tag === '' ? undefined : tag,
    digest: parseDigest(text.slice(at + 1), `the digest in "${text}"`),
  };
}

/**
 * The tag to write beside a record's digest: the version's own tag, else the tag of the commit, else the
 * first. The tags of a branch come last, because they move.
 */
export function tagOf(record: ImageRecord): string | undefined {
  const { tags, version } = record;
  const named = tags.find((tag) => version !== undefined && (tag === version || tag === `v${version}`));
  return (
    named ??
    tags.find((tag) => /^v?\d+\.\d+/.test(tag)) ??
    tags.find((tag) => /^sha-[0-9a-f]{7,}$/.test(tag)) ??
    tags[0]
  );
}
