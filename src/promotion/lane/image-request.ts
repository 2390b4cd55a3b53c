import { WaybillError } from '../../errors/waybill-error.ts';
import { isDigest, looksLikeDigest, parseDigest, type Digest } from '../../image/digest.ts';
import { type ImageRecord, parseRecord } from '../../image/record.ts';
import {
  type ImageReference,
  isTag,
  parseReference,
  sameRepository,
  tryParseReference,
} from '../../image/reference.ts';
import { looksLikeTag, tagHint } from '../../image/tags.ts';

/** One entry of the input `images`, before it is known which image of the config repo it means. */
export type ImageRequest =
  | { readonly kind: 'record'; readonly record: ImageRecord }
  /** `name=reference`, `name=tag`, `reference` or `tag`. */
  | { readonly kind: 'text'; readonly name: string | undefined; readonly text: string };

const HINT =
  'Write one image a line, or commas between them: a record, name=registry/repository@sha256:…, name=tag, or registry/repository:tag.';

/**
 * Reads the input `images`. It has one entry a line, a record or text; commas part texts, too. Or it is one
 * JSON text: a record, or a list of records and texts. Throws `INPUT_INVALID`, `DIGEST_INVALID` or
 * `RECORD_INVALID`, and names the entry.
 */
export function parseImageRequests(input: string): readonly ImageRequest[] {
  const json = /^\s*[[{]/.test(input) ? tryJson(input) : undefined;
  if (Array.isArray(json)) return json.flatMap((entry, index) => listed(entry, index + 1));
  if (json !== undefined) return [recordRequest(input, 'the input "images"')];
  if (/^\s*\[/.test(input)) throw notJson(input);
  const lines = input
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.flatMap((line, index) => lineRequests(line, `line ${index + 1} of "images"`));
}

/** An entry of a list: a record, as it is or as the text that is the output of a build. */
function listed(entry: unknown, number: number): readonly ImageRequest[] {
  const what = `entry ${number} of "images"`;
  return typeof entry === 'string'
    ? lineRequests(entry.trim(), what)
    : [recordRequest(JSON.stringify(entry), what)];
}

function lineRequests(line: string, what: string): readonly ImageRequest[] {
  if (line.startsWith('{')) return [recordRequest(line, what)];
  return line
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => textRequest(text, what));
}

function textRequest(entry: string, what: string): ImageRequest {
  const equals = entry.indexOf('=');
  const name = equals === -1 ? undefined : entry.slice(0, equals).trim();
  const text = entry.slice(equals + 1).trim();
  if (name === '' || text === '' || /[\s"']/.test(`${name ?? ''}${text}`)) throw unreadable(entry, what);
  if (looksLikeDigest(text)) parseDigest(text, `the digest in ${what}`);
  return { kind: 'text', name, text };
}

function unreadable(entry: string, what: string): WaybillError {
  const bare = entry.replace(/^-\s+/, '').replace(/^(["'])(.*)\1$/, '$2');
  const message = `${capital(what)} cannot be read: ${JSON.stringify(entry.slice(0, 200))}`;
  return new WaybillError('INPUT_INVALID', message, {
    hint: bare === entry || /[\s"']/.test(bare) ? HINT : `Write it without the marks around it: ${bare}.`,
  });
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

function notJson(input: string): WaybillError {
  const message = `The input "images" begins as a list, and is no JSON: ${JSON.stringify(input.trim().slice(0, 200))}`;
  return new WaybillError('INPUT_INVALID', message, { hint: HINT });
}

/** Throws `INPUT_INVALID` for the output `json` of a build, which holds its record and more. */
function recordRequest(text: string, what: string): ImageRequest {
  const value = tryJson(text);
  if (typeof value === 'object' && value !== null && 'record' in value && !('schemaVersion' in value)) {
    throw new WaybillError('INPUT_INVALID', `${capital(what)} is the output "json" of a step`, {
      hint: 'Pass its output "record".',
    });
  }
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
  const [tag = ''] = text.split('@');
  if (looksLikeTag(tag)) throw noTag(tag, name);
  parseReference(text, `the reference of ${name}`);
  throw new WaybillError(
    'INPUT_INVALID',
    `"images" asks for ${name} from ${text}, but ${name} is ${repository}`,
    {
      hint: `Promote ${repository}, or change the repository of ${name} where it is declared.${
        full?.tag === undefined && tag.includes('/') ? ` If ${tag} is a tag: ${tagHint(tag)}` : ''
      }`,
    },
  );
}

function noTag(tag: string, name: string): WaybillError {
  const message = `"images" asks for ${name} with the tag ${JSON.stringify(tag.slice(0, 200))}, which is none`;
  return new WaybillError('INPUT_INVALID', message, { hint: tagHint(tag) });
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
