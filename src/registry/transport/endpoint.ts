import { WaybillError } from '../../errors/waybill-error.ts';
import { type Digest, isDigest } from '../../image/digest.ts';
import { type ImageReference, isTag, tryParseReference } from '../../image/reference.ts';
import { isLoopbackHost } from './address.ts';

/** A repository of a registry, in canonical form: the two parts of a reference that a request needs. */
export type RepositoryName = Pick<ImageReference, 'registry' | 'repository'>;

/** References to Docker Hub say `docker.io`, and its registry answers under this name. */
const DOCKER_HUB_HOST = 'registry-1.docker.io';

/**
 * The address where a registry answers: plain HTTP on this machine, HTTPS everywhere else. Throws
 * `REFERENCE_INVALID` for a name that is no host, so that nothing malformed is sent.
 */
export function endpointOf(registry: string): URL {
  const host = registry === 'docker.io' ? DOCKER_HUB_HOST : registry;
  const url = URL.parse(`https://${host}/`);
  // A URL rewrites some hosts: `127.1` becomes `127.0.0.1`. When the name changes, it is not the host that
  // was meant.
  if (url === null || url.hostname !== host.replace(/:\d+$/, '')) {
    throw malformed(`${JSON.stringify(registry)} is not the name of a registry`);
  }
  if (!isLoopbackHost(url.hostname)) return url;
  return new URL(`http://${host}/`);
}

export function manifestUrl(at: RepositoryName, reference: string | Digest): URL {
  if (!isTag(reference) && !isDigest(reference)) {
    throw malformed(`${nameOf(at)}: ${JSON.stringify(reference)} is neither a tag nor a digest`);
  }
  return urlWithin(at, `manifests/${reference}`);
}

export function blobUrl(at: RepositoryName, digest: Digest): URL {
  if (!isDigest(digest)) throw malformed(`${nameOf(at)}: ${JSON.stringify(digest)} is not a digest`);
  return urlWithin(at, `blobs/${digest}`);
}

export function uploadsUrl(at: RepositoryName): URL {
  return urlWithin(at, 'blobs/uploads/');
}

/**
 * Lists are asked for one type of artifact; `artifactType` that ends with `*` asks for all, and is a prefix.
 */
export function referrersUrl(at: RepositoryName, digest: Digest, artifactType: string): URL {
  if (!isDigest(digest)) throw malformed(`${nameOf(at)}: ${JSON.stringify(digest)} is not a digest`);
  const url = urlWithin(at, `referrers/${digest}`);
  if (!artifactType.endsWith('*')) url.searchParams.set('artifactType', artifactType);
  return url;
}

/** `registry/repository`, as messages name it. */
export function nameOf(at: RepositoryName): string {
  return `${at.registry}/${at.repository}`;
}

/**
 * Anyone can make a reference by hand. So its parts are checked against the grammar again here, the only
 * place where they become an address.
 */
function urlWithin(at: RepositoryName, rest: string): URL {
  const parsed = tryParseReference(nameOf(at));
  const same = parsed?.registry === at.registry && parsed.repository === at.repository;
  if (!same || parsed.tag !== undefined || parsed.digest !== undefined) {
    throw malformed(`${JSON.stringify(nameOf(at).slice(0, 300))} is not an image repository`);
  }
  return new URL(`v2/${at.repository}/${rest}`, endpointOf(at.registry));
}

function malformed(message: string): WaybillError {
  return new WaybillError('REFERENCE_INVALID', message, {
    hint: 'Write registry/repository with a tag or a digest, for example ghcr.io/acme/api:v1.4.0.',
  });
}
