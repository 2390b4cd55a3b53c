import { keepTrying } from '../../errors/keep-trying.ts';
import { no, ok } from '../../errors/result.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import type { Digest } from '../../image/digest.ts';
import type { ImageReference } from '../../image/reference.ts';
import type { BlobVerbs } from '../content/blob-verbs.ts';
import { readDocument } from '../content/documents.ts';
import { type RepositoryName, nameOf } from '../transport/endpoint.ts';
import { addToFallback, hasFallback, readFallback } from './fallback-index.ts';
import { sha256 } from '../content/hash.ts';
import type { ManifestVerbs } from '../content/manifest-verbs.ts';
import { EMPTY_CONFIG, OCI_MANIFEST } from '../content/media-types.ts';
import { isOfType, type Referrers } from './referrer-verbs.ts';
import { refusedError } from '../transport/registry-error.ts';
import type { Descriptor, FetchedManifest } from '../content/manifest.ts';
import { type Patience, spaced } from '../transport/retry.ts';

/** What to attach to a digest. `content` becomes the only layer, so that generic tools can pull it. */
export interface Attachment {
  readonly artifactType: string;
  readonly content: Uint8Array;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What attaching and finding artifacts needs of a registry. */
export interface ArtifactVerbs {
  readonly manifests: ManifestVerbs;
  readonly blobs: BlobVerbs;
  readonly referrers: (at: RepositoryName, subject: Digest, artifactType: string) => Promise<Referrers>;
  readonly patience: Patience;
}

type Subject = ImageReference & { readonly digest: Digest };

const LARGEST_CONTENT = 16 * 1024 * 1024;
const MOST_WRITES = 4;
/** A registry can say that it keeps the subject and not list the artifact yet. So often it is asked again. */
const MOST_LOOKS = 5;

/**
 * Attaches content to a digest as an OCI artifact (image-spec, "Guidelines for Artifact Usage"). Throws
 * `IMAGE_NOT_FOUND` when the subject is not there.
 *
 * The manifest depends on its input only: the same bytes make the same digest, so attaching twice changes
 * nothing. A registry with the referrers API lists the artifact by itself. Where the API is missing, or the
 * registry did not say that it kept the subject, the tag of the referrers tag schema lists it.
 */
export async function attachArtifact(
  subject: Subject,
  attachment: Attachment,
  verbs: ArtifactVerbs,
): Promise<Descriptor> {
  const target = await verbs.manifests.get(subject, subject.digest);
  if (target === undefined)
    throw missing(subject, `${subject.digest} is not there, so nothing can be attached to it`);
  const manifest = artifactManifest(target, attachment);
  const descriptor: Descriptor = {
    mediaType: manifest.mediaType,
    digest: manifest.digest,
    size: manifest.body.byteLength,
    artifactType: attachment.artifactType,
    ...(Object.keys(attachment.annotations).length === 0
      ? {}
      : { annotations: sorted(attachment.annotations) }),
  };
  const subjectKept = await putOnce(subject, manifest, attachment.content, verbs);
  await listArtifact(subject, descriptor, subjectKept, verbs);
  return descriptor;
}

/**
 * Makes sure that an artifact that is in the repository is listed for its subject, by the registry itself or
 * by the fallback tag. `subjectKept`: the registry said so when the artifact was written.
 */
export async function listArtifact(
  subject: RepositoryName & { readonly digest: Digest },
  descriptor: Descriptor,
  subjectKept: boolean,
  verbs: Pick<ArtifactVerbs, 'manifests' | 'referrers' | 'patience'>,
): Promise<void> {
  if (await isListed(subject, descriptor, subjectKept, verbs)) return;
  await addToFallback(subject, descriptor, verbs.manifests, verbs.patience);
}

/** The artifacts of one type that are attached to a digest, each once. */
export async function listArtifacts(
  subject: RepositoryName & { readonly digest: Digest },
  artifactType: string,
  verbs: ArtifactVerbs,
): Promise<readonly Descriptor[]> {
  const listed = await verbs.referrers(subject, subject.digest, artifactType);
  // The registry may have got the API later, or list nothing. Clients may have kept the tag all the same.
  if (listed.kind === 'listed' && listed.descriptors.length > 0) return unique(listed.descriptors);
  if (listed.kind === 'listed' && !(await hasFallback(subject, subject.digest, verbs.manifests))) return [];
  const kept = await readFallback(subject, subject.digest, verbs.manifests);
  return unique(kept.filter((descriptor) => isOfType(descriptor, artifactType)));
}

/**
 * The content of one artifact: the only layer of its manifest. Anyone who may push can write a list of
 * artifacts. So manifest and layer are checked against their digests. When `repository` names a digest, the
 * manifest must refer to it.
 */
export async function readArtifact(
  repository: ImageReference,
  artifact: Descriptor,
  verbs: ArtifactVerbs,
): Promise<Uint8Array> {
  const served = await verbs.manifests.get(repository, artifact.digest);
  if (served === undefined)
    throw missing(repository, `the attached artifact ${artifact.digest} is listed and not there`);
  const document = readDocument(repository, served);
  const [layer, ...more] = document.kind === 'manifest' ? document.manifest.layers : [];
  if (document.kind !== 'manifest' || layer === undefined || more.length > 0) {
    throw refused(repository, artifact, 'it has not exactly one layer');
  }
  const refersTo = document.manifest.subject?.digest;
  if (repository.digest !== undefined && refersTo !== repository.digest) {
    throw refused(
      repository,
      artifact,
      `it belongs to ${refersTo ?? 'nothing'} and not to ${repository.digest}`,
    );
  }
  if (layer.size > LARGEST_CONTENT)
    throw refused(repository, artifact, `its content has ${layer.size} bytes`);
  const content = await verbs.blobs.get(repository, layer.digest, layer.size);
  if (content === undefined)
    throw missing(repository, `the content ${layer.digest} of the artifact ${artifact.digest} is not there`);
  return content;
}

const EMPTY_OBJECT = Buffer.from('{}');

function artifactManifest(target: FetchedManifest, attachment: Attachment): FetchedManifest {
  const manifest = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    artifactType: attachment.artifactType,
    config: { mediaType: EMPTY_CONFIG, digest: sha256(EMPTY_OBJECT), size: EMPTY_OBJECT.byteLength },
    layers: [
      {
        mediaType: attachment.artifactType,
        digest: sha256(attachment.content),
        size: attachment.content.byteLength,
      },
    ],
    subject: { mediaType: target.mediaType, digest: target.digest, size: target.body.byteLength },
    ...(Object.keys(attachment.annotations).length === 0
      ? {}
      : { annotations: sorted(attachment.annotations) }),
  };
  const body = Buffer.from(JSON.stringify(manifest));
  return { digest: sha256(body), mediaType: OCI_MANIFEST, body };
}

/**
 * Writes blobs and manifest, unless the manifest is there: its blobs are there with it. When an answer is
 * lost, the registry is asked for the digest. Returns whether the registry said that it keeps the subject.
 */
async function putOnce(
  at: RepositoryName,
  manifest: FetchedManifest,
  content: Uint8Array,
  verbs: ArtifactVerbs,
): Promise<boolean> {
  if (await verbs.manifests.exists(at, manifest.digest)) return false;
  await verbs.blobs.put(at, EMPTY_OBJECT);
  await verbs.blobs.put(at, content);
  const written = await keepTrying<boolean, WaybillError>(spaced(verbs.patience, MOST_WRITES), async () => {
    const put = await verbs.manifests.put(at, manifest.digest, manifest);
    if (put.kind === 'written') return ok(put.subjectKept);
    return (await verbs.manifests.exists(at, manifest.digest)) ? ok(false) : no(put.error);
  });
  if (written.ok) return written.value;
  throw written.problem;
}

/** The list itself is asked: a registry can say that it keeps subjects and still have no list of them. */
async function isListed(
  subject: RepositoryName & { readonly digest: Digest },
  wanted: Descriptor,
  subjectKept: boolean,
  verbs: Pick<ArtifactVerbs, 'referrers' | 'patience'>,
): Promise<boolean> {
  const looks = subjectKept ? MOST_LOOKS : 1;
  const listed = await keepTrying<boolean, undefined>(spaced(verbs.patience, looks), async () => {
    const found = await verbs.referrers(subject, subject.digest, wanted.artifactType ?? '*');
    if (found.kind === 'unsupported') return ok(false);
    return found.descriptors.some(({ digest }) => digest === wanted.digest) ? ok(true) : no(undefined);
  });
  return listed.ok && listed.value;
}

function unique(descriptors: readonly Descriptor[]): readonly Descriptor[] {
  return [...new Map(descriptors.map((descriptor) => [descriptor.digest, descriptor])).values()];
}

function sorted(annotations: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(annotations).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function missing(at: RepositoryName, what: string): WaybillError {
  return new WaybillError('IMAGE_NOT_FOUND', `${nameOf(at)}: ${what}`, {
    hint: 'Check the digest, and whether a clean-up rule of the registry deleted it.',
  });
}

function refused(at: RepositoryName, artifact: Descriptor, why: string): WaybillError {
  return refusedError(
    at,
    `the attached artifact ${artifact.digest} is not used: ${why}`,
    'Delete it in the registry if nobody knows where it comes from.',
  );
}
