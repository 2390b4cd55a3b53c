import { type ErrorCode, errorsOf, WaybillError } from '../../errors/waybill-error.ts';
import type { Digest } from '../../image/digest.ts';
import { listArtifact, listArtifacts } from '../attach/attach.ts';
import { readDocument } from '../content/documents.ts';
import type { Descriptor } from '../content/manifest.ts';
import { putTag } from '../content/tag.ts';
import { nameOf, type RepositoryName } from '../transport/endpoint.ts';
import { refusedError } from '../transport/registry-error.ts';
import { copyManifest, type CopyRoad, CopyTally, type CopyVerbs, verifyCopy } from './copy-image.ts';

/** An image that another repository has now, with what was found on the way. */
export interface CopiedImage {
  readonly digest: Digest;
  /** Digests of the artifacts that refer to it, and came along. */
  readonly artifacts: readonly Digest[];
  /** Artifacts that could not be copied, and why. They never keep the image. */
  readonly passedOver: readonly WaybillError[];
  readonly blobs: { readonly present: number; readonly mounted: number; readonly sent: number };
  /** Bytes of the blobs that were sent. */
  readonly bytes: number;
  /** Whether anything was written. */
  readonly changed: boolean;
}

/** Whoever may push can attach artifacts, to artifacts too: more than so many of an image are left. */
const MOST_ARTIFACTS = 200;
/** What cosign keeps under a tag of its own where it does not use referrers. */
const COSIGN_TAGS = ['sig', 'att', 'sbom'];

/**
 * What can be wrong with one artifact. A registry that does not answer is another matter, and ends the run.
 */
const ARTIFACT_FAULTS: ReadonlySet<ErrorCode> = new Set([
  'DIGEST_MISMATCH',
  'IMAGE_NOT_FOUND',
  'REGISTRY_REFUSED',
  'TAG_IMMUTABLE',
]);

/**
 * Copies a digest into another repository with all platforms and everything that refers to any of them:
 * records, signatures, attestations, SBOMs. Reads all of it back before it returns. Throws the errors of the
 * registries, and `DIGEST_MISMATCH` where anything is not byte for byte what it was.
 */
export async function copyAll(
  { digest, ...from }: RepositoryName & { readonly digest: Digest },
  to: RepositoryName,
  verbs: CopyVerbs,
): Promise<CopiedImage> {
  const tally = new CopyTally();
  await copyManifest(digest, { from, to, verbs, tally });
  // Before anything is made of the rest: an artifact that is wrong does not speak against the image.
  await verifyCopy(to, tally, verbs);
  const artifacts = new CopyTally();
  const road = { from, to, verbs, tally: artifacts };
  const progress: Progress = { passedOver: [], tried: 0, isOver: false };
  const queue = [...tally.manifests.keys()];
  for (let subject = queue.shift(); subject !== undefined; subject = queue.shift()) {
    const found = await copyArtifactsOf(subject, road, progress);
    // A signature can be signed.
    queue.push(...found);
  }
  const { passedOver } = progress;
  if (progress.isOver) passedOver.push(tooMany(from, digest));
  await verifyCopy(to, artifacts, verbs);
  const blobs = [...tally.blobs.values(), ...artifacts.blobs.values()];
  const count = (how: string): number => blobs.filter((blob) => blob.how === how).length;
  const sent = blobs.filter(({ how }) => how === 'sent').reduce((sum, { size }) => sum + size, 0);
  return {
    digest,
    artifacts: [...artifacts.manifests.keys()],
    passedOver,
    blobs: { present: count('present'), mounted: count('mounted'), sent: count('sent') },
    bytes: sent,
    changed: tally.written + artifacts.written > 0,
  };
}

/** What became of the artifacts of an image so far. */
interface Progress {
  readonly passedOver: WaybillError[];
  tried: number;
  /** Whether some were left because there are too many. */
  isOver: boolean;
}

/** Copies what refers to one digest, and returns the digests that came along now. */
async function copyArtifactsOf(
  subject: Digest,
  road: CopyRoad,
  progress: Progress,
): Promise<readonly Digest[]> {
  const { from, to, verbs, tally } = road;
  const { passedOver } = progress;
  const listed = await listArtifacts({ ...from, digest: subject }, '*', verbs);
  const copied: Digest[] = [];
  for (const artifact of listed) {
    if (tally.manifests.has(artifact.digest)) continue;
    if (progress.tried === MOST_ARTIFACTS) {
      progress.isOver = true;
      break;
    }
    progress.tried += 1;
    try {
      await copyArtifact({ ...to, digest: subject }, artifact, road);
      copied.push(artifact.digest);
    } catch (thrown) {
      passedOver.push(...unusable(thrown));
    }
  }
  for (const kind of COSIGN_TAGS) {
    const tag = `${subject.replace(':', '-')}.${kind}`;
    try {
      await copyTagged(tag, road);
    } catch (thrown) {
      passedOver.push(...unusable(thrown));
    }
  }
  return copied;
}

async function copyArtifact(
  subject: RepositoryName & { readonly digest: Digest },
  artifact: Descriptor,
  road: CopyRoad,
): Promise<void> {
  const { from, verbs } = road;
  const served = await verbs.manifests.get(from, artifact.digest);
  const document = served === undefined ? undefined : readDocument(from, served);
  const named = (document?.kind === 'manifest' ? document.manifest : document?.index)?.subject?.digest;
  if (document !== undefined && named !== subject.digest)
    throw stray(
      road.from,
      artifact.digest,
      `it belongs to ${named ?? 'nothing'} and not to ${subject.digest}`,
    );
  const subjectKept = await copyManifest(artifact.digest, road);
  await listArtifact(subject, artifact, subjectKept, verbs);
}

/** What the other repository has under the tag stays: it may hold signatures of its own. */
async function copyTagged(tag: string, road: CopyRoad): Promise<void> {
  const { from, to, verbs, tally } = road;
  const digest = await verbs.manifests.taggedDigest(from, tag);
  if (digest === undefined) return;
  const present = await verbs.manifests.taggedDigest(to, tag);
  if (present === digest) return;
  if (present !== undefined)
    throw refusedError(
      from,
      `the artifact ${digest} is not copied: in ${nameOf(to)} the tag ${tag} is on ${present}`,
      'Move that tag by hand if it may be replaced.',
    );
  await copyManifest(digest, road);
  const served = tally.manifests.get(digest);
  if (served !== undefined) await putTag(to, tag, served, verbs);
}

function unusable(thrown: unknown): readonly WaybillError[] {
  const errors = errorsOf(thrown);
  if (errors.length > 0 && errors.every(({ code }) => ARTIFACT_FAULTS.has(code))) return errors;
  throw thrown;
}

function stray(at: RepositoryName, artifact: Digest, why: string): WaybillError {
  return new WaybillError(
    'REGISTRY_REFUSED',
    `${nameOf(at)}: the artifact ${artifact} is not copied: ${why}`,
    {
      hint: 'Delete it in the registry if nobody knows where it comes from.',
    },
  );
}

function tooMany(at: RepositoryName, image: Digest): WaybillError {
  return refusedError(
    at,
    `more than ${MOST_ARTIFACTS} artifacts belong to ${image}, its platforms and their artifacts; the others are not copied`,
    'Delete artifacts that nobody needs from this image.',
  );
}
