/**
 * The room for what an image is called and what is known of it: reference, digest, platform, labels, record.
 * It works on texts and values alone, and asks no registry.
 */
import { WaybillError } from '../errors/waybill-error.ts';
import { type Digest, digestHint, isDigest, looksLikeDigest } from './digest.ts';
import { tagHint } from './tags.ts';

/**
 * An image reference, taken apart. `registry` and `repository` are canonical (`docker.io`, `library/nginx`),
 * so that two spellings of one image compare equal. `spelling` is the name as it was written, and goes back
 * into a file.
 */
export interface ImageReference {
  readonly registry: string;
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: Digest | undefined;
  /**
   * The name as written, without tag and digest: `nginx`, `index.docker.io/library/nginx`,
   * `ghcr.io/acme/api`.
   */
  readonly spelling: string;
}

const DOCKER_HUB = 'docker.io';
const DOCKER_HUB_ALIASES = new Set([
  DOCKER_HUB,
  'index.docker.io',
  'registry-1.docker.io',
  'registry.hub.docker.com',
]);
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const PATH_COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const HOST =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?$/;
const LONGEST_NAME = 255;

export function isTag(text: string): boolean {
  return TAG.test(text);
}

/**
 * Reads `[registry/]repository[:tag][@digest]` by the grammar of distribution/reference. The first segment is
 * a registry only when it has a `.` or a `:`, or is `localhost`. A single segment on Docker Hub means
 * `library/`. Undefined for a text that is no reference. Only ASCII passes, so that look-alike letters never
 * do.
 */
export function tryParseReference(text: string): ImageReference | undefined {
  const at = text.indexOf('@');
  const digest = at === -1 ? undefined : text.slice(at + 1);
  if (digest !== undefined && !isDigest(digest)) return undefined;
  const named = at === -1 ? text : text.slice(0, at);
  const colon = named.lastIndexOf(':');
  const hasTag = colon > named.lastIndexOf('/');
  const tag = hasTag ? named.slice(colon + 1) : undefined;
  if (tag !== undefined && !isTag(tag)) return undefined;
  const spelling = hasTag ? named.slice(0, colon) : named;
  const name = canonicalName(spelling);
  return name === undefined ? undefined : { ...name, tag, digest, spelling };
}

function canonicalName(spelling: string): { registry: string; repository: string } | undefined {
  if (spelling.length === 0 || spelling.length > LONGEST_NAME) return undefined;
  const slash = spelling.indexOf('/');
  const first = slash === -1 ? '' : spelling.slice(0, slash);
  const isHost = first === 'localhost' || first.includes('.') || first.includes(':');
  const registry = isHost ? first.toLowerCase() : DOCKER_HUB;
  if (isHost && !HOST.test(first)) return undefined;
  const path = isHost ? spelling.slice(slash + 1) : spelling;
  if (!path.split('/').every((component) => PATH_COMPONENT.test(component))) return undefined;
  if (!DOCKER_HUB_ALIASES.has(registry)) return { registry, repository: path };
  return { registry: DOCKER_HUB, repository: path.includes('/') ? path : `library/${path}` };
}

/**
 * As `tryParseReference`, but throws `REFERENCE_INVALID`. `what` names the place that the text was read from.
 */
export function parseReference(text: string, what = 'the image reference'): ImageReference {
  const reference = tryParseReference(text);
  if (reference !== undefined) return reference;
  throw new WaybillError(
    'REFERENCE_INVALID',
    `${what} is not an image reference: ${JSON.stringify(text.slice(0, 300))}`,
    {
      hint:
        referenceHint(text) ??
        'Write [registry/]repository[:tag][@sha256:…], for example ghcr.io/acme/api:v1.4.0.',
    },
  );
}

/** What keeps a text from being a reference, as a sentence; undefined where it is not even like one. */
export function referenceHint(text: string): string | undefined {
  if (text !== text.trim() || /\s/.test(text)) return 'A reference has no spaces.';
  if (/^[a-z]+:\/\//.test(text)) return `Write it without the scheme: ${text.replace(/^[a-z]+:\/\//, '')}`;
  if (looksLikeDigest(text)) return digestHint(text);
  const [named = '', ...digests] = text.split('@');
  const { name, tag } = atTag(named);
  if (/[A-Z]/.test(pathOf(name))) return `A repository name is lowercase: ${name.toLowerCase()}.`;
  const isMeantAsTag = tag !== undefined && /^[^/]/.test(tag) && canonicalName(name) !== undefined;
  if (isMeantAsTag && !isTag(tag)) return tagHint(tag);
  if (digests.length > 0) return `After "@" comes the digest. ${digestHint(digests.join('@'))}`;
  return undefined;
}

/** Where a tag would begin, also one with a slash in it. The port of a registry is part of the name. */
function atTag(named: string): { readonly name: string; readonly tag: string | undefined } {
  const colon = named.indexOf(':', /^[^/]*:\d+\//.test(named) ? named.indexOf('/') : 0);
  return colon === -1
    ? { name: named, tag: undefined }
    : { name: named.slice(0, colon), tag: named.slice(colon + 1) };
}

/** The name without its registry, whose letters may be of either case. */
function pathOf(name: string): string {
  const [first = '', ...rest] = name.split('/');
  return rest.length > 0 && /[.:]|^localhost$/.test(first) ? rest.join('/') : name;
}

/** `registry/repository` in canonical form: the key by which images are compared. */
export function canonicalRepository(reference: Pick<ImageReference, 'registry' | 'repository'>): string {
  return `${reference.registry}/${reference.repository}`;
}

/** True when both name the same repository, whatever their spelling, tag and digest. */
export function sameRepository(
  a: Pick<ImageReference, 'registry' | 'repository'>,
  b: Pick<ImageReference, 'registry' | 'repository'>,
): boolean {
  return a.registry === b.registry && a.repository === b.repository;
}

/** `api` of `ghcr.io/acme/api`, and of `api` itself. */
export function lastSegment(repository: string): string {
  return repository.slice(repository.lastIndexOf('/') + 1);
}

/** The reference as text, with the name spelled as it was found. */
export function formatReference(reference: Pick<ImageReference, 'spelling' | 'tag' | 'digest'>): string {
  const tag = reference.tag === undefined ? '' : `:${reference.tag}`;
  const digest = reference.digest === undefined ? '' : `@${reference.digest}`;
  return `${reference.spelling}${tag}${digest}`;
}
