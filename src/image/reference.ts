/**
 * The room for what an image is called and what is known of it: reference, digest, platform, labels, record.
 * It works on texts and values alone, and asks no registry.
 */
import { WaybillError } from '../errors/waybill-error.ts';
import { type Digest, isDigest } from './digest.ts';

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
      hint: referenceHint(text),
    },
  );
}

function referenceHint(text: string): string {
  if (text !== text.trim() || /\s/.test(text)) return 'A reference has no spaces.';
  if (/^[a-z]+:\/\//.test(text)) return `Write it without the scheme: ${text.replace(/^[a-z]+:\/\//, '')}`;
  if (/[A-Z]/.test(text.split(/[:@]/)[0] ?? '')) return 'A repository name is lowercase.';
  if (text.includes('@')) return 'After "@" comes "sha256:" and 64 lowercase hexadecimal digits.';
  return 'Write [registry/]repository[:tag][@sha256:…], for example ghcr.io/acme/api:v1.4.0.';
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
