import { type RegistryAnswer, type RegistryRequest, answer, failure, json } from './exchange.ts';
import { isDigestText, isTagName, sha256 } from './grammar.ts';
import { type StoredDocument, readManifest, requiredDigests } from './manifest-document.ts';
import type { RegistryPlay } from './plays.ts';
import type { RegistryStore } from './store.ts';

const LARGEST_MANIFEST = 4 * 1024 * 1024;

/** A manifest as a path names it, by tag or digest. */
interface NamedManifest {
  readonly name: string;
  readonly reference: string;
}

/** Where registries differ. `referrers: 'listed'` also acknowledges a `subject` with `OCI-Subject`. */
type ManifestRules = Pick<RegistryPlay, 'referrers' | 'immutableTags' | 'knownTypes' | 'digestTags'>;

/** `/v2/<name>/manifests/<reference>`: HEAD, GET, PUT and DELETE by tag and by digest. */
export function answerManifest(
  store: RegistryStore,
  ask: RegistryRequest,
  asked: NamedManifest,
  rules: ManifestRules,
): RegistryAnswer {
  const { name, reference } = asked;
  if (reference.includes(':') ? !isDigestText(reference) : !isTagName(reference)) {
    const code = reference.includes(':') ? 'DIGEST_INVALID' : 'TAG_INVALID';
    return failure(400, code, `invalid reference ${JSON.stringify(reference)}`);
  }
  if (ask.method === 'GET' || ask.method === 'HEAD') {
    const digest = rules.digestTags ? /^sha256-([a-f0-9]{64})$/.exec(reference)?.[1] : undefined;
    return read(store, ask, name, digest === undefined ? reference : `sha256:${digest}`);
  }
  if (ask.method === 'PUT') return put(store, ask, asked, rules);
  if (ask.method === 'DELETE') return remove(store, name, reference);
  return failure(405, 'UNSUPPORTED', 'the operation is unsupported', {
    headers: { allow: 'GET, HEAD, PUT, DELETE' },
  });
}

function read(store: RegistryStore, ask: RegistryRequest, name: string, reference: string): RegistryAnswer {
  const manifest = store.manifest(name, reference);
  if (manifest === undefined) {
    const known = store.has(name);
    return failure(
      404,
      known ? 'MANIFEST_UNKNOWN' : 'NAME_UNKNOWN',
      known ? 'manifest unknown' : 'repository name not known to registry',
    );
  }
  // As the distribution registry 2.8: a type must be named, and a wildcard names none.
  if (!acceptedTypes(ask).has(manifest.mediaType)) {
    return failure(
      404,
      'MANIFEST_UNKNOWN',
      `the manifest is ${manifest.mediaType}, which the Accept header does not name`,
    );
  }
  const etag = `"${manifest.digest}"`;
  const headers = { 'docker-content-digest': manifest.digest, etag };
  if (ask.headers['if-none-match'] === etag) return answer(304, headers);
  return answer(200, { ...headers, 'content-type': manifest.mediaType }, manifest.body);
}

function put(
  store: RegistryStore,
  ask: RegistryRequest,
  { name, reference }: NamedManifest,
  rules: ManifestRules,
): RegistryAnswer {
  const isHeld = !reference.includes(':') && store.tags(name).has(reference);
  if (isHeld && rules.immutableTags === 'told-first') return heldByHarbor(name, reference);
  if (ask.body.byteLength > LARGEST_MANIFEST)
    return failure(413, 'SIZE_INVALID', 'the manifest is larger than 4 MiB');
  const mediaType = (ask.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
  const document = readManifest(mediaType, ask.body);
  if (typeof document === 'string') return failure(400, 'MANIFEST_INVALID', `manifest invalid: ${document}`);
  const unknown = [document.value.artifactType, configType(document)].find(
    (type) => type !== undefined && rules.knownTypes?.has(type) === false,
  );
  if (unknown !== undefined) {
    return failure(400, 'MANIFEST_INVALID', 'manifest invalid', { detail: `unknown media type: ${unknown}` });
  }
  const isDigest = reference.includes(':');
  if (isHeld && rules.immutableTags === 'told-last') {
    const message = `The image tag '${reference}' already exists in the '${name}' repository and cannot be overwritten because the tag is immutable.`;
    return failure(400, 'TAG_INVALID', message);
  }
  if (isDigest && sha256(ask.body) !== reference) {
    return failure(400, 'DIGEST_INVALID', 'provided digest did not match uploaded content');
  }
  const held = (digest: string): boolean =>
    document.kind === 'index'
      ? store.manifest(name, digest) !== undefined
      : store.blob(name, digest) !== undefined;
  const missing = requiredDigests(document).filter((digest) => !held(digest));
  if (missing.length > 0) {
    const errors = missing.map((digest) => ({
      code: 'MANIFEST_BLOB_UNKNOWN',
      message: 'blob unknown to registry',
      detail: { digest },
    }));
    return json(400, { errors });
  }
  const stored = store.putManifest(name, isDigest ? undefined : reference, mediaType, ask.body);
  const subject = document.value.subject?.digest;
  return answer(201, {
    location: `${ask.base}/v2/${name}/manifests/${stored.digest}`,
    'docker-content-digest': stored.digest,
    ...(rules.referrers === 'listed' && subject !== undefined ? { 'oci-subject': subject } : {}),
  });
}

function heldByHarbor(name: string, tag: string): RegistryAnswer {
  const short = name.slice(name.indexOf('/') + 1);
  return failure(
    412,
    'PRECONDITION',
    `Failed to process request due to '${short}:${tag}' configured as immutable.`,
  );
}

function configType(document: StoredDocument): string | undefined {
  return document.kind === 'manifest' ? document.value.config.mediaType : undefined;
}

function remove(store: RegistryStore, name: string, reference: string): RegistryAnswer {
  if (store.deleteManifest(name, reference)) return answer(202);
  return failure(404, 'MANIFEST_UNKNOWN', 'manifest unknown');
}

function acceptedTypes(ask: RegistryRequest): ReadonlySet<string> {
  const types = (ask.headers.accept ?? '').split(',').map((entry) => entry.split(';')[0]?.trim() ?? '');
  return new Set(types);
}
